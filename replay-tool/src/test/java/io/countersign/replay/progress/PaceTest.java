package io.countersign.replay.progress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class PaceTest {

    private long now = 1_000;

    @Test
    void each_record_waits_for_its_time() {
        Pace pace = Pace.perSecond(4, () -> now);

        assertThat(pace.untilNext()).isZero();
        pace.gone();
        assertThat(pace.untilNext()).isEqualTo(Duration.ofMillis(250));
        now += Duration.ofMillis(250).toNanos() - 1;
        assertThat(pace.untilNext()).isEqualTo(Duration.ofNanos(1));
        now += 1;
        assertThat(pace.untilNext()).isZero();
    }

    @Test
    void no_more_than_a_tenth_of_a_second_is_made_up_for() {
        Pace pace = Pace.perSecond(4, () -> now);
        pace.gone();
        now += Duration.ofSeconds(10).toNanos();

        pace.gone();

        assertThat(pace.untilNext()).isEqualTo(Duration.ofMillis(150));
    }

    @Test
    void without_a_limit_nobody_waits() {
        Pace pace = Pace.unlimited();
        pace.gone();
        assertThat(pace.untilNext()).isZero();
    }

    @Test
    void a_rate_is_positive() {
        assertThatThrownBy(() -> Pace.perSecond(0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Pace.perSecond(Double.NaN)).isInstanceOf(IllegalArgumentException.class);
    }
}
