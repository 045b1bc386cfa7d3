package io.countersign.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

/** The dashboard asks for what there is, and says what it shows. */
class DashboardTest {

    private static final String FILE = Repository.text(Repository.at("k8s/base/dashboard.json"));
    private static final JsonNode DASHBOARD = Repository.JSON.readTree(FILE);
    private static final Pattern LEGEND = Pattern.compile("\\{\\{(\\w+)}}");
    private static final Pattern VARIABLE = Pattern.compile("\\$\\{?(\\w+)");
    private static final int COLUMNS = 24;

    @Test
    void a_query_asks_for_series_that_there_are() {
        assertThat(panels()).hasSizeGreaterThan(20);
        for (JsonNode panel : panels()) {
            assertThat(panel.get("targets")).as(title(panel)).isNotEmpty();
            for (JsonNode target : panel.get("targets")) {
                PromQl query = query(target);
                assertThat(query.problems()).as(title(panel)).isEmpty();
                assertThat(query.metrics()).as(title(panel)).isNotEmpty();
                assertThat(query.values()).as(title(panel)).allMatch(Exposed.DOCUMENTATION::contains);
            }
        }
    }

    /** Whoever looks at one system, or at one instance, sees nothing of others. */
    @Test
    void a_query_goes_by_the_namespace_and_the_instance_that_are_chosen() {
        for (JsonNode panel : panels()) {
            for (JsonNode target : panel.get("targets")) {
                PromQl query = query(target);
                // An alert need not be one of an instance.
                Set<String> chosen =
                        query.metrics().equals(Set.of("ALERTS")) ? Set.of("namespace") : Set.of("namespace", "pod");
                assertThat(query.selectors()).as(title(panel)).allMatch(labels -> labels.containsAll(chosen));
                assertThat(target.get("expr")
                                .asString()
                                .replace("namespace=~\"$namespace\"", "")
                                .replace("pod=~\"$pod\"", ""))
                        .as(title(panel))
                        .doesNotContain("namespace", "pod=");
            }
        }
    }

    @Test
    void a_legend_is_made_of_the_labels_that_there_are() {
        for (JsonNode panel : panels()) {
            for (JsonNode target : panel.get("targets")) {
                assertThat(LEGEND.matcher(target.get("legendFormat").asString()).results())
                        .as(title(panel))
                        .extracting(label -> label.group(1))
                        .isSubsetOf(query(target).labels());
            }
        }
    }

    @Test
    void a_panel_says_what_it_shows_and_in_which_unit() {
        assertThat(panels()).extracting(DashboardTest::title).doesNotHaveDuplicates();
        for (JsonNode panel : panels()) {
            assertThat(title(panel)).isNotBlank();
            assertThat(panel.get("description").asString()).as(title(panel)).matches("(?s).{20,}\\.");
            assertThat(panel.at("/fieldConfig/defaults/unit").asString(""))
                    .as(title(panel))
                    .isIn("short", "none", "s", "ms", "percentunit", "reqps", "ops");
            assertThat(panel.get("targets"))
                    .as(title(panel))
                    .extracting(target -> target.get("refId").asString())
                    .doesNotHaveDuplicates();
        }
    }

    @Test
    void nothing_lies_over_something_else() {
        Set<String> taken = new java.util.HashSet<>();

        assertThat(DASHBOARD.get("panels"))
                .extracting(panel -> panel.get("id").asInt())
                .doesNotHaveDuplicates();
        for (JsonNode panel : DASHBOARD.get("panels")) {
            JsonNode place = panel.get("gridPos");
            int right = place.get("x").asInt() + place.get("w").asInt();
            assertThat(right).as(title(panel)).isBetween(1, COLUMNS);
            for (int x = place.get("x").asInt(); x < right; x++) {
                for (int y = place.get("y").asInt();
                        y < place.get("y").asInt() + place.get("h").asInt();
                        y++) {
                    assertThat(taken.add(x + " " + y)).as(title(panel)).isTrue();
                }
            }
        }
    }

    @Test
    void a_variable_that_is_used_is_one_of_the_dashboards_or_of_grafana() {
        List<String> names = new ArrayList<>(List.of("__rate_interval", "__all"));
        DASHBOARD
                .at("/templating/list")
                .forEach(variable -> names.add(variable.get("name").asString()));

        assertThat(VARIABLE.matcher(FILE).results().map(used -> used.group(1)).distinct())
                .containsExactlyInAnyOrderElementsOf(names);
        assertThat(DASHBOARD.get("schemaVersion").asInt()).isEqualTo(41);
        assertThat(DASHBOARD.get("uid").asString()).isEqualTo("countersign");
    }

    @Test
    void a_variable_takes_its_values_from_series_that_there_are() {
        assertThat(DASHBOARD.at("/templating/list"))
                .filteredOn(variable -> variable.get("type").asString().equals("query"))
                .hasSize(2)
                .allSatisfy(variable -> {
                    String query = variable.at("/query/query").asString();
                    assertThat(variable.get("definition").asString()).isEqualTo(query);
                    assertThat(query).matches("label_values\\(.+, \\w+\\)");
                    String label = query.replaceAll(".*, (\\w+)\\)", "$1");
                    PromQl series =
                            new PromQl(query.replaceAll("label_values\\((.+), \\w+\\)", "$1"), Exposed.labels());
                    assertThat(series.problems()).isEmpty();
                    assertThat(series.labels()).contains(label);
                });
    }

    @ParameterizedTest
    @MethodSource("io.countersign.deployment.Manifests#ofEveryOverlay")
    void every_overlay_has_it_in_a_config_map_that_grafana_finds(Manifests overlay) {
        assertThat(overlay.find("ConfigMap", "countersign-dashboard")).hasValueSatisfying(map -> {
            assertThat(map.at("/metadata/labels/grafana_dashboard").asString()).isEqualTo("1");
            assertThat(map.at("/data/countersign.json").asString()).isEqualTo(FILE);
        });
    }

    private static List<JsonNode> panels() {
        List<JsonNode> panels = new ArrayList<>();
        DASHBOARD.get("panels").forEach(panel -> {
            if (!panel.get("type").asString().equals("row")) {
                panels.add(panel);
            }
        });
        return panels;
    }

    private static PromQl query(JsonNode target) {
        return new PromQl(target.get("expr").asString().replace("$__rate_interval", "1m"), Exposed.labels());
    }

    private static String title(JsonNode panel) {
        return panel.get("title").asString();
    }
}
