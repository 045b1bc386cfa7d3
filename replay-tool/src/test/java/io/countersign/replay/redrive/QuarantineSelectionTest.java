package io.countersign.replay.redrive;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.quarantine.QuarantineReason;
import io.countersign.quarantine.QuarantineRecord;
import io.countersign.replay.select.TimeRange;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

class QuarantineSelectionTest {

    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");

    @Test
    void nothingAskedForIsEverything() {
        QuarantineSelection all = new QuarantineSelection(TimeRange.ALL, Set.of(), Set.of(), Set.of());

        assertThat(all.matches(record(record -> record))).isTrue();
        assertThat(all.matches(record(record -> record.setSource(null)))).isTrue();
    }

    @Test
    void allThatIsAskedForMustHold() {
        QuarantineSelection one = new QuarantineSelection(
                new TimeRange(NOON, NOON.plusMillis(1)),
                Set.of(QuarantineReason.NOT_JSON, QuarantineReason.NOT_AN_EVENT),
                Set.of("devengo", "shop"),
                Set.of("q1", "q2"));

        assertThat(one.matches(record(record -> record))).isTrue();
        assertThat(one.matches(record(record -> record.setId("q3")))).isFalse();
        assertThat(one.matches(record(record -> record.setSource("lox24")))).isFalse();
        assertThat(one.matches(record(record -> record.setSource(null)))).isFalse();
        assertThat(one.matches(record(record -> record.setReason(QuarantineReason.CONFLICT))))
                .isFalse();
    }

    @Test
    void timesAreFromTheFirstToBeforeTheSecond() {
        QuarantineSelection millisecond =
                new QuarantineSelection(new TimeRange(NOON, NOON.plusMillis(1)), Set.of(), Set.of(), Set.of());

        assertThat(millisecond.matches(record(record -> record.setReceivedAt(NOON.minusMillis(1)))))
                .isFalse();
        assertThat(millisecond.matches(record(record -> record.setReceivedAt(NOON))))
                .isTrue();
        assertThat(millisecond.matches(record(record -> record.setReceivedAt(NOON.plusMillis(1)))))
                .isFalse();
    }

    private static QuarantineRecord record(UnaryOperator<QuarantineRecord.Builder> change) {
        return change.apply(QuarantineRecord.newBuilder()
                        .setId("q1")
                        .setReason(QuarantineReason.NOT_AN_EVENT)
                        .setDetail("expected something else")
                        .setProvider("devengo")
                        .setSource("devengo")
                        .setReceivedAt(NOON)
                        .setBody(ByteBuffer.wrap(new byte[0])))
                .build();
    }
}
