package io.countersign.benchmarks.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.countersign.benchmarks.measure.Options.Option;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class OptionsTest {

    @Test
    void withoutWordsTheDefaultsCount() {
        Options options = Options.parse(List.of());

        assertThat(options.number(Option.RUNS)).isEqualTo(5);
        assertThat(options.duration(Option.DURATION)).isEqualTo(Duration.ofSeconds(20));
        assertThat(options.duration(Option.WARM_UP)).isEqualTo(Duration.ofMinutes(1));
        assertThat(options.words(Option.INGRESS_JVM)).isEmpty();
    }

    @Test
    void whatIsSaidCountsOverQuick() {
        Options options =
                Options.parse(List.of("--quick", "--duration", "1500ms", "--ingress-jvm", "-XX:+UseSerialGC -Xss512k"));

        assertThat(options.duration(Option.DURATION)).isEqualTo(Duration.ofMillis(1500));
        assertThat(options.duration(Option.LEAD_IN)).isEqualTo(Duration.ofSeconds(1));
        assertThat(options.words(Option.INGRESS_JVM)).containsExactly("-XX:+UseSerialGC", "-Xss512k");
    }

    @Test
    void anUnknownWordIsRefused() {
        assertThatThrownBy(() -> Options.parse(List.of("--speed", "9"))).hasMessageContaining("--speed");
        assertThatThrownBy(() -> Options.parse(List.of("--runs"))).hasMessageContaining("--runs needs a value");
    }
}
