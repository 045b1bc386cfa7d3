package io.countersign.processor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.countersign.processor.generation.GenerationProperties;
import io.countersign.processor.resources.QuarantineProperties;
import io.countersign.processor.resources.ResourcesProperties;
import io.countersign.processor.runtime.RegistryProperties;
import io.countersign.processor.topology.LedgerProperties;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

class PropertiesTest {

    @Test
    void defaultsStayAsTheyAre() {
        assertThat(bind("countersign", GenerationProperties.class, Map.of()))
                .isEqualTo(new GenerationProperties("first"));
        assertThat(bind("countersign.ledger", LedgerProperties.class, Map.of())).isEqualTo(new LedgerProperties(1000));
        assertThat(bind("countersign.registry", RegistryProperties.class, Map.of()))
                .isEqualTo(new RegistryProperties(
                        URI.create("http://127.0.0.1:8070/apis/ccompat/v7"), Duration.ofSeconds(2), null));
        assertThat(bind("countersign.resources", ResourcesProperties.class, Map.of()))
                .isEqualTo(new ResourcesProperties("127.0.0.1", Duration.ofSeconds(2), Duration.ofSeconds(2)));
        assertThat(bind("countersign.quarantine", QuarantineProperties.class, Map.of()))
                .isEqualTo(new QuarantineProperties(Duration.ofSeconds(5)));
    }

    @Test
    void aRedriveIsWaitedForForUpToHalfAMinute() {
        assertThatThrownBy(() -> new QuarantineProperties(Duration.ofMillis(-1)))
                .hasMessageContaining("from 0 to PT30S");
        assertThat(new QuarantineProperties(Duration.ZERO).redriveWait()).isZero();
        assertThat(new QuarantineProperties(Duration.ofSeconds(30)).redriveWait())
                .hasSeconds(30);
        assertThatThrownBy(() -> new QuarantineProperties(Duration.ofMillis(30_001)))
                .hasMessageContaining("from 0 to PT30S");
    }

    @Test
    void theLedgersLimitIsFromOneToTwoThousandFiveHundred() {
        assertThatThrownBy(() -> new LedgerProperties(0)).hasMessageContaining("from 1 to 2500, not 0");
        assertThat(new LedgerProperties(1).limit()).isEqualTo(1);
        assertThat(new LedgerProperties(2500).limit()).isEqualTo(2500);
        assertThatThrownBy(() -> new LedgerProperties(2501)).hasMessageContaining("from 1 to 2500, not 2501");
    }

    @Test
    void aGenerationHasANameOfOneToTwentySmallLettersDigitsAndHyphens() {
        assertRefused("countersign", GenerationProperties.class, "generation", "");
        assertThat(new GenerationProperties("2").generation()).isEqualTo("2");
        assertThat(new GenerationProperties("a-name-with-20-signs").generation())
                .hasSize(20);
        assertRefused("countersign", GenerationProperties.class, "generation", "a-name-with-21-signs-");
        assertRefused("countersign", GenerationProperties.class, "generation", "Two");
        assertRefused("countersign", GenerationProperties.class, "generation", "two.1");
    }

    @Test
    void nonsenseEndsTheStartAndNamesTheProperty() {
        assertRefused("countersign.registry", RegistryProperties.class, "url", "localhost:8070");
        assertRefused("countersign.registry", RegistryProperties.class, "timeout", "0s");
        assertRefused("countersign.registry", RegistryProperties.class, "timeout", "6s");
        assertRefused("countersign.resources", ResourcesProperties.class, "advertised-address", "http://here");
        assertRefused("countersign.resources", ResourcesProperties.class, "advertised-address", " ");
        assertRefused("countersign.resources", ResourcesProperties.class, "peer-timeout", "0s");
        assertRefused("countersign.resources", ResourcesProperties.class, "retry-after", "999ms");
    }

    private static void assertRefused(String prefix, Class<?> type, String name, String value) {
        assertThatThrownBy(() -> bind(prefix, type, Map.of(prefix + "." + name, value)))
                .rootCause()
                .hasMessageContaining(prefix + "." + name + " must");
    }

    private static <T> T bind(String prefix, Class<T> type, Map<String, String> properties) {
        return new Binder(new MapConfigurationPropertySource(properties)).bindOrCreate(prefix, type);
    }
}
