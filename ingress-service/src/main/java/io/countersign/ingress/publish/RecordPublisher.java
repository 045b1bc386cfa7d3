package io.countersign.ingress.publish;

import io.countersign.topic.Topic;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import org.apache.avro.specific.SpecificRecordBase;
import org.apache.kafka.common.header.Headers;

/** Writes records. Thread-safe; never blocks the caller. */
public interface RecordPublisher {

    /**
     * Writes one record.
     *
     * @param topic where to
     * @param key the record's key
     * @param message the record's value, of the topic's type
     * @param headers the record's headers
     * @param timestamp the record's time
     * @return what became of it, in bounded time; never completes exceptionally
     */
    CompletableFuture<Publication> publish(
            Topic topic, String key, SpecificRecordBase message, Headers headers, Instant timestamp);
}
