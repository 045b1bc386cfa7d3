package io.countersign.quickstart.sample;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class SampleTest {

    @Test
    void thereAreTwentySevenOfThreeProviders() {
        Map<String, Long> bySource = Sample.all().stream()
                .collect(Collectors.groupingBy(Sample::source, TreeMap::new, Collectors.counting()));

        assertThat(bySource).containsExactlyInAnyOrderEntriesOf(Map.of("devengo", 25L, "nuapay", 1L, "lox24", 1L));
    }

    @Test
    void everySampleTellsItsTypeInTheProvidersWords() {
        assertThat(Sample.of("devengo", "outgoing_payment.reversed").providerType())
                .isEqualTo("payment.reversed");
        assertThat(Sample.of("nuapay", "VerificationCompleted").providerType()).isEqualTo("VerificationCompleted");
        assertThat(Sample.of("lox24", "verify_code.success").providerType()).isEqualTo("verify_code.success");
    }

    @Test
    void everyResourceOfTheSamplesIsExpectedWithAllItsEvents() {
        List<String> expected = ExpectedResource.all().stream()
                .map(resource -> resource.provider() + " " + resource.id() + " " + resource.events())
                .toList();
        List<String> sent = Sample.all().stream()
                .collect(Collectors.groupingBy(
                        sample -> sample.source() + " " + sample.resourceId(), Collectors.counting()))
                .entrySet()
                .stream()
                .map(resource -> resource.getKey() + " " + resource.getValue())
                .toList();

        assertThat(expected).containsExactlyInAnyOrderElementsOf(sent);
    }
}
