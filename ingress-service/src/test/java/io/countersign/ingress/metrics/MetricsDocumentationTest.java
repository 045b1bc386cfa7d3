package io.countersign.ingress.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.ingress.DocumentationPage;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What the metrics' tags say. The metrics themselves are held against the page where the whole program exposes them. */
class MetricsDocumentationTest {

    private static final DocumentationPage PAGE = DocumentationPage.named("observability.md");

    @Test
    void thePageHasEveryReasonOfTheSpoolAndNoOther() {
        assertThat(PAGE.rows("### Why the spool does not take a record"))
                .extracting(row -> row.get(0))
                .containsExactlyElementsOf(Stream.of(SpoolMetrics.Refusal.values())
                        .map(reason -> reason.name().toLowerCase(Locale.ROOT))
                        .toList());
    }

    @Test
    void thePageHasEveryReasonAndNoOther() {
        assertThat(PAGE.rows("### Its reasons"))
                .extracting(row -> row.get(0) + " " + row.get(1))
                .containsExactlyElementsOf(Stream.of(Outcome.values())
                        .filter(outcome -> outcome.kind() != Outcome.Kind.ACKNOWLEDGED)
                        .map(outcome -> (outcome.kind() + " " + outcome).toLowerCase(Locale.ROOT))
                        .toList());
    }
}
