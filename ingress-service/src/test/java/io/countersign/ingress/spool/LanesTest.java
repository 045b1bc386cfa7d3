package io.countersign.ingress.spool;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.ingress.spool.Lanes.Lane;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class LanesTest {

    @Test
    void aRecordThatFallsBackSendsAllThatComeIntoTheQueueAndKeepsItsNumber() throws Exception {
        Lanes lanes = opened(10, 1_000);
        Entry first = entry(1);
        Entry second = entry(1);
        assertThat(lanes.enter(first)).isEqualTo(Lane.DIRECT);
        assertThat(lanes.fallBack(first)).isTrue();
        assertThat(lanes.enter(second)).isEqualTo(Lane.QUEUE);

        assertThat(taken(lanes)).containsExactly(first, second);
        assertThat(first.number()).isLessThan(second.number());
    }

    @Test
    void theQueueHoldsAsManyRecordsAsItMay() {
        Lanes lanes = spooling(2, 1_000);

        assertThat(lanes.enter(entry(1))).isEqualTo(Lane.QUEUE);
        assertThat(lanes.enter(entry(1))).isEqualTo(Lane.QUEUE);
        assertThat(lanes.enter(entry(1))).isEqualTo(Lane.NONE);
    }

    @Test
    void theQueueHoldsAsManyBytesAsItMay() throws Exception {
        Lanes lanes = spooling(10, 1_000);
        Entry below = entry(999);

        assertThat(lanes.enter(below)).isEqualTo(Lane.QUEUE);
        assertThat(lanes.enter(entry(2))).isEqualTo(Lane.NONE);
        assertThat(lanes.enter(entry(1))).isEqualTo(Lane.QUEUE);
        assertThat(taken(lanes)).hasSize(2).contains(below);
        assertThat(lanes.enter(entry(1_001))).isEqualTo(Lane.NONE);
        assertThat(lanes.enter(entry(1_000))).isEqualTo(Lane.QUEUE);
    }

    @Test
    void recordsGoDirectlyAgainOnlyWhenTheQueueIsEmpty() throws Exception {
        Lanes lanes = spooling(10, 1_000);
        lanes.enter(entry(1));

        assertThat(lanes.tryDirect()).isFalse();
        taken(lanes);
        assertThat(lanes.tryDirect()).isTrue();
        assertThat(lanes.enter(entry(1))).isEqualTo(Lane.DIRECT);
    }

    @Test
    void whatIsClosedTakesNothingAndGivesOutWhatItHas() throws Exception {
        Lanes lanes = opened(10, 1_000);
        Entry underWay = entry(1);
        lanes.enter(underWay);
        lanes.close();

        assertThat(lanes.enter(entry(1))).isEqualTo(Lane.NONE);
        assertThat(lanes.fallBack(underWay)).isTrue();
        assertThat(taken(lanes)).containsExactly(underWay);
        lanes.settled();
        assertThat(lanes.take()).isNull();
    }

    private static Lanes opened(int longest, long largest) {
        Lanes lanes = new Lanes(longest, largest);
        lanes.open(0, true);
        return lanes;
    }

    private static Lanes spooling(int longest, long largest) {
        Lanes lanes = new Lanes(longest, largest);
        lanes.open(0, false);
        return lanes;
    }

    private static Entry entry(int bytes) {
        return new Entry(Records.of("k", new byte[bytes]), 0);
    }

    private static List<Entry> taken(Lanes lanes) throws InterruptedException {
        return Objects.requireNonNull(lanes.take());
    }
}
