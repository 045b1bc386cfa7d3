package io.countersign.ingress.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.ingress.DocumentationPage;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class MetricsDocumentationTest {

    private static final DocumentationPage PAGE = DocumentationPage.named("observability.md");

    @Test
    void thePageHasEveryMetricWithItsTagsAndNoOther() {
        SimpleMeterRegistry registry = new SimpleMeterRegistry();
        IngressMetrics metrics = new IngressMetrics(registry);
        metrics.source("shop").genuine("0");
        metrics.rotation("sources.shop");
        metrics.connections(0);

        thePageHas("## Ingress", registry);
    }

    @Test
    void thePageHasEveryMetricOfTheSpoolAndNoOther() {
        SimpleMeterRegistry registry = new SimpleMeterRegistry();
        new SpoolMetrics(registry).started(0, () -> 0, () -> 0, () -> 0, () -> 0, 0);

        thePageHas("## The ingress's spool", registry);
    }

    @Test
    void thePageHasEveryReasonOfTheSpoolAndNoOther() {
        assertThat(PAGE.rows("### Why the spool does not take a record"))
                .extracting(row -> row.get(0))
                .containsExactlyElementsOf(Stream.of(SpoolMetrics.Refusal.values())
                        .map(reason -> reason.name().toLowerCase(Locale.ROOT))
                        .toList());
    }

    private static void thePageHas(String heading, SimpleMeterRegistry registry) {
        Set<String> registered = registry.getMeters().stream()
                .map(meter -> meter.getId().getName() + ": "
                        + meter.getId().getTags().stream()
                                .map(Tag::getKey)
                                .sorted()
                                .collect(Collectors.joining(", ")))
                .collect(Collectors.toSet());

        assertThat(PAGE.rows(heading))
                .filteredOn(row -> row.get(0).startsWith("countersign."))
                .extracting(row -> row.get(0) + ": " + row.get(1))
                .containsExactlyInAnyOrderElementsOf(registered);
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
