package io.countersign.redrive;

import io.countersign.cloudevent.CloudEventHeaders;
import io.countersign.quarantine.QuarantineRecord;
import io.countersign.quarantine.Redrive;
import io.countersign.quarantine.RedriveOutcome;
import io.countersign.topic.QuarantineKey;
import io.countersign.topic.TopicCatalogue;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/** The rules by which the topic of redrives is read and written. */
public final class RedriveLog {

    private RedriveLog() {}

    /**
     * The request to send {@code record} through again.
     *
     * @param latest what is known of its redrives so far, as {@link #isNews} has it; {@code null} where there was none
     * @param now when it is asked for
     */
    public static Redrive request(QuarantineRecord record, @Nullable Redrive latest, Instant now) {
        return Redrive.newBuilder()
                .setQuarantineId(record.getId())
                .setAttempt(latest == null ? 1 : latest.getAttempt() + 1)
                .setRequestedAt(now.truncatedTo(ChronoUnit.MILLIS))
                .setRecord(record)
                .build();
    }

    /**
     * A request as it is written.
     *
     * @param request made by {@link #request}
     * @param value the request, encoded
     * @param source who asks, as a CloudEvents source, such as {@code /processor}
     */
    public static ProducerRecord<String, byte[]> message(Redrive request, byte[] value, String source) {
        QuarantineRecord record = request.getRecord();
        Headers headers = CloudEventHeaders.of(
                request.getQuarantineId() + "/" + request.getAttempt(),
                source,
                "redrive.requested",
                request.getRequestedAt(),
                "quarantine/" + request.getQuarantineId());
        return new ProducerRecord<>(
                TopicCatalogue.redrives().name(),
                null,
                request.getRequestedAt().toEpochMilli(),
                QuarantineKey.of(record == null ? null : record.getProvider(), request.getQuarantineId()),
                value,
                headers);
    }

    /**
     * Whether {@code next}, which stands later on the topic, takes the place of {@code known}. A request may be written twice,
     * and an outcome as well; and once something is published, nothing undoes that.
     */
    public static boolean isNews(Redrive known, Redrive next) {
        if (known.getOutcome() == RedriveOutcome.PUBLISHED || next.getOutcome() == RedriveOutcome.PUBLISHED) {
            return known.getOutcome() != RedriveOutcome.PUBLISHED;
        }
        return next.getAttempt() > known.getAttempt()
                || (next.getAttempt() == known.getAttempt() && known.getOutcome() == null);
    }

    /** The same without what is in quarantine: enough to know what became of it. */
    public static Redrive withoutRecord(Redrive redrive) {
        return new Redrive(
                redrive.getQuarantineId(),
                redrive.getAttempt(),
                redrive.getRequestedAt(),
                null,
                redrive.getOutcome(),
                redrive.getEndedAt(),
                redrive.getReason(),
                redrive.getDetail(),
                redrive.getTopic(),
                redrive.getKey(),
                redrive.getEventId());
    }
}
