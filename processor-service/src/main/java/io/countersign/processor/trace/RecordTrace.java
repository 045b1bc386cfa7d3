package io.countersign.processor.trace;

import io.countersign.event.EventMetadata;
import org.jspecify.annotations.Nullable;

/** The span of one record, if there is one. What does not end is not recorded. Not thread-safe. */
@FunctionalInterface
public interface RecordTrace {

    /** No span. */
    RecordTrace NONE = (verdict, metadata) -> {};

    /**
     * The record is entered in the books.
     *
     * @param verdict the word for it that metrics use
     * @param metadata what the record says of itself; null where not even that could be read
     */
    void end(String verdict, @Nullable EventMetadata metadata);
}
