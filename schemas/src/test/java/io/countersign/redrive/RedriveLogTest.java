package io.countersign.redrive;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.quarantine.QuarantineReason;
import io.countersign.quarantine.QuarantineRecord;
import io.countersign.quarantine.Redrive;
import io.countersign.quarantine.RedriveOutcome;
import io.countersign.topic.TopicCatalogue;
import java.nio.ByteBuffer;
import java.time.Instant;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class RedriveLogTest {

    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00.123Z");

    private static final QuarantineRecord RECORD = QuarantineRecord.newBuilder()
            .setId("q1")
            .setReason(QuarantineReason.NOT_AN_EVENT)
            .setDetail("expected something else")
            .setProvider("devengo")
            .setReceivedAt(NOON)
            .setBody(ByteBuffer.wrap(new byte[0]))
            .build();

    @Test
    void aRequestCountsOnFromTheLatestRedriveAndHoldsTheRecord() {
        Redrive first = RedriveLog.request(RECORD, null, NOON.plusNanos(1));
        Redrive second = RedriveLog.request(RECORD, redrive(1, RedriveOutcome.NOT_TAKEN), NOON);

        assertThat(first.getAttempt()).isEqualTo(1);
        assertThat(first.getRequestedAt()).isEqualTo(NOON);
        assertThat(first.getOutcome()).isNull();
        assertThat(second.getAttempt()).isEqualTo(2);
        assertThat(second.getRecord()).isSameAs(RECORD);
    }

    @Test
    void aRequestStandsUnderTheKeyOfItsQuarantineRecord() {
        byte[] value = {1};

        ProducerRecord<String, byte[]> message =
                RedriveLog.message(RedriveLog.request(RECORD, null, NOON), value, "/tests");

        assertThat(message.topic()).isEqualTo(TopicCatalogue.redrives().name());
        assertThat(message.key()).isEqualTo("devengo/quarantine/q1");
        assertThat(message.value()).isSameAs(value);
        assertThat(message.timestamp()).isEqualTo(NOON.toEpochMilli());
        assertThat(text(message, "ce_id")).isEqualTo("q1/1");
        assertThat(text(message, "ce_source")).isEqualTo("/tests");
        assertThat(text(message, "ce_type")).isEqualTo("redrive.requested");
        assertThat(text(message, "ce_subject")).isEqualTo("quarantine/q1");
    }

    @Test
    void aLaterAttemptIsNewsAndAnEarlierOneIsNot() {
        assertThat(RedriveLog.isNews(redrive(2, null), redrive(1, RedriveOutcome.NOT_TAKEN)))
                .isFalse();
        assertThat(RedriveLog.isNews(redrive(2, null), redrive(2, null))).isTrue();
        assertThat(RedriveLog.isNews(redrive(2, RedriveOutcome.NOT_TAKEN), redrive(2, null)))
                .isFalse();
        assertThat(RedriveLog.isNews(redrive(2, RedriveOutcome.NOT_TAKEN), redrive(3, null)))
                .isTrue();
    }

    @Test
    void nothingUndoesAPublication() {
        assertThat(RedriveLog.isNews(redrive(2, RedriveOutcome.NOT_TAKEN), redrive(1, RedriveOutcome.PUBLISHED)))
                .isTrue();
        assertThat(RedriveLog.isNews(redrive(1, RedriveOutcome.PUBLISHED), redrive(2, null)))
                .isFalse();
        assertThat(RedriveLog.isNews(redrive(1, RedriveOutcome.PUBLISHED), redrive(2, RedriveOutcome.PUBLISHED)))
                .isFalse();
    }

    private static Redrive redrive(int attempt, @Nullable RedriveOutcome outcome) {
        return Redrive.newBuilder()
                .setQuarantineId("q1")
                .setAttempt(attempt)
                .setRequestedAt(NOON)
                .setOutcome(outcome)
                .build();
    }

    private static String text(ProducerRecord<String, byte[]> message, String header) {
        return new String(message.headers().lastHeader(header).value(), UTF_8);
    }
}
