package io.countersign.time;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IsoTimeTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "2022-01-01T12:00:00Z",
                "2024-02-29T23:59:59Z",
                "1969-12-31T23:59:59.5Z",
                "0000-01-01T00:00:00Z",
                "9999-12-31T23:59:59.999999999Z",
                "2023-05-18T10:28:53.123456+02:00",
                "2023-05-18T10:28:53-11:30",
                "2023-05-18T00:00:00+00:00"
            })
    void agreesWithJavaTime(String text) {
        assertThat(IsoTime.parse(text)).isEqualTo(OffsetDateTime.parse(text).toInstant());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "2022-01-01",
                "2022-01-01T12:00:00",
                "2022-01-01T12:00Z",
                "2022-01-01 12:00:00Z",
                "2022-01-01t12:00:00z",
                "2022-01-01T12:00:00z",
                "2022-01-01T12:00:00.Z",
                "2022-01-01T12:00:00.1234567890Z",
                "2022-01-01T12:00:00,5Z",
                "2022-01-01T24:00:00Z",
                "2022-01-01T12:60:00Z",
                "2022-01-01T12:00:60Z",
                "2022-13-01T12:00:00Z",
                "2022-00-01T12:00:00Z",
                "2022-01-00T12:00:00Z",
                "2022-01-32T12:00:00Z",
                "2023-02-29T12:00:00Z",
                "+999999999-12-31T23:59:59Z",
                "-001-01-01T12:00:00Z",
                "2022-01-01T12:00:00+24:00",
                "2022-01-01T12:00:00+0200",
                "2022-01-01T12:00:00+02:60",
                "2022-01-01T12:00:00Z ",
                "2022-01-01T12:00:00ZZ",
                " 2022-01-01T12:00:00Z",
                "２０22-01-01T12:00:00Z",
                "1640995200"
            })
    void refusesEverythingElse(String text) {
        assertThat(IsoTime.parse(text)).isNull();
    }

    @Test
    void readsTheDocumentedForm() {
        assertThat(IsoTime.parse("2022-01-01T12:00:00Z")).isEqualTo(Instant.ofEpochSecond(1641038400));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "2022-01-01T12:00:00Z",
                "2024-02-29T23:59:59.001Z",
                "2024-12-31T00:00:00.000001Z",
                "1969-12-31T23:59:59.999999999Z",
                "0000-01-01T00:00:00Z",
                "-0001-12-31T23:59:59.5Z",
                "9999-12-31T23:59:59.120Z",
                "+10000-01-01T00:00:00Z",
                "-1000000000-01-01T00:00:00Z",
                "+1000000000-12-31T23:59:59.999999999Z"
            })
    void formatsAsJavaTimeDoes(String text) {
        Instant time = Instant.parse(text);

        assertThat(IsoTime.format(time)).isEqualTo(time.toString());
    }

    @Test
    void formatsAnyTimeAsJavaTimeDoes() {
        SplittableRandom random = new SplittableRandom(1);
        for (int round = 0; round < 10_000; round++) {
            Instant time = Instant.ofEpochSecond(
                    random.nextLong(-63_000_000_000L, 254_000_000_000L), random.nextLong(1_000_000_000));

            assertThat(IsoTime.format(time)).isEqualTo(time.toString());
            assertThat(IsoTime.format(time.truncatedTo(ChronoUnit.MILLIS)))
                    .isEqualTo(time.truncatedTo(ChronoUnit.MILLIS).toString());
        }
    }
}
