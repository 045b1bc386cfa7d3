package io.countersign.replay.cluster;

import io.countersign.registry.SchemaRegistry;
import io.countersign.replay.ReplayException;
import java.net.URI;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InvalidTopicException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/**
 * The brokers and the registry, and clients of them. Keys and values are bytes: what is copied leaves as it came. The
 * clients that it makes belong to whoever asked for them, but for the one of {@link #admin()}. Not thread-safe.
 */
public final class Cluster implements AutoCloseable {

    /** How long brokers may take for anything, unless the clients' {@code default.api.timeout.ms} says otherwise. */
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private static final Duration REGISTRY_TIMEOUT = Duration.ofSeconds(10);

    private final String bootstrapServers;
    private final SchemaRegistry registry;
    private final Decoder decoder;
    private final Map<String, String> clientProperties;
    private @Nullable Admin admin;

    /**
     * @param bootstrapServers host:port, several with commas
     * @param registry address of the registry's Confluent API
     * @param clientProperties more properties of every Kafka client, such as those of a login; they win over ours
     * @throws IllegalArgumentException where the registry's address is none
     */
    public Cluster(String bootstrapServers, URI registry, Map<String, String> clientProperties) {
        this.bootstrapServers = bootstrapServers;
        this.registry = new SchemaRegistry(registry, REGISTRY_TIMEOUT);
        this.decoder = new Decoder(this.registry);
        this.clientProperties = Map.copyOf(clientProperties);
    }

    /** How long brokers may take for anything before that counts as a fault. */
    public Duration patience() {
        String configured = clientProperties.get(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG);
        return configured == null ? PATIENCE : Duration.ofMillis(Long.parseLong(configured));
    }

    /** The registry. */
    public SchemaRegistry registry() {
        return registry;
    }

    /** Reads values; registers nothing. */
    public Decoder decoder() {
        return decoder;
    }

    /** The client for administration; open as long as this is. */
    public Admin admin() {
        Admin open = admin;
        if (open == null) {
            open = Admin.create(properties(Map.of()));
            admin = open;
        }
        return open;
    }

    /** A consumer that sees what is committed and belongs to no group. It commits nothing. */
    public KafkaConsumer<byte[], byte[]> consumer() {
        return consumer(Map.of());
    }

    /** The same with more properties. */
    public KafkaConsumer<byte[], byte[]> consumer(Map<String, String> more) {
        Map<String, String> own = new HashMap<>();
        own.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        own.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, "false");
        own.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, "false");
        // What is gone because of its age while a job was at rest is gone: it goes on with what is there.
        own.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        // What a poll brings is held in memory, and so is what the next one will.
        own.put(ConsumerConfig.FETCH_MAX_BYTES_CONFIG, "8388608");
        // At the end of what is there a broker holds a request for this long, and a consumer does not close before.
        own.put(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, "20");
        own.putAll(more);
        return new KafkaConsumer<>(properties(own), new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    /** A producer for transactions, not initialised. It partitions by key as the ingress does. */
    public KafkaProducer<byte[], byte[]> producer(String transactionalId) {
        String patience = Long.toString(patience().toMillis());
        Map<String, String> own = new HashMap<>();
        own.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, transactionalId);
        own.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, patience);
        own.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, patience);
        own.put(
                ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG,
                Long.toString(patience().toMillis() / 2));
        own.put(ProducerConfig.LINGER_MS_CONFIG, "5");
        return new KafkaProducer<>(properties(own), new ByteArraySerializer(), new ByteArraySerializer());
    }

    /**
     * All partitions of topics, in order.
     *
     * @throws ReplayException where a topic does not exist, or the brokers do not answer
     */
    public List<TopicPartition> partitions(Collection<String> topics) {
        Map<String, KafkaFuture<TopicDescription>> answers =
                admin().describeTopics(topics).topicNameValues();
        return topics.stream()
                .distinct()
                .flatMap(topic -> described(topic, answers).partitions().stream()
                        .map(partition -> new TopicPartition(topic, partition.partition())))
                .toList();
    }

    private TopicDescription described(String topic, Map<String, KafkaFuture<TopicDescription>> answers) {
        KafkaFuture<TopicDescription> answer = answers.get(topic);
        if (answer == null) {
            throw ReplayException.usage("There is no topic " + topic + ".");
        }
        return answer(answer, cause -> {
            if (cause instanceof UnknownTopicOrPartitionException || cause instanceof InvalidTopicException) {
                return ReplayException.usage("There is no topic " + topic + ".");
            }
            return null;
        });
    }

    /** Everything that is committed now in these partitions. */
    public List<Range> ranges(Collection<TopicPartition> partitions) {
        Map<TopicPartition, Long> from = offsets(partitions, OffsetSpec.earliest());
        Map<TopicPartition, Long> to = offsets(partitions, OffsetSpec.latest());
        return partitions.stream().map(partition -> range(partition, from, to)).toList();
    }

    private static Range range(TopicPartition partition, Map<TopicPartition, Long> from, Map<TopicPartition, Long> to) {
        long first = from.getOrDefault(partition, 0L);
        return new Range(partition, first, Math.max(first, to.getOrDefault(partition, first)));
    }

    /** The offset of each partition that {@code spec} asks for; -1 where there is none. */
    public Map<TopicPartition, Long> offsets(Collection<TopicPartition> partitions, OffsetSpec spec) {
        Map<TopicPartition, OffsetSpec> asked = new HashMap<>();
        partitions.forEach(partition -> asked.put(partition, spec));
        Map<TopicPartition, ListOffsetsResultInfo> answers =
                answer(admin().listOffsets(asked, new ListOffsetsOptions(IsolationLevel.READ_COMMITTED))
                        .all());
        Map<TopicPartition, Long> offsets = new HashMap<>();
        answers.forEach((partition, info) -> offsets.put(partition, info.offset()));
        return offsets;
    }

    /**
     * Waits for an answer of {@link #admin()}.
     *
     * @throws ReplayException where there is none in time, or the brokers refuse
     */
    public <T> T answer(KafkaFuture<T> future) {
        return answer(future, cause -> null);
    }

    /** The same, with words for causes that are expected; {@code null} for others. */
    public <T> T answer(KafkaFuture<T> future, Function<Throwable, @Nullable RuntimeException> words) {
        try {
            return future.get(patience().toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            RuntimeException known = words.apply(cause);
            throw known != null ? known : failed(cause);
        } catch (TimeoutException e) {
            throw failed(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw ReplayException.failed("Interrupted.", e);
        }
    }

    private ReplayException failed(Throwable cause) {
        String said = cause.getMessage();
        return ReplayException.failed(
                "The brokers at " + bootstrapServers + " do not answer as they should: "
                        + cause.getClass().getSimpleName() + (said == null ? "" : ": " + said),
                cause);
    }

    /** Says for faults of clients where the brokers are. */
    @Override
    public String toString() {
        return bootstrapServers;
    }

    private Map<String, Object> properties(Map<String, String> own) {
        Map<String, Object> all = new TreeMap<>();
        all.put(AdminClientConfig.CLIENT_ID_CONFIG, "countersign-replay");
        all.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, Long.toString(PATIENCE.toMillis()));
        all.putAll(own);
        all.putAll(clientProperties);
        all.put(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers);
        return all;
    }

    @Override
    public void close() {
        Admin open = admin;
        if (open != null) {
            open.close(Duration.ofSeconds(1));
        }
    }
}
