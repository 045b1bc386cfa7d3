package io.countersign.processor.resources;

import io.countersign.processor.topology.QuarantineStore;
import io.countersign.quarantine.QuarantineRecord;
import io.countersign.quarantine.Redrive;
import io.countersign.serde.Codecs;
import io.countersign.serde.UnreadableRecordException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.avro.specific.SpecificRecordBase;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;
import org.jspecify.annotations.Nullable;

/** What of the quarantine is in this instance's own partitions. Thread-safe; reads block on the disk. */
final class OwnQuarantine {

    /** How many lines of the list one question may look at per partition, so that it does not hold a thread for long. */
    private static final int MAX_SCANNED = 10_000;

    private final Partitions partitions;
    private final Supplier<Codecs> codecs;

    OwnQuarantine(Partitions partitions, Supplier<Codecs> codecs) {
        this.partitions = partitions;
        this.codecs = codecs;
    }

    /**
     * What is in quarantine under an id, if it is in this partition.
     *
     * @throws PartitionsMovingException where the partition cannot be read here
     */
    Optional<Quarantined> find(String id, int partition) {
        return partitions.readQuarantine(partition, store -> Optional.ofNullable(find(id, store)));
    }

    /**
     * The part of a listing that lies in one partition.
     *
     * @throws PartitionsMovingException where the partition cannot be read here
     */
    Page list(QuarantineListing listing, int partition) {
        return partitions.readQuarantine(partition, store -> list(listing, store));
    }

    private Page list(QuarantineListing listing, ReadOnlyKeyValueStore<String, byte[]> store) {
        List<Page.Entry> entries = new ArrayList<>();
        try (KeyValueIterator<String, byte[]> lines = store.range(listing.from(), listing.to())) {
            for (int scanned = 1; lines.hasNext(); scanned++) {
                KeyValue<String, byte[]> next = lines.next();
                Quarantined found = QuarantineStore.isOf(next.value, listing.reason(), listing.source())
                        ? find(QuarantineStore.idIn(next.key), store)
                        : null;
                if (found != null) {
                    entries.add(new Page.Entry(next.key, QuarantineJson.summary(found)));
                }
                if ((entries.size() == listing.limit() || scanned == MAX_SCANNED) && lines.hasNext()) {
                    return new Page(entries, next.key);
                }
            }
        }
        return new Page(entries, null);
    }

    private @Nullable Quarantined find(String id, ReadOnlyKeyValueStore<String, byte[]> store) {
        QuarantineRecord record = decode(QuarantineRecord.class, store.get(QuarantineStore.recordKey(id)));
        return record == null
                ? null
                : new Quarantined(record, decode(Redrive.class, store.get(QuarantineStore.redriveKey(id))));
    }

    private <T extends SpecificRecordBase> @Nullable T decode(Class<T> type, byte @Nullable [] bytes) {
        try {
            return bytes == null ? null : codecs.get().codec(type).decode(bytes);
        } catch (UnreadableRecordException e) {
            throw new IllegalStateException("the store holds something that cannot be read", e);
        }
    }
}
