package io.countersign.processor.topology;

import java.util.Map;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;

/** The store of the states, one entry per resource: its state and its ledger in one look-up. */
public final class LedgerStore {

    /** Name of the store, and so of its changelog topic. */
    public static final String NAME = "ledger";

    private LedgerStore() {}

    /**
     * On disk, with a changelog from which another instance takes over. Not cached: each event writes its resource once
     * and is forwarded at once, so a cache would only delay the changelog, and would hide from queries what it holds.
     */
    static StoreBuilder<KeyValueStore<String, byte[]>> builder() {
        return Stores.keyValueStoreBuilder(Stores.persistentKeyValueStore(NAME), Serdes.String(), Serdes.ByteArray())
                .withLoggingEnabled(Map.of())
                .withCachingDisabled();
    }
}
