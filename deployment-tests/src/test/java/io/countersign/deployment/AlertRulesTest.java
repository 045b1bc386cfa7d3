package io.countersign.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

/** Alert rules ask for what there is, and the runbook has a heading for each. */
class AlertRulesTest {

    private static final String FILE = Repository.text(Repository.at("k8s/base/alerts.yaml"));
    private static final Pattern LABEL = Pattern.compile("\\$labels\\.(\\w+)");
    private static final Pattern HEADING = Pattern.compile("(?m)^#+ (Countersign\\w+)$");

    private static List<JsonNode> rules() {
        List<JsonNode> rules = new ArrayList<>();
        Repository.yaml(FILE)
                .get(0)
                .at("/spec/groups")
                .forEach(group -> group.get("rules").forEach(rules::add));
        return rules;
    }

    @Test
    void an_expression_asks_for_series_that_there_are() {
        assertThat(rules()).isNotEmpty();
        for (JsonNode rule : rules()) {
            PromQl expression = new PromQl(rule.get("expr").asString(), Exposed.labels());

            assertThat(expression.problems()).as(name(rule)).isEmpty();
            assertThat(expression.metrics()).as(name(rule)).isNotEmpty();
            assertThat(expression.values()).as(name(rule)).allMatch(Exposed.DOCUMENTATION::contains);
        }
    }

    @Test
    void what_an_alert_says_is_made_of_the_labels_that_it_has() {
        for (JsonNode rule : rules()) {
            Set<String> labels = new PromQl(rule.get("expr").asString(), Exposed.labels()).labels();

            assertThat(LABEL.matcher(rule.get("annotations").toString()).results())
                    .as(name(rule))
                    .extracting(label -> label.group(1))
                    .isSubsetOf(labels);
        }
    }

    @Test
    void an_alert_says_how_bad_it_is_and_where_to_read_on() {
        assertThat(rules()).extracting(AlertRulesTest::name).doesNotHaveDuplicates();
        for (JsonNode rule : rules()) {
            assertThat(rule.at("/labels/severity").asString()).as(name(rule)).isIn("critical", "warning");
            assertThat(rule.at("/annotations/summary").asString())
                    .as(name(rule))
                    .endsWith(".");
            assertThat(rule.at("/annotations/description").asString())
                    .as(name(rule))
                    .endsWith(".");
            // GitHub makes a heading's anchor so.
            assertThat(rule.at("/annotations/runbook_url").asString())
                    .isEqualTo("docs/runbook.md#" + name(rule).toLowerCase(Locale.ROOT));
        }
    }

    @Test
    void the_runbook_has_a_heading_for_each_alert_and_for_no_other() {
        List<String> headings = HEADING.matcher(Repository.text(Repository.at("docs/runbook.md")))
                .results()
                .map(heading -> heading.group(1))
                .toList();

        assertThat(headings)
                .containsExactlyElementsOf(
                        rules().stream().map(AlertRulesTest::name).toList());
    }

    @Test
    void the_queries_of_the_runbook_ask_for_series_that_there_are() {
        List<String> queries = Pattern.compile("(?ms)^```promql\n(.*?)^```")
                .matcher(Repository.text(Repository.at("docs/runbook.md")))
                .results()
                .flatMap(block -> block.group(1).lines())
                .toList();

        assertThat(queries).isNotEmpty().allSatisfy(query -> {
            PromQl expression = new PromQl(query, Exposed.labels());

            assertThat(expression.problems()).as(query).isEmpty();
            assertThat(expression.values()).as(query).allMatch(Exposed.DOCUMENTATION::contains);
        });
    }

    @ParameterizedTest
    @MethodSource("io.countersign.deployment.Manifests#ofEveryOverlay")
    void every_overlay_has_the_rules(Manifests overlay) {
        assertThat(overlay.ofKind("PrometheusRule"))
                .singleElement()
                .satisfies(rule -> assertThat(rule.at("/spec/groups/0/rules")).containsExactlyElementsOf(rules()));
    }

    /** What {@code docker-compose.yml} does with sed: all behind the line "spec:", two spaces less at the beginning. */
    @Test
    void below_its_spec_the_file_is_one_that_prometheus_itself_reads() {
        String plain = FILE.replaceFirst("(?s)\\A.*?\nspec:\n", "").replaceAll("(?m)^ {2}", "");

        assertThat(Repository.yaml(plain))
                .containsExactly(Repository.yaml(FILE).get(0).get("spec"));
    }

    @Test
    void what_an_expression_counts_on_in_compose_is_there() {
        JsonNode prometheus = Repository.yaml(Repository.text(Repository.at("docker/prometheus.yml")))
                .get(0);

        assertThat(prometheus.get("scrape_configs"))
                .isNotEmpty()
                .allSatisfy(job -> assertThat(job.at("/relabel_configs"))
                        .extracting(relabel -> relabel.get("target_label").asString())
                        .contains("pod"));
    }

    /** Names of alerts that texts mention. */
    @Test
    void no_text_names_an_alert_that_is_not_there() {
        Set<String> names =
                new TreeSet<>(rules().stream().map(AlertRulesTest::name).toList());

        for (String page : List.of("docs/runbook.md", "docs/observability.md", "docs/deployment.md", "docs/spool.md")) {
            assertThat(Pattern.compile("\\bCountersign[A-Z]\\w+")
                            .matcher(Repository.text(Repository.at(page)))
                            .results()
                            .map(MatchResult::group))
                    .as(page)
                    .isSubsetOf(names);
        }
    }

    private static String name(JsonNode rule) {
        return rule.get("alert").asString();
    }
}
