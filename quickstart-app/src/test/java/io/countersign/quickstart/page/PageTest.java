package io.countersign.quickstart.page;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class PageTest {

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8);

    @Test
    void aFileGetsPlainText() {
        Page page = new Page(out, false, false, true);

        page.line(page.mark(true) + " " + page.bad("bad") + " " + page.bold("bold"));
        page.passing("nobody would see it");

        assertThat(printed()).isEqualTo("✓ bad bold" + System.lineSeparator());
    }

    @Test
    void aTerminalGetsColours() {
        Page page = new Page(out, true, true, true);

        page.line(page.good("good"));

        assertThat(printed()).contains("\u001b[32mgood\u001b[0m");
    }

    @Test
    void aTerminalWithoutColoursGetsNone() {
        Page page = new Page(out, true, false, true);

        page.line(page.good("good"));

        assertThat(printed()).doesNotContain("[32m");
    }

    @Test
    void aCharacterSetWithoutSignsGetsLetters() {
        Page page = new Page(out, false, false, false);

        page.line(page.mark(true) + page.mark(false) + page.arrow() + page.late() + page.column("too long", 4));

        assertThat(printed()).isEqualTo("okXX > *too~" + System.lineSeparator());
    }

    @Test
    void aColumnIsAsWideAsItIsMeantToBe() {
        Page page = new Page(out, false, false, true);

        assertThat(page.column("abc", 2)).isEqualTo("a…");
        assertThat(page.column("abc", 3)).isEqualTo("abc");
        assertThat(page.column("abc", 4)).isEqualTo("abc ");
    }

    @Test
    void aReservedPageTakesNothingFromOthers() {
        Page page = new Page(out, false, false, true);
        page.reserve();

        CompletableFuture.runAsync(() -> page.line("late news")).join();
        page.line("the end");

        assertThat(printed()).isEqualTo("the end" + System.lineSeparator());
    }

    private String printed() {
        return bytes.toString(StandardCharsets.UTF_8);
    }
}
