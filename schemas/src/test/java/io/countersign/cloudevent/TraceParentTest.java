package io.countersign.cloudevent;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TraceParentTest {

    private static final String TRACE = "0af7651916cd43dd8448eb211c80319c";
    private static final String SPAN = "b7ad6b7169203331";

    @ParameterizedTest
    @CsvSource({"00, false", "01, true", "02, false", "03, true", "fe, false", "ff, true"})
    void theLastBitOfTheFlagsSaysWhetherItIsSampled(String flags, boolean sampled) {
        assertThat(TraceParent.parse("00-" + TRACE + "-" + SPAN + "-" + flags))
                .isEqualTo(new TraceParent(TRACE, SPAN, sampled));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "nonsense",
                "01-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
                "00-00000000000000000000000000000000-b7ad6b7169203331-01",
                "00-0af7651916cd43dd8448eb211c80319c-0000000000000000-01",
                "00-0AF7651916CD43DD8448EB211C80319C-B7AD6B7169203331-01",
                "00-0af7651916cd43dd8448eb211c80319-b7ad6b7169203331-01",
                "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01-more"
            })
    void whatTheStandardDoesNotAllowIsNone(String header) {
        assertThat(TraceParent.parse(header)).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"01", "00"})
    void itIsWrittenAsItWasRead(String flags) {
        String header = "00-" + TRACE + "-" + SPAN + "-" + flags;

        assertThat(TraceParent.parse(header)).extracting(TraceParent::header).isEqualTo(header);
    }

    @Test
    void aNewOneIsValidNotSampledAndItsOwn() {
        TraceParent begun = TraceParent.begun();

        assertThat(TraceParent.parse(begun.header())).isEqualTo(begun);
        assertThat(begun.sampled()).isFalse();
        assertThat(TraceParent.begun().traceId()).isNotEqualTo(begun.traceId());
    }
}
