package io.countersign.deployment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PromQlTest {

    private static final Map<String, Set<String>> EXPOSED = Map.of(
            "in_total", Set.of("source", "pod"),
            "out_total", Set.of("source", "pod", "reason"),
            "open", Set.of("pod"),
            "time_seconds_bucket", Set.of("pod", "le"));

    @ParameterizedTest
    @ValueSource(
            strings = {
                "open",
                "absent(open)",
                "open{pod=\"a, } (b\"} > 0.5",
                "sum by (source) (rate(in_total{pod=~\"$pod\"}[5m])) > 0.01 * sum by (source) (rate(out_total[$__rate]))",
                "histogram_quantile(0.99, sum by (le, pod) (rate(time_seconds_bucket[5m])))",
                "abs(sum by (pod) (in_total) - sum by (pod) ({__name__=~\"(in|out)_total\", source=\"x\"})) > 15",
                "max_over_time(count by (pod) (open or in_total)[1d:5m]) > 1",
                "sum by (reason) (out_total or open)",
                "in_total / in_total and on (pod) open"
            })
    void what_is_right_has_no_problems(String expression) {
        assertThat(read(expression).problems()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '`',
            value = {
                "sum(opened); no metric opened",
                "{__name__=~\"(in|of)_total\"}; no metric of_total",
                "{__name__=~\"in_total|of_total\"}; no metric of_total",
                "open{source=\"x\"}; open: no label source",
                "{__name__=~\"(in|out)_total\", reason=\"x\"}; in_total: no label reason",
                "sum by (reason) (in_total); by: no label reason",
                "sum by (source) (sum by (pod) (in_total)); by: no label source",
                "sum by (pod) (sum(in_total)); by: no label pod",
                "in_total and on (source) open; on: no label source",
                "rate(open[5m]); rate of open, which is no counter",
                "histogram_quantile(0.5, sum by (pod) (rate(time_seconds_bucket[5m]))); histogram_quantile of what has no le",
                "open + sum(rate(nothing_total[5m])); no metric nothing_total"
            })
    void what_is_wrong_is_named(String expression, String problem) {
        assertThat(read(expression).problems()).containsExactly(problem);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "sum(open", "open)", "open{pod=\"a\"", "topk(3, open)", "open offset 5m", "open ?", "* open"
            })
    void what_is_not_understood_is_refused(String expression) {
        assertThatIllegalArgumentException().isThrownBy(() -> read(expression));
    }

    @Test
    void the_labels_of_the_result_are_told() {
        assertThat(read("out_total").labels()).containsExactlyInAnyOrder("source", "pod", "reason");
        assertThat(read("sum by (pod) (in_total) > 2 * sum by (source) (in_total)")
                        .labels())
                .containsExactly("pod");
        assertThat(read("2 * open").labels()).containsExactly("pod");
        assertThat(read("open or in_total").labels()).containsExactlyInAnyOrder("source", "pod");
        assertThat(read("sum(in_total)").labels()).isEmpty();
    }

    @Test
    void the_metrics_and_the_values_that_are_asked_for_are_told() {
        PromQl expression = read("abs(in_total{source=~\"a|b\", pod=~\"$pod\"})"
                + " - {__name__=~\"in_total|open\", pod!=\"c\"} - open");

        assertThat(expression.metrics()).containsExactly("in_total", "open");
        assertThat(expression.values()).containsExactly("a", "b");
        assertThat(expression.selectors()).containsExactly(Set.of("source", "pod"), Set.of("pod"), Set.of());
    }

    private static PromQl read(String expression) {
        return new PromQl(expression.replace("$__rate", "1m"), EXPOSED);
    }
}
