package io.countersign.processor.generation;

import io.countersign.generation.Marker;
import io.countersign.topic.ResourceType;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/**
 * The latest markers in all partitions that this instance reads: each topic of each partition has its own, and for a moment
 * they differ. Thread-safe.
 */
public final class LiveGenerations {

    private final Map<Integer, Map<ResourceType, Marker>> latest = new ConcurrentHashMap<>();

    /** Replaces what is known of a partition. */
    public void put(int partition, Map<ResourceType, Marker> promotions) {
        latest.put(partition, new EnumMap<>(promotions));
    }

    /** Forgets a partition that another thread or instance reads from now on. */
    public void forget(int partition) {
        latest.remove(partition);
    }

    /** What holds, if it is the same for everything that this instance reads. */
    public Optional<Marker> agreed() {
        Set<Marker> different = latest.values().stream()
                .flatMap(promotions -> promotions.values().stream())
                .collect(Collectors.toSet());
        return different.size() == 1 ? different.stream().findFirst() : Optional.empty();
    }
}
