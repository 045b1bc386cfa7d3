package io.countersign.log;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LogTextTest {

    @ParameterizedTest
    @ValueSource(strings = {"", "evt_1", "5b8f6a1c-3f50-4f7e-9f8f-0f6f4c6a2d11", "two words ~"})
    void an_ordinary_id_stays_as_it_is(String id) {
        assertThat(LogText.of(id)).isEqualTo(id);
    }

    @Test
    void what_could_begin_a_line_or_end_a_field_is_replaced() {
        assertThat(LogText.of("a\nb\rc\u2028d\u0085e\u001b[31mf\"g\\h\u202ei\u0000j\u00e9\ud83d\ude00"))
                .isEqualTo("a?b?c?d?e?[31mf?g?h?i?j???");
    }

    @ParameterizedTest
    @CsvSource({"255, 255", "256, 256", "257, 256", "100000, 256"})
    void it_is_no_longer_than_an_id_may_be(int length, int expected) {
        assertThat(LogText.of("x".repeat(length))).hasSize(expected);
        assertThat(LogText.of("\n".repeat(length))).isEqualTo("?".repeat(expected));
    }

    @Test
    void nothing_is_called_unknown() {
        assertThat(LogText.of(null)).isEqualTo("unknown");
    }
}
