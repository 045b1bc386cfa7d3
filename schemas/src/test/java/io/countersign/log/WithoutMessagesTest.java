package io.countersign.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;

class WithoutMessagesTest {

    @Test
    void it_has_kinds_and_places_and_no_message() {
        Exception failure = new IllegalStateException("planted", new NumberFormatException("planted too"));
        failure.addSuppressed(new IllegalArgumentException("planted beside"));

        WithoutMessages shown = new WithoutMessages(failure);

        StringWriter printed = new StringWriter();
        shown.printStackTrace(new PrintWriter(printed));
        assertThat(printed.toString())
                .doesNotContain("planted")
                .contains(
                        "IllegalStateException",
                        "NumberFormatException",
                        getClass().getName());
        assertThat(shown.getStackTrace()).isEqualTo(failure.getStackTrace());
        assertThat(WithoutMessages.place(failure)).contains("WithoutMessagesTest.java:");
    }
}
