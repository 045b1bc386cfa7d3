package io.countersign.processor.topology;

import io.countersign.generation.Generation;
import io.countersign.generation.Marker;
import io.countersign.processor.generation.LiveGenerations;
import io.countersign.topic.ResourceType;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.streams.state.KeyValueStore;

/** Which generation is live for each received topic of one partition: whom its last marker names. */
final class Promotions {

    private final Generation own;
    private final int partition;
    private final KeyValueStore<String, String> store;
    private final LiveGenerations shown;
    private final Map<ResourceType, Marker> latest = new EnumMap<>(ResourceType.class);

    /** For the look at each record. */
    private final Set<ResourceType> live = EnumSet.noneOf(ResourceType.class);

    /**
     * @param own the generation that this is
     * @param partition the partition
     * @param store where markers are kept
     * @param shown told of every change
     */
    Promotions(Generation own, int partition, KeyValueStore<String, String> store, LiveGenerations shown) {
        this.own = own;
        this.partition = partition;
        this.store = store;
        this.shown = shown;
        for (ResourceType type : ResourceType.values()) {
            String kept = store.get(PromotionStore.markerKey(type));
            set(type, kept == null ? Marker.NONE : Marker.ofStore(kept));
        }
        shown.put(partition, latest);
    }

    /** Whether what comes of this type's received topic may be shown to readers. */
    boolean isLive(ResourceType type) {
        return live.contains(type);
    }

    /** From here on, the marker counts for this type. */
    void follow(ResourceType type, Marker marker) {
        store.put(PromotionStore.markerKey(type), marker.inStore());
        set(type, Marker.ofStore(marker.inStore()));
        shown.put(partition, latest);
    }

    /** The partition is read elsewhere from now on. */
    void close() {
        shown.forget(partition);
    }

    private void set(ResourceType type, Marker promotion) {
        latest.put(type, promotion);
        if (promotion.generation().equals(own)) {
            live.add(type);
        } else {
            live.remove(type);
        }
    }
}
