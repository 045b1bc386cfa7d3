package io.countersign.ingress.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import org.springframework.util.unit.DataSize;

class HttpPropertiesTest {

    @Test
    void theDefaultsAreThese() {
        assertThat(bind(Map.of()))
                .isEqualTo(new HttpProperties(
                        DataSize.ofKilobytes(4),
                        DataSize.ofKilobytes(8),
                        100,
                        Duration.ofSeconds(10),
                        Duration.ofSeconds(10),
                        Duration.ofSeconds(10),
                        Duration.ofSeconds(60),
                        10_000,
                        1_000,
                        DataSize.ofMegabytes(64),
                        Duration.ofSeconds(5)));
    }

    @ParameterizedTest
    @CsvSource({
        "request-line-limit, 64B",
        "request-line-limit, 64KB",
        "header-limit, 256B",
        "header-limit, 64KB",
        "header-fields, 1",
        "header-timeout, 1ms",
        "body-timeout, 1ms",
        "answer-timeout, 1ms",
        "idle-timeout, 1ms",
        "connections, 1",
        "connections-per-address, 1",
        "unfinished-bodies, 1MB",
        "retry-after, 1s",
    })
    void whatIsJustWithinItsRangeIsTaken(String name, String value) {
        assertThat(bind(Map.of("countersign.http." + name, value))).isNotNull();
    }

    @ParameterizedTest
    @CsvSource({
        "request-line-limit, 63B, from 64B to 65536B",
        "request-line-limit, 65537B, from 64B to 65536B",
        "header-limit, 255B, from 256B to 65536B",
        "header-limit, 65537B, from 256B to 65536B",
        "header-fields, 0, at least 1",
        "header-timeout, 0s, positive",
        "body-timeout, 0s, positive",
        "answer-timeout, 0s, positive",
        "idle-timeout, -1s, positive",
        "connections, 0, at least 1",
        "connections-per-address, 0, at least 1",
        "unfinished-bodies, 1048575B, from 1048576B",
        "retry-after, 999ms, at least 1 s",
    })
    void whatIsJustOutsideItStopsTheStart(String name, String value, String expected) {
        assertThatThrownBy(() -> bind(Map.of("countersign.http." + name, value)))
                .hasRootCauseInstanceOf(IllegalArgumentException.class)
                .rootCause()
                .hasMessageStartingWith("countersign.http." + name + " must be ")
                .hasMessageContaining(expected);
    }

    private static HttpProperties bind(Map<String, String> properties) {
        return new Binder(new MapConfigurationPropertySource(properties))
                .bindOrCreate("countersign.http", HttpProperties.class);
    }
}
