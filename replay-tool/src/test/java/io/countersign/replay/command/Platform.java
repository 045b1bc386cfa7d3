package io.countersign.replay.command;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.countersign.event.AccountEvent;
import io.countersign.event.EventMetadata;
import io.countersign.platform.LocalBroker;
import io.countersign.platform.LocalRegistry;
import io.countersign.platform.TopicRecords;
import io.countersign.registry.SchemaRegistry;
import io.countersign.replay.Events;
import io.countersign.replay.cluster.Cluster;
import io.countersign.serde.Codecs;
import io.countersign.topic.Topic;
import io.countersign.topic.TopicCatalogue;
import io.countersign.topic.TopicCreation;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** A real broker with the topics of the catalogue, and a real registry. */
final class Platform implements AutoCloseable {

    private final LocalBroker broker;
    private final LocalRegistry registry;
    private final Codecs codecs;
    private final KafkaProducer<byte[], byte[]> producer;

    Platform(Path folder) {
        broker = LocalBroker.in(folder.resolve("broker")).build().launch();
        registry = LocalRegistry.in(folder.resolve("registry")).start();
        broker.awaitReady();
        try (Admin admin = admin()) {
            TopicCreation.createMissing(admin, (short) 1);
        }
        codecs = Codecs.connect(new SchemaRegistry(registry.url(), Duration.ofSeconds(5)), TopicCatalogue.all());
        producer = new KafkaProducer<>(clients(), new ByteArraySerializer(), new ByteArraySerializer());
    }

    LocalBroker broker() {
        return broker;
    }

    Codecs codecs() {
        return codecs;
    }

    Tool tool() {
        return new Tool(where());
    }

    String[] where() {
        return new String[] {"--bootstrap-servers=" + broker.bootstrapServers(), "--registry=" + registry.url()};
    }

    Cluster cluster() {
        return new Cluster(broker.bootstrapServers(), registry.url(), Map.of());
    }

    Admin admin() {
        return Admin.create(clients());
    }

    void create(String topic) throws ExecutionException, InterruptedException {
        try (Admin admin = admin()) {
            admin.createTopics(List.of(new NewTopic(topic, 3, (short) 1))).all().get();
        }
    }

    /** Writes an account event as the ingress does; its timestamp is when it was received. */
    void write(Topic topic, EventMetadata.Builder metadata) {
        write(topic, metadata, metadata.getReceivedAt());
    }

    void write(Topic topic, EventMetadata.Builder metadata, Instant timestamp) {
        AccountEvent event = Events.account(metadata);
        write(topic, null, timestamp, Events.key(event.getMetadata()), codecs.encode(event));
    }

    void write(Topic topic, Integer partition, Instant timestamp, String key, byte[] value) {
        var ignored = producer.send(
                new ProducerRecord<>(topic.name(), partition, timestamp.toEpochMilli(), key.getBytes(UTF_8), value));
    }

    void flush() {
        producer.flush();
    }

    /** Everything on a topic that is committed. */
    List<ConsumerRecord<byte[], byte[]>> committed(String topic) {
        return records().committed(topic);
    }

    /** Everything on a topic, whatever became of its transaction. */
    List<ConsumerRecord<byte[], byte[]>> uncommitted(String topic) {
        return records().uncommitted(topic);
    }

    private TopicRecords records() {
        return new TopicRecords(broker.bootstrapServers());
    }

    static String header(ConsumerRecord<byte[], byte[]> record, String name) {
        Header header = record.headers().lastHeader(name);
        return header == null ? "" : new String(Objects.requireNonNull(header.value()), UTF_8);
    }

    private Map<String, Object> clients() {
        return Map.of("bootstrap.servers", broker.bootstrapServers());
    }

    @Override
    public void close() {
        producer.close(Duration.ofSeconds(5));
        registry.close();
        broker.close();
    }
}
