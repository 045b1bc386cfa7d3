package io.countersign.endtoend;

import static org.awaitility.Awaitility.await;

import io.countersign.event.EventMetadata;
import io.countersign.platform.TopicRecords;
import io.countersign.serde.Codecs;
import io.countersign.serde.UnreadableRecordException;
import io.countersign.topic.ResourceType;
import io.countersign.topic.Topic;
import io.countersign.topic.TopicCatalogue;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.avro.specific.SpecificRecordBase;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.ListOffsetsResult;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.ListTopicsOptions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;

/** The topics, read from their beginning to their end as another team would. */
public final class Topics {

    private static final String PROCESSOR = "countersign-processor";
    private static final ListOffsetsOptions COMMITTED = new ListOffsetsOptions(IsolationLevel.READ_COMMITTED);
    private static final Duration TIMEOUT = Duration.ofSeconds(60);

    private final Installation installation;

    Topics(Installation installation) {
        this.installation = installation;
    }

    /** What makes an event the one that it is. */
    public record Identity(String provider, String eventId, String type) {

        public static Identity of(SpecificRecordBase event) {
            EventMetadata metadata = (EventMetadata) event.get("metadata");
            return new Identity(metadata.getProvider(), metadata.getEventId(), metadata.getType());
        }
    }

    /** How often each event is on {@code webhooks.events.*}. */
    Map<Identity, Integer> events() {
        return identities(Stream.of(ResourceType.values()).map(TopicCatalogue::events));
    }

    /** How often each event is on {@code webhooks.received.*}. */
    Map<Identity, Integer> received() {
        return identities(Stream.of(ResourceType.values()).map(TopicCatalogue::received));
    }

    private Map<Identity, Integer> identities(Stream<Topic> topics) {
        Map<Identity, Integer> found = new HashMap<>();
        values(topics.toList()).forEach(event -> found.merge(Identity.of(event), 1, Integer::sum));
        return found;
    }

    /** The committed values of a topic, in the order of each key. */
    public List<SpecificRecordBase> values(Topic topic) {
        return values(List.of(topic));
    }

    /** The committed values of some topics, in the order of each key. */
    public List<SpecificRecordBase> values(List<Topic> topics) {
        Codecs codecs = Codecs.connect(installation.schemaRegistry(), topics);
        Map<String, Topic> byName = topics.stream().collect(Collectors.toMap(Topic::name, topic -> topic));
        List<SpecificRecordBase> values = new ArrayList<>();
        for (ConsumerRecord<byte[], byte[]> found : records().committed(byName.keySet())) {
            try {
                values.add(codecs.codec(byName.get(found.topic()).valueType()).decode(found.value()));
            } catch (UnreadableRecordException e) {
                throw new AssertionError("A record of " + found.topic() + " cannot be read", e);
            }
        }
        return values;
    }

    /** The number of committed records, by the name of each topic of the catalogue. */
    Map<String, Integer> counts() {
        Map<String, Integer> counts = new TreeMap<>();
        TopicCatalogue.all().forEach(topic -> counts.put(topic.name(), 0));
        records().committed(counts.keySet()).forEach(found -> counts.merge(found.topic(), 1, Integer::sum));
        return counts;
    }

    /** Every topic of the broker, those of Kafka itself and of Kafka Streams included. */
    List<String> all() {
        try (Admin admin = installation.admin()) {
            return admin.listTopics(new ListTopicsOptions().listInternal(true)).names().get().stream()
                    .sorted()
                    .toList();
        } catch (ExecutionException e) {
            throw new AssertionError(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    /** Every record of a topic, whether its transaction was committed or not. */
    public List<ConsumerRecord<byte[], byte[]>> everyRecord(String topic) {
        return records().uncommitted(topic);
    }

    /** Returns as soon as the processor has written one more event, committed or not. */
    public void awaitAnotherEvent() throws ExecutionException, InterruptedException {
        Map<TopicPartition, OffsetSpec> events = ends(TopicCatalogue::events);
        try (Admin admin = installation.admin()) {
            Map<TopicPartition, ListOffsetsResultInfo> before =
                    admin.listOffsets(events).all().get();
            await("another event")
                    .atMost(TIMEOUT)
                    .pollDelay(Duration.ZERO)
                    .pollInterval(Duration.ofMillis(5))
                    .until(() -> admin.listOffsets(events).all().get().entrySet().stream()
                            .anyMatch(end -> end.getValue().offset()
                                    > before.get(end.getKey()).offset()));
        }
    }

    /** Whether the processor has committed everything that was received, and no transaction is open. */
    public boolean everythingIsProcessed() throws InterruptedException, ExecutionException {
        try (Admin admin = installation.admin()) {
            Map<TopicPartition, OffsetSpec> events = ends(TopicCatalogue::events);
            // What a dead processor has left open hides from readers what is committed after it.
            if (!offsets(admin.listOffsets(events)).equals(offsets(admin.listOffsets(events, COMMITTED)))) {
                return false;
            }
            Map<TopicPartition, OffsetAndMetadata> done = admin.listConsumerGroupOffsets(PROCESSOR)
                    .partitionsToOffsetAndMetadata()
                    .get();
            return admin.listOffsets(ends(TopicCatalogue::received)).all().get().entrySet().stream()
                    .allMatch(end -> end.getValue().offset() == 0
                            || done.containsKey(end.getKey())
                                    && done.get(end.getKey()).offset()
                                            >= end.getValue().offset());
        }
    }

    private static Map<TopicPartition, Long> offsets(ListOffsetsResult asked)
            throws InterruptedException, ExecutionException {
        return asked.all().get().entrySet().stream()
                .collect(Collectors.toMap(
                        Map.Entry::getKey, found -> found.getValue().offset()));
    }

    private static Map<TopicPartition, OffsetSpec> ends(Function<ResourceType, Topic> topics) {
        return Stream.of(ResourceType.values())
                .map(topics)
                .flatMap(topic -> IntStream.range(0, topic.partitions())
                        .mapToObj(partition -> new TopicPartition(topic.name(), partition)))
                .collect(Collectors.toMap(partition -> partition, partition -> OffsetSpec.latest()));
    }

    /** Anew each time: brokers may come back elsewhere. */
    private TopicRecords records() {
        return new TopicRecords(installation.bootstrapServers());
    }
}
