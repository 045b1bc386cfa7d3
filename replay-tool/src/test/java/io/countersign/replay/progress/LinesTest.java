package io.countersign.replay.progress;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class LinesTest {

    private final StringWriter printed = new StringWriter();
    private long now = 1_000;
    private final Lines lines = new Lines(new PrintWriter(printed, true), () -> now);

    @Test
    void there_is_a_line_every_ten_seconds() {
        lines.at(0, 1_000, 0);
        now += Duration.ofSeconds(10).toNanos() - 1;
        lines.at(100, 1_000, 90);
        assertThat(printed.toString()).isEmpty();
        now += 1;
        lines.at(100, 1_000, 90);
        lines.at(101, 1_000, 91);

        assertThat(printed.toString().lines()).containsExactly("100 of 1000 read (10 %), 90 written, 10/s, 1 min left");
    }

    @Test
    void what_an_earlier_run_has_read_does_not_count_for_the_rate() {
        lines.at(900, 1_000, 900);
        now += Duration.ofSeconds(10).toNanos();
        lines.at(950, 1_000, 950);

        assertThat(printed.toString().lines()).containsExactly("950 of 1000 read (95 %), 950 written, 5/s, 10 s left");
    }
}
