package io.countersign.processor.topology;

import io.countersign.event.EventMetadata;
import io.countersign.processor.ledger.ResourceEvent;
import org.jspecify.annotations.Nullable;

/** What a record turned out to be. */
sealed interface Reading {

    /** An event of the resource that its key names. */
    record Understood(ResourceKey resource, ResourceEvent event) implements Reading {}

    /**
     * No such thing.
     *
     * @param detail what was expected, in words; never content
     * @param metadata what the record says of itself; null where not even that could be read
     */
    record Unreadable(String detail, @Nullable EventMetadata metadata) implements Reading {}
}
