package io.countersign.benchmarks.measure;

import io.countersign.platform.LocalBroker;
import io.countersign.platform.LocalRegistry;
import io.countersign.topic.ResourceType;
import io.countersign.topic.Topic;
import io.countersign.topic.TopicCatalogue;
import io.countersign.topic.TopicCreation;
import java.net.URI;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;

/** Broker and registry, and what can be asked of them. */
final class Platform implements AutoCloseable {

    static final String FLOOR_TOPIC = "benchmarks.floor";

    private static final long TIMEOUT_SECONDS = 30;

    private final LocalBroker broker;
    private final LocalRegistry registry;
    private final Admin admin;

    private Platform(LocalBroker broker, LocalRegistry registry) {
        this.broker = broker;
        this.registry = registry;
        this.admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()));
    }

    /**
     * Starts both and creates the topics.
     *
     * @param keepAll whether old records are kept; otherwise a partition keeps about its last 200 MB, so that hours of
     *     load fit on a disk
     */
    static Platform start(Path folder, boolean keepAll) {
        Progress.say("Starting broker and registry.");
        // Not the quick start that the platform is set up for: a broker that runs for long.
        LocalBroker.Builder described =
                LocalBroker.in(folder.resolve("broker")).heap("1g").jvmOptions();
        if (!keepAll) {
            described
                    .property("log.segment.bytes", "104857600")
                    .property("log.retention.bytes", "104857600")
                    .property("log.retention.check.interval.ms", "5000")
                    .property("log.segment.delete.delay.ms", "1000");
        }
        LocalBroker broker = described.start();
        LocalRegistry registry = LocalRegistry.in(folder.resolve("registry")).start();
        Platform platform = new Platform(broker, registry);
        TopicCreation.createMissing(platform.admin, (short) 1);
        int partitions = TopicCatalogue.received(ResourceType.ACCOUNT).partitions();
        wait(platform.admin
                .createTopics(List.of(new NewTopic(FLOOR_TOPIC, partitions, (short) 1)))
                .all());
        return platform;
    }

    String bootstrapServers() {
        return broker.bootstrapServers();
    }

    URI registryUrl() {
        return registry.url();
    }

    long brokerPid() {
        return broker.process().process().pid();
    }

    Admin admin() {
        return admin;
    }

    /** The topics that the ingress writes for webhooks it has acknowledged. */
    static List<String> receivedTopics() {
        return Stream.of(ResourceType.values())
                .map(TopicCatalogue::received)
                .map(Topic::name)
                .toList();
    }

    /** How many records these topics have ever had: the sum of the ends of their partitions. */
    long records(Collection<String> topics) {
        return endOffsets(topics).values().stream().mapToLong(Long::longValue).sum();
    }

    Map<TopicPartition, Long> endOffsets(Collection<String> topics) {
        Map<TopicPartition, OffsetSpec> asked = new HashMap<>();
        for (TopicDescription topic :
                wait(admin.describeTopics(topics).allTopicNames()).values()) {
            topic.partitions()
                    .forEach(partition ->
                            asked.put(new TopicPartition(topic.name(), partition.partition()), OffsetSpec.latest()));
        }
        Map<TopicPartition, Long> ends = new HashMap<>();
        for (Map.Entry<TopicPartition, ListOffsetsResultInfo> entry :
                wait(admin.listOffsets(asked).all()).entrySet()) {
            ends.put(entry.getKey(), entry.getValue().offset());
        }
        return ends;
    }

    /** Bytes of topics on the broker's disk, by topic. */
    Map<String, Long> bytes() {
        Map<String, Long> bytes = new HashMap<>();
        wait(admin.describeLogDirs(Set.of(broker.nodeId())).allDescriptions())
                .values()
                .forEach(folders -> folders.values()
                        .forEach(folder -> folder.replicaInfos()
                                .forEach((partition, replica) ->
                                        bytes.merge(partition.topic(), replica.size(), Long::sum))));
        return bytes;
    }

    static <T> T wait(KafkaFuture<T> future) {
        try {
            return future.get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        } catch (ExecutionException | TimeoutException e) {
            throw new IllegalStateException("the broker does not do as asked", e);
        }
    }

    @Override
    public void close() {
        admin.close();
        registry.close();
        broker.close();
    }
}
