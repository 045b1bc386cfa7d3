package io.countersign.ingress.publish;

import io.countersign.topic.Topic;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import org.apache.avro.specific.SpecificRecordBase;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/** {@link RecordPublisher} in two steps, for whoever keeps what could not be written. Thread-safe; never blocks the caller. */
public interface EncodedPublisher {

    /**
     * A record as {@link RecordPublisher#publish} would send it. Needs the schemas, but no brokers.
     *
     * @return the record; {@code null} as long as the schemas are not registered
     */
    @Nullable
    EncodedRecord encode(Topic topic, String key, SpecificRecordBase message, Headers headers, Instant timestamp);

    /**
     * Writes a record.
     *
     * @return what became of it, in bounded time; never completes exceptionally
     */
    CompletableFuture<Publication> send(EncodedRecord message);
}
