package io.countersign.platform;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * The records of topics, from their beginnings to where they end at the moment of a call, as another team would read them.
 * Belongs to no group and commits nothing. Thread-safe; calls block.
 */
public final class TopicRecords {

    private static final Duration POLL = Duration.ofMillis(200);
    private static final Duration TIMEOUT = Duration.ofSeconds(60);

    private final String bootstrapServers;

    /** @param bootstrapServers {@code host:port}, one or more, with commas between them; without TLS or login */
    public TopicRecords(String bootstrapServers) {
        this.bootstrapServers = bootstrapServers;
    }

    /** What is committed in a topic, in the order of each partition. */
    public List<ConsumerRecord<byte[], byte[]>> committed(String topic) {
        return committed(List.of(topic));
    }

    /** What is committed in some topics, in the order of each partition. */
    public List<ConsumerRecord<byte[], byte[]>> committed(Collection<String> topics) {
        List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
        forEachCommitted(topics, records::add);
        return records;
    }

    /** What is in a topic, also of transactions that were aborted or are still open. */
    public List<ConsumerRecord<byte[], byte[]>> uncommitted(String topic) {
        List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
        read(List.of(topic), "read_uncommitted", records::add);
        return records;
    }

    /**
     * Shows what is committed, one by one, without keeping it.
     *
     * @throws IllegalStateException where the brokers do not give all of it within a minute
     */
    public void forEachCommitted(Collection<String> topics, Consumer<ConsumerRecord<byte[], byte[]>> each) {
        read(topics, "read_committed", each);
    }

    private void read(Collection<String> topics, String isolation, Consumer<ConsumerRecord<byte[], byte[]>> each) {
        Map<String, Object> settings = Map.of(
                "bootstrap.servers",
                bootstrapServers,
                "isolation.level",
                isolation,
                "enable.auto.commit",
                false,
                // At the end a broker holds a request for this long, and a consumer does not close before.
                "fetch.max.wait.ms",
                20);
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            List<TopicPartition> partitions = topics.stream()
                    .flatMap(topic -> consumer.partitionsFor(topic).stream())
                    .map(info -> new TopicPartition(info.topic(), info.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            long deadline = System.nanoTime() + TIMEOUT.toNanos();
            while (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
                if (System.nanoTime() - deadline > 0) {
                    throw new IllegalStateException("The brokers do not give the records of " + topics);
                }
                consumer.poll(POLL).forEach(each);
            }
        }
    }
}
