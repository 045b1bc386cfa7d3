package io.countersign.processor.resources;

import io.countersign.processor.topology.ResourceKey;
import io.countersign.serde.Codecs;
import io.countersign.serde.UnreadableRecordException;
import io.countersign.state.ResourceState;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;

/** The states in this instance's own partitions. Thread-safe; reads block on the disk. */
final class OwnStates {

    /** How many states one question may look at per partition, so that a rare status does not hold a thread for long. */
    private static final int MAX_SCANNED = 2_000;

    private final Partitions partitions;
    private final Supplier<Codecs> codecs;

    OwnStates(Partitions partitions, Supplier<Codecs> codecs) {
        this.partitions = partitions;
        this.codecs = codecs;
    }

    /**
     * The state of a resource.
     *
     * @param partition the resource's partition
     * @throws PartitionsMovingException where the partition cannot be read here
     */
    Optional<ResourceState> find(ResourceKey resource, int partition) {
        return partitions.read(
                partition,
                store -> Optional.ofNullable(store.get(resource.inStore())).map(this::decode));
    }

    /**
     * The part of a listing that lies in one partition.
     *
     * @throws PartitionsMovingException where the partition cannot be read here
     */
    Page list(Listing listing, int partition) {
        return partitions.read(partition, store -> list(listing, store));
    }

    private Page list(Listing listing, ReadOnlyKeyValueStore<String, byte[]> store) {
        List<Page.Entry> entries = new ArrayList<>();
        try (KeyValueIterator<String, byte[]> states = store.range(listing.from(), listing.to())) {
            for (int scanned = 1; states.hasNext(); scanned++) {
                KeyValue<String, byte[]> next = states.next();
                ResourceState state = decode(next.value);
                if (listing.status() == null || listing.status().equals(state.getStatus())) {
                    entries.add(new Page.Entry(next.key, StateJson.summary(state)));
                }
                if ((entries.size() == listing.limit() || scanned == MAX_SCANNED) && states.hasNext()) {
                    return new Page(entries, next.key);
                }
            }
        }
        return new Page(entries, null);
    }

    private ResourceState decode(byte[] state) {
        try {
            return codecs.get().codec(ResourceState.class).decode(state);
        } catch (UnreadableRecordException e) {
            throw new IllegalStateException("the store holds a state that cannot be read", e);
        }
    }
}
