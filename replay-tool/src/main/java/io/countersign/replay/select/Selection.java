package io.countersign.replay.select;

import io.countersign.event.EventMetadata;
import io.countersign.event.Resource;
import io.countersign.replay.cluster.Cluster;
import io.countersign.replay.cluster.Range;
import io.countersign.topic.Topic;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * What is picked: all of these at once; of the sets, any of each; an empty set picks all.
 *
 * @param topics where from
 * @param received when it was received
 * @param occurred when it happened, by the provider's clock
 * @param settle how much later than received a record may have been written, and how much earlier than it happened
 *     received: by how much the time index is read further than the time ranges go
 * @param providers names of providers
 * @param sources names of sources
 * @param types canonical event types
 * @param resourceTypes types of resources as topics spell them
 * @param resources ids of resources, or whole keys of records
 * @param eventIds event ids
 * @param copies whether copies, which an earlier replay has written, are picked too
 */
public record Selection(
        List<Topic> topics,
        TimeRange received,
        TimeRange occurred,
        Duration settle,
        Set<String> providers,
        Set<String> sources,
        Set<String> types,
        Set<String> resourceTypes,
        Set<String> resources,
        Set<String> eventIds,
        boolean copies) {

    public Selection {
        topics = List.copyOf(topics);
        providers = Set.copyOf(providers);
        sources = Set.copyOf(sources);
        types = Set.copyOf(types);
        resourceTypes = Set.copyOf(resourceTypes);
        resources = Set.copyOf(resources);
        eventIds = Set.copyOf(eventIds);
    }

    /** Whether an event with these metadata is picked. */
    public boolean matches(EventMetadata metadata) {
        Resource resource = metadata.getResource();
        return received.contains(metadata.getReceivedAt())
                && occurred.contains(metadata.getOccurredAt())
                && isIn(providers, metadata.getProvider())
                && isIn(sources, metadata.getSource())
                && isIn(types, metadata.getType())
                && isIn(resourceTypes, resource.getType())
                && (resources.isEmpty() || resources.contains(resource.getId()) || resources.contains(key(metadata)))
                && isIn(eventIds, metadata.getEventId());
    }

    private static boolean isIn(Set<String> wanted, String value) {
        return wanted.isEmpty() || wanted.contains(value);
    }

    private static String key(EventMetadata metadata) {
        Resource resource = metadata.getResource();
        return metadata.getProvider() + "/" + resource.getType() + "/" + resource.getId();
    }

    /**
     * The parts of the topics that can hold what is picked, by Kafka's time index: up to what is committed now.
     *
     * @throws io.countersign.replay.ReplayException where a topic does not exist, or the brokers do not answer
     */
    public List<Range> ranges(Cluster cluster) {
        List<TopicPartition> partitions =
                cluster.partitions(topics.stream().map(Topic::name).toList());
        // A record is written when its event was received or later, never before; how much later, settle says.
        Map<TopicPartition, Long> receivedFrom = firstAt(cluster, partitions, received.from());
        Map<TopicPartition, Long> receivedTo = firstAt(cluster, partitions, later(received.to(), settle));
        Map<TopicPartition, Long> occurredFrom = firstAt(cluster, partitions, later(occurred.from(), settle.negated()));
        return cluster.ranges(partitions).stream()
                .map(range -> {
                    TopicPartition partition = range.partition();
                    long to = Math.min(range.to(), receivedTo.getOrDefault(partition, range.to()));
                    long from = Math.max(
                            range.from(),
                            Math.max(
                                    receivedFrom.getOrDefault(partition, range.from()),
                                    occurredFrom.getOrDefault(partition, range.from())));
                    return new Range(partition, Math.min(from, to), to);
                })
                .toList();
    }

    /** The first offset of each partition with this timestamp or a later one; the end where there is none. */
    private static Map<TopicPartition, Long> firstAt(
            Cluster cluster, List<TopicPartition> partitions, @Nullable Instant time) {
        if (time == null) {
            return Map.of();
        }
        Map<TopicPartition, Long> offsets =
                new HashMap<>(cluster.offsets(partitions, OffsetSpec.forTimestamp(Math.max(0, time.toEpochMilli()))));
        offsets.replaceAll((partition, offset) -> offset < 0 ? Long.MAX_VALUE : offset);
        return offsets;
    }

    private static @Nullable Instant later(@Nullable Instant time, Duration by) {
        return time == null ? null : time.plus(by);
    }
}
