package io.countersign.processor.trace;

import org.apache.kafka.common.header.Headers;
import org.apache.kafka.streams.processor.api.RecordMetadata;

/** Decides for each record whether a span of it is recorded. Thread-safe. */
@FunctionalInterface
public interface Traces {

    /** Of nothing. */
    Traces OFF = (origin, headers) -> RecordTrace.NONE;

    /**
     * The processor begins with a record.
     *
     * @param origin where it was read from
     * @param headers its headers
     */
    RecordTrace begin(RecordMetadata origin, Headers headers);
}
