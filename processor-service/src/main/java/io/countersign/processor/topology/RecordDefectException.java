package io.countersign.processor.topology;

import io.countersign.log.LogText;
import io.countersign.log.WithoutMessages;
import io.countersign.registry.RegistryUnavailableException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.streams.processor.api.RecordMetadata;
import org.jspecify.annotations.Nullable;

/**
 * A defect of ours met a record. It says which one, and nothing of what is in it: Kafka Streams logs what its threads die of with
 * all messages, and that of an exception which nobody expected may quote what was being read.
 */
public final class RecordDefectException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final String eventId;
    private final String topic;
    private final int partition;
    private final long offset;

    private RecordDefectException(RecordMetadata origin, @Nullable String eventId, RuntimeException defect) {
        super(
                "the record at " + origin.topic() + "/" + origin.partition() + "/" + origin.offset()
                        + " meets a defect",
                new WithoutMessages(defect));
        this.eventId = LogText.of(eventId);
        this.topic = origin.topic();
        this.partition = origin.partition();
        this.offset = origin.offset();
    }

    /** What to throw for {@code failure}: that itself where it comes from the brokers or the registry, and not from the record. */
    public static RuntimeException of(RecordMetadata origin, @Nullable String eventId, RuntimeException failure) {
        return failure instanceof KafkaException || failure instanceof RegistryUnavailableException
                ? failure
                : new RecordDefectException(origin, eventId, failure);
    }

    /** The one that a thread died of, {@code null} where it died of something else. */
    public static @Nullable RecordDefectException in(Throwable death) {
        for (Throwable cause = death; cause != null; cause = cause.getCause()) {
            if (cause instanceof RecordDefectException defect) {
                return defect;
            }
        }
        return null;
    }

    /** Fit for a log line; a word where it could not be read. */
    public String eventId() {
        return eventId;
    }

    public String topic() {
        return topic;
    }

    public int partition() {
        return partition;
    }

    public long offset() {
        return offset;
    }
}
