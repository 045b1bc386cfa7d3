package io.countersign.quickstart.show;

import io.countersign.event.EventMetadata;
import io.countersign.platform.TopicRecords;
import io.countersign.quickstart.stack.LocalStack;
import io.countersign.serde.Codecs;
import io.countersign.serde.UnreadableRecordException;
import io.countersign.topic.ResourceType;
import io.countersign.topic.Topic;
import io.countersign.topic.TopicCatalogue;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.avro.specific.SpecificRecordBase;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.GroupListing;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/** Reads topics as another team would: from the start, committed records only. */
final class TopicReader {

    private final LocalStack stack;
    private final TopicRecords records;

    TopicReader(LocalStack stack) {
        this.stack = stack;
        this.records = new TopicRecords(stack.bootstrapServers());
    }

    /** What makes an event the one that it is, and what its provider calls it. */
    record Identity(String provider, String eventId, String type, String providerType) {}

    /**
     * What the events topics hold.
     *
     * @param byTopic number of records by topic
     * @param byIdentity number of records by event
     */
    record Events(Map<String, Integer> byTopic, Map<Identity, Integer> byIdentity) {}

    /** Whether the processor has committed everything that was received until now. */
    boolean everythingIsProcessed() throws InterruptedException {
        try (Admin admin = stack.admin()) {
            Map<TopicPartition, Long> ends = new HashMap<>();
            List<TopicPartition> received = Stream.of(ResourceType.values())
                    .map(TopicCatalogue::received)
                    .flatMap(TopicReader::partitions)
                    .toList();
            Map<TopicPartition, ListOffsetsResultInfo> latest = admin.listOffsets(
                            received.stream().collect(Collectors.toMap(p -> p, p -> OffsetSpec.latest())))
                    .all()
                    .get();
            latest.forEach((partition, end) -> {
                if (end.offset() > 0) {
                    ends.put(partition, end.offset());
                }
            });
            for (GroupListing group : admin.listGroups().all().get()) {
                Map<TopicPartition, OffsetAndMetadata> committed = admin.listConsumerGroupOffsets(group.groupId())
                        .partitionsToOffsetAndMetadata()
                        .get();
                if (ends.entrySet().stream()
                        .allMatch(end -> committed.get(end.getKey()) != null
                                && committed.get(end.getKey()).offset() >= end.getValue())) {
                    return true;
                }
            }
            return false;
        } catch (ExecutionException e) {
            return false;
        }
    }

    /** Reads all topics that hold each event once. */
    Events events() {
        Codecs codecs = Codecs.connect(stack.schemaRegistry(), eventTopics());
        Map<String, Integer> byTopic = new TreeMap<>();
        Map<Identity, Integer> byIdentity = new HashMap<>();
        for (Topic topic : eventTopics()) {
            byTopic.put(topic.name(), 0);
            records.forEachCommitted(List.of(topic.name()), found -> {
                byTopic.merge(topic.name(), 1, Integer::sum);
                byIdentity.merge(identity(decode(codecs, topic, found.value())), 1, Integer::sum);
            });
        }
        return new Events(byTopic, byIdentity);
    }

    /** How many records a topic holds. */
    int count(Topic topic) {
        int[] count = new int[1];
        records.forEachCommitted(List.of(topic.name()), found -> count[0]++);
        return count[0];
    }

    /** The topics, the services' internal ones included, in which a text occurs. */
    List<String> topicsWith(String text) throws InterruptedException {
        byte[] sought = text.getBytes(StandardCharsets.UTF_8);
        List<String> topics;
        try (Admin admin = stack.admin()) {
            topics = admin.listTopics().names().get().stream().sorted().toList();
        } catch (ExecutionException e) {
            throw new IllegalStateException("The broker does not list its topics", e);
        }
        List<String> found = new ArrayList<>();
        for (String topic : topics) {
            boolean[] here = new boolean[1];
            records.forEachCommitted(List.of(topic), record -> here[0] |= contains(record.value(), sought));
            if (here[0]) {
                found.add(topic);
            }
        }
        return found;
    }

    private static List<Topic> eventTopics() {
        return Stream.of(ResourceType.values()).map(TopicCatalogue::events).toList();
    }

    private static Stream<TopicPartition> partitions(Topic topic) {
        return Stream.iterate(0, p -> p + 1).limit(topic.partitions()).map(p -> new TopicPartition(topic.name(), p));
    }

    private static EventMetadata decode(Codecs codecs, Topic topic, byte[] value) {
        try {
            SpecificRecordBase event = codecs.codec(topic.valueType()).decode(value);
            return (EventMetadata) event.get("metadata");
        } catch (UnreadableRecordException e) {
            throw new IllegalStateException("A record of " + topic.name() + " cannot be read", e);
        }
    }

    private static Identity identity(EventMetadata metadata) {
        return new Identity(
                metadata.getProvider(), metadata.getEventId(), metadata.getType(), metadata.getProviderType());
    }

    private static boolean contains(byte[] bytes, byte[] sought) {
        // Records may be null: deletions.
        if (bytes == null) {
            return false;
        }
        for (int i = 0; i <= bytes.length - sought.length; i++) {
            if (java.util.Arrays.equals(bytes, i, i + sought.length, sought, 0, sought.length)) {
                return true;
            }
        }
        return false;
    }
}
