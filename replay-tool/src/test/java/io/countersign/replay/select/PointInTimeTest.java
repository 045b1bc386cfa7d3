package io.countersign.replay.select;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PointInTimeTest {

    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");

    @ParameterizedTest
    @CsvSource({
        "2026-02-28T08:30:00Z, 2026-02-28T08:30:00Z",
        "2026-02-28T08:30:00.25+01:00, 2026-02-28T07:30:00.250Z",
        "2026-02-28, 2026-02-28T00:00:00Z",
        "-90s, 2026-03-01T11:58:30Z",
        "-30m, 2026-03-01T11:30:00Z",
        "-2h, 2026-03-01T10:00:00Z",
        "-3d, 2026-02-26T12:00:00Z"
    })
    void aTimeIsAbsoluteOrBeforeNow(String text, Instant time) {
        assertThat(PointInTime.parse(text, NOW)).isEqualTo(time);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "-", "2h", "-2w", "-2", "-h", "-1.5h", "yesterday", "2026-02-30", "2026-02-28T08:30:00"})
    void anythingElseIsNone(String text) {
        assertThatThrownBy(() -> PointInTime.parse(text, NOW))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("'" + text + "' is no time");
    }

    @Test
    void aLengthHasOneUnit() {
        assertThat(PointInTime.length("30m")).isEqualTo(Duration.ofMinutes(30));
        assertThat(PointInTime.length("0s")).isZero();
        assertThatThrownBy(() -> PointInTime.length("-30m")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> PointInTime.length("1h30m")).isInstanceOf(IllegalArgumentException.class);
    }
}
