package io.countersign.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

/** Alert rules ask for metrics that there are. {@code docs/observability.md} is held against the code elsewhere. */
class AlertRulesTest {

    private static final Pattern METRIC = Pattern.compile("countersign_[a-z_]+");
    private static final Pattern DOCUMENTED = Pattern.compile("(?m)^\\| `(countersign\\.[a-z.]+)` \\|");

    @ParameterizedTest
    @MethodSource("io.countersign.deployment.Manifests#ofEveryOverlay")
    void every_metric_of_a_rule_is_documented(Manifests overlay) {
        Set<String> known = new TreeSet<>();
        DOCUMENTED
                .matcher(Repository.text(Repository.at("docs/observability.md")))
                .results()
                .map(name -> name.group(1).replace('.', '_'))
                .forEach(name -> known.addAll(Set.of(name, name + "_total", name + "_seconds", name + "_bytes")));
        JsonNode rules = overlay.ofKind("PrometheusRule").get(0).at("/spec/groups/0/rules");

        assertThat(rules).isNotEmpty().allSatisfy(rule -> {
            assertThat(METRIC.matcher(rule.get("expr").asString()).results().map(metric -> metric.group()))
                    .isNotEmpty()
                    .allMatch(known::contains);
            assertThat(rule.at("/labels/severity").asString()).isIn("critical", "warning");
            assertThat(rule.at("/annotations/summary").asString()).isNotBlank();
        });
        assertThat(rules).extracting(rule -> rule.get("alert").asString()).doesNotHaveDuplicates();
    }
}
