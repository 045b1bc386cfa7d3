package io.countersign.processor.topology;

import io.countersign.topic.ResourceType;
import java.util.Map;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;

/**
 * The store of the latest markers, and of how far the publication of states that they began has come: two entries for each
 * received topic at most.
 */
final class PromotionStore {

    /** Name of the store, and so of its changelog topic. */
    static final String NAME = "promotions";

    private PromotionStore() {}

    /**
     * In memory, since it is this small; and since a store on disk that an earlier version did not have would make Kafka
     * Streams take the whole folder for damaged, and restore the ledger beside it.
     */
    static StoreBuilder<KeyValueStore<String, String>> builder() {
        return Stores.keyValueStoreBuilder(Stores.inMemoryKeyValueStore(NAME), Serdes.String(), Serdes.String())
                .withLoggingEnabled(Map.of())
                .withCachingDisabled();
    }

    /** Where the latest marker of a received topic is. */
    static String markerKey(ResourceType type) {
        return "marker/" + type.word();
    }

    /** Where the key of the ledger is after which the publication goes on; nothing is there while there is none. */
    static String positionKey(ResourceType type) {
        return "position/" + type.word();
    }
}
