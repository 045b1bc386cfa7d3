package io.countersign.processor.resources;

import io.countersign.processor.runtime.ApplicationServer;
import io.countersign.processor.topology.LedgerStore;
import io.countersign.processor.topology.QuarantineStore;
import io.countersign.processor.topology.ResourceKey;
import io.countersign.topic.ResourceType;
import io.countersign.topic.Topic;
import io.countersign.topic.TopicCatalogue;
import java.util.HashMap;
import java.util.Map;
import java.util.NavigableSet;
import java.util.TreeSet;
import java.util.function.Function;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.KeyQueryMetadata;
import org.apache.kafka.streams.StoreQueryParameters;
import org.apache.kafka.streams.StreamsMetadata;
import org.apache.kafka.streams.errors.StreamsException;
import org.apache.kafka.streams.state.HostInfo;
import org.apache.kafka.streams.state.QueryableStoreTypes;
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;
import org.springframework.kafka.config.StreamsBuilderFactoryBean;

/** Which instance owns which partition, and the partitions that this one owns. Thread-safe. */
final class Partitions {

    private final StreamsBuilderFactoryBean streams;
    private final ApplicationServer server;

    Partitions(StreamsBuilderFactoryBean streams, ApplicationServer server) {
        this.streams = streams;
        this.server = server;
    }

    /** A partition and who owns it. */
    record Owner(HostInfo host, int partition) {}

    /** Whether {@code host} is this instance. */
    boolean isOwn(HostInfo host) {
        return host.equals(server.address());
    }

    /**
     * Who owns a resource.
     *
     * @throws PartitionsMovingException while nobody does
     */
    Owner ownerOf(ResourceKey resource) {
        // The store has keys of its own; the partition is that of the records' key.
        KeyQueryMetadata metadata = ask(
                running -> running.queryMetadataForKey(LedgerStore.NAME, resource.inTopics(), new StringSerializer()));
        if (metadata.equals(KeyQueryMetadata.NOT_AVAILABLE)) {
            throw new PartitionsMovingException("No instance owns the resource's partition at the moment.");
        }
        return new Owner(metadata.activeHost(), metadata.partition());
    }

    /**
     * Who owns which partitions, all of them without a gap.
     *
     * @throws PartitionsMovingException while some have no owner
     */
    Map<HostInfo, NavigableSet<Integer>> owners(ResourceType type) {
        return owners(LedgerStore.NAME, TopicCatalogue.received(type));
    }

    /**
     * Who owns which partitions of the quarantine, all of them without a gap.
     *
     * @throws PartitionsMovingException while some have no owner
     */
    Map<HostInfo, NavigableSet<Integer>> quarantineOwners() {
        return owners(QuarantineStore.NAME, TopicCatalogue.quarantine());
    }

    private Map<HostInfo, NavigableSet<Integer>> owners(String store, Topic read) {
        String topic = read.name();
        Map<HostInfo, NavigableSet<Integer>> owners = new HashMap<>();
        NavigableSet<Integer> owned = new TreeSet<>();
        int owning = 0;
        for (StreamsMetadata instance : ask(running -> running.streamsMetadataForStore(store))) {
            for (TopicPartition partition : instance.topicPartitions()) {
                if (partition.topic().equals(topic)) {
                    owners.computeIfAbsent(instance.hostInfo(), unused -> new TreeSet<>())
                            .add(partition.partition());
                    owned.add(partition.partition());
                    owning++;
                }
            }
        }
        boolean gapless = !owned.isEmpty() && owned.last() == owned.size() - 1 && owning == owned.size();
        if (!gapless) {
            throw new PartitionsMovingException("Not every partition has an owner at the moment.");
        }
        return owners;
    }

    /**
     * Reads one of this instance's partitions of the ledger.
     *
     * @throws PartitionsMovingException where this instance does not own it, or is still restoring it
     */
    <T> T read(int partition, Function<ReadOnlyKeyValueStore<String, byte[]>, T> question) {
        return read(LedgerStore.NAME, partition, question);
    }

    /**
     * Reads one of this instance's partitions of the quarantine.
     *
     * @throws PartitionsMovingException where this instance does not own it, or is still restoring it
     */
    <T> T readQuarantine(int partition, Function<ReadOnlyKeyValueStore<String, byte[]>, T> question) {
        return read(QuarantineStore.NAME, partition, question);
    }

    private <T> T read(String store, int partition, Function<ReadOnlyKeyValueStore<String, byte[]>, T> question) {
        return ask(running -> question.apply(running.store(
                StoreQueryParameters.fromNameAndType(store, QueryableStoreTypes.<String, byte[]>keyValueStore())
                        .withPartition(partition))));
    }

    private <T> T ask(Function<KafkaStreams, T> question) {
        KafkaStreams running = streams.getKafkaStreams();
        if (running == null || !running.state().isRunningOrRebalancing()) {
            throw new PartitionsMovingException("This instance is starting or stopping.");
        }
        try {
            return question.apply(running);
        } catch (StreamsException e) {
            throw new PartitionsMovingException("The partition is moving between instances.", e);
        } catch (IllegalStateException e) {
            // So KafkaStreams says that it was stopped between the look at its state and the question.
            if (running.state().isRunningOrRebalancing()) {
                throw e;
            }
            throw new PartitionsMovingException("This instance is stopping.", e);
        }
    }
}
