package io.countersign.endtoend.faults;

import io.countersign.endtoend.Countersign;
import io.countersign.topic.Topic;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Does to the topics what the system never must, to see that it is seen. */
final class Sabotage {

    private final Countersign countersign;
    private final String keys;

    /** @param keys what the keys that may be touched have in common */
    Sabotage(Countersign countersign, String keys) {
        this.countersign = countersign;
        this.keys = keys;
    }

    /** Writes the first record of a key that has several once more. */
    void repeatTheFirst(Topic topic) throws ExecutionException, InterruptedException {
        List<ConsumerRecord<byte[], byte[]>> all = countersign.topics().everyRecord(topic.name()).stream()
                .filter(found -> key(found).contains(keys))
                .toList();
        ConsumerRecord<byte[], byte[]> first = all.stream()
                .filter(found -> all.stream()
                                .filter(other -> key(other).equals(key(found)))
                                .count()
                        > 1)
                .findFirst()
                .orElseThrow();
        try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", countersign.stack().bootstrapServers()),
                new ByteArraySerializer(),
                new ByteArraySerializer())) {
            producer.send(new ProducerRecord<>(topic.name(), first.partition(), first.key(), first.value()))
                    .get();
        }
    }

    /** Deletes all that a topic holds. */
    void deleteAll(Topic topic) throws ExecutionException, InterruptedException {
        try (Admin admin = countersign.stack().admin()) {
            admin.deleteRecords(IntStream.range(0, topic.partitions())
                            .mapToObj(partition -> new TopicPartition(topic.name(), partition))
                            .collect(Collectors.toMap(
                                    Function.identity(), partition -> RecordsToDelete.beforeOffset(-1))))
                    .all()
                    .get();
        }
    }

    private static String key(ConsumerRecord<byte[], byte[]> found) {
        return new String(found.key(), StandardCharsets.UTF_8);
    }
}
