package io.countersign.processor.topology;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.event.EventMetadata;
import io.countersign.event.Resource;
import io.countersign.processor.DocumentationPage;
import io.countersign.processor.ledger.Verdict;
import io.countersign.topic.ResourceType;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Instant;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What the metrics' tags say. The metrics themselves are held against the page where the whole program exposes them. */
class MetricsDocumentationTest {

    private static final EventMetadata EVENT = new EventMetadata(
            "evt_1",
            "account.created",
            "account.created",
            "devengo",
            "shop",
            Instant.EPOCH,
            Instant.EPOCH,
            new Resource("account", "acc_1"),
            null,
            null,
            "00",
            "receipt");

    private static final DocumentationPage PAGE = DocumentationPage.named("observability.md");

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();

    private void makeEveryEntry() {
        Books books = new Books(registry);
        for (Verdict verdict : Verdict.values()) {
            books.decided(verdict, true, ResourceType.ACCOUNT, EVENT);
        }
        books.unreadable(ResourceType.ACCOUNT);
    }

    @Test
    void theEquationHasEveryVerdictAndNoOther() {
        makeEveryEntry();
        Set<String> verdicts = registry.find(Books.VERDICTS).counters().stream()
                .map(counter -> counter.getId().getTag(Books.VERDICT_TAG))
                .collect(Collectors.toSet());

        String equation = PAGE.section("## Processor")
                .lines()
                .filter(line -> line.startsWith("consumed = "))
                .findFirst()
                .orElseThrow();
        assertThat(Arrays.asList(equation.substring("consumed = ".length()).split(" \\+ ")))
                .containsExactlyInAnyOrderElementsOf(verdicts);
    }
}
