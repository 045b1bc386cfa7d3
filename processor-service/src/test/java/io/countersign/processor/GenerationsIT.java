package io.countersign.processor;

import static io.countersign.processor.Events.NOON;
import static io.countersign.processor.Events.account;
import static io.countersign.processor.Events.metadata;
import static io.countersign.processor.RunningProcessor.json;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.countersign.cloudevent.CloudEventHeaders;
import io.countersign.event.AccountEvent;
import io.countersign.platform.LocalBroker;
import io.countersign.platform.LocalRegistry;
import io.countersign.platform.TopicRecords;
import io.countersign.registry.SchemaRegistry;
import io.countersign.serde.Codecs;
import io.countersign.serde.UnreadableRecordException;
import io.countersign.state.ResourceState;
import io.countersign.topic.ResourceType;
import io.countersign.topic.Topic;
import io.countersign.topic.TopicCatalogue;
import io.countersign.topic.TopicCreation;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Two generations side by side on a real broker and a real registry. The second one remembers a single event of each resource,
 * so that its states can be told from those of the first.
 */
class GenerationsIT {

    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final String PASSWORD = "a-password-of-the-tests";
    private static final String TWO = "two";
    private static final int ACCOUNTS = 300;

    @TempDir
    static Path folder;

    private static LocalBroker broker;
    private static LocalRegistry registry;
    private static Admin admin;
    private static Codecs codecs;
    private static KafkaProducer<String, byte[]> producer;
    private static KafkaProducer<String, byte[]> markers;

    private int sent;

    @BeforeAll
    static void startEverything() throws Exception {
        broker = LocalBroker.in(folder.resolve("broker")).build().launch();
        registry = LocalRegistry.in(folder.resolve("registry")).start();
        broker.awaitReady();
        admin = Admin.create(Map.of("bootstrap.servers", (Object) broker.bootstrapServers()));
        TopicCreation.createMissing(admin, (short) 1);
        admin.createTopics(ResourceType.withState().stream()
                        .map(type -> TopicCatalogue.state(type, TWO))
                        .map(topic -> new NewTopic(topic.name(), topic.partitions(), (short) 1)
                                .configs(topic.configuration()))
                        .toList())
                .all()
                .get();
        codecs = Codecs.connect(new SchemaRegistry(registry.url(), Duration.ofSeconds(5)), TopicCatalogue.all());
        producer = producer(Map.of("bootstrap.servers", broker.bootstrapServers()));
        markers = producer(Map.of("bootstrap.servers", broker.bootstrapServers(), "transactional.id", "markers"));
        markers.initTransactions();
    }

    @AfterAll
    static void closeEverything() {
        markers.close(Duration.ofSeconds(5));
        producer.close(Duration.ofSeconds(5));
        admin.close();
        registry.close();
        broker.close();
    }

    @Test
    void readersAreSwitchedOverAndBackUnderLoadWithoutMissingOrRepeatingAnything() throws Exception {
        try (RunningProcessor first = start("first")) {
            try (RunningProcessor two = start(TWO)) {
                await().atMost(PATIENCE).until(() -> first.isReady() && two.isReady());
                send(2 * ACCOUNTS);
                awaitAllRead();
                assertAnswers(first, "first", 2);
                assertAnswers(two, TWO, 1);
                assertThat(states(TopicCatalogue.state(ResourceType.ACCOUNT)).values())
                        .hasSize(ACCOUNTS)
                        .allSatisfy(state -> assertThat(state.getHistory()).hasSize(2));

                send(3 * ACCOUNTS);
                promote(TWO, two, false);
                send(3 * ACCOUNTS);
                // It ends while it publishes its states, or soon after, and goes on below.
            }
            try (RunningProcessor two = start(TWO)) {
                send(3 * ACCOUNTS);
                awaitAllRead();
                promote(TWO, two, true);
                awaitAllRead();

                Map<String, ResourceState> ofTwo = states(TopicCatalogue.state(ResourceType.ACCOUNT, TWO));
                assertThat(ofTwo.values())
                        .hasSize(ACCOUNTS)
                        .allSatisfy(state -> assertThat(state.getHistory()).hasSize(1));
                await().atMost(PATIENCE)
                        .untilAsserted(() -> assertThat(states(TopicCatalogue.state(ResourceType.ACCOUNT)))
                                .isEqualTo(ofTwo));
                await().atMost(PATIENCE).untilAsserted(() -> assertAnswers(first, TWO, 1));
                assertAnswers(two, TWO, 1);
                assertThatOnlyWhoIsAskedForAnswers(first, two);

                send(3 * ACCOUNTS);
                promote("first", first, false);
                send(3 * ACCOUNTS);
                awaitAllRead();
                promote("first", first, true);
                awaitAllRead();

                await().atMost(PATIENCE)
                        .untilAsserted(() -> assertThat(states(TopicCatalogue.state(ResourceType.ACCOUNT))
                                        .values())
                                .hasSize(ACCOUNTS)
                                .allSatisfy(state -> assertThat(
                                                (long) state.getHistory().size())
                                        .isEqualTo(state.getRevision())));
                assertAnswers(first, "first", sent / ACCOUNTS);
                await().atMost(PATIENCE).untilAsserted(() -> assertAnswers(two, "first", sent / ACCOUNTS));
                assertThatEachEventWasPublishedOnce();
                assertThat(records(TopicCatalogue.quarantine())).isEmpty();
            }
        }
    }

    private static RunningProcessor start(String generation) {
        return RunningProcessor.start(
                broker.bootstrapServers(),
                registry.url(),
                folder.resolve("state"),
                "--countersign.generation=" + generation,
                "--countersign.ledger.limit=" + (generation.equals(TWO) ? 1 : 1000),
                "--spring.security.user.password=" + PASSWORD);
    }

    /** Events of all accounts in turn, every third one twice; returns at once. */
    private void send(int count) {
        for (int i = 0; i < count; i++, sent++) {
            String id = String.format("acc_%03d", sent % ACCOUNTS);
            byte[] event = codecs.encode(account(
                    metadata("devengo", "account", id, "active")
                            .setEventId("evt_" + sent)
                            .setContentDigest("digest " + sent)
                            .setOccurredAt(NOON.plusSeconds(sent)),
                    "active"));
            for (int delivery = 0; delivery <= (sent % 3 == 0 ? 1 : 0); delivery++) {
                producer.send(new ProducerRecord<>(
                        TopicCatalogue.received(ResourceType.ACCOUNT).name(), "devengo/account/" + id, event));
            }
        }
    }

    private static void promote(String generation, RunningProcessor api, boolean refresh) {
        markers.beginTransaction();
        for (TopicPartition partition : receivedPartitions()) {
            ProducerRecord<String, byte[]> marker = new ProducerRecord<>(
                    partition.topic(), partition.partition(), "countersign/generation/" + generation, null);
            marker.headers()
                    .add(CloudEventHeaders.PROMOTE, generation.getBytes(UTF_8))
                    .add(CloudEventHeaders.PROMOTED_API, ("http://127.0.0.1:" + api.port()).getBytes(UTF_8))
                    .add(
                            CloudEventHeaders.PROMOTE_REFRESH,
                            Boolean.toString(refresh).getBytes(UTF_8));
            markers.send(marker);
        }
        markers.commitTransaction();
    }

    /** Until both generations have committed all that is there now. */
    private static void awaitAllRead() {
        producer.flush();
        Map<TopicPartition, Long> ends = ends(receivedPartitions());
        for (String group : List.of("countersign-processor", "countersign-processor-" + TWO)) {
            await().atMost(PATIENCE).untilAsserted(() -> {
                Map<TopicPartition, OffsetAndMetadata> committed = admin.listConsumerGroupOffsets(group)
                        .partitionsToOffsetAndMetadata()
                        .get();
                ends.forEach((partition, end) -> assertThat(
                                committed.containsKey(partition)
                                        ? committed.get(partition).offset()
                                        : 0)
                        .as("%s %s", group, partition)
                        .isGreaterThanOrEqualTo(end));
            });
        }
    }

    private static List<TopicPartition> receivedPartitions() {
        List<TopicPartition> partitions = new ArrayList<>();
        for (ResourceType type : ResourceType.values()) {
            Topic topic = TopicCatalogue.received(type);
            for (int partition = 0; partition < topic.partitions(); partition++) {
                partitions.add(new TopicPartition(topic.name(), partition));
            }
        }
        return partitions;
    }

    private static void assertAnswers(RunningProcessor asked, String generation, int remembered) {
        HttpResponse<String> answer = ask(asked, "GET", "/resources/devengo/account/acc_007", null, true);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(answer.headers().firstValue("Countersign-Generation")).hasValue(generation);
        assertThat(json(answer).path("history").size()).isEqualTo(remembered);
    }

    private static void assertThatOnlyWhoIsAskedForAnswers(RunningProcessor first, RunningProcessor two) {
        HttpResponse<String> ofFirst = ask(first, "GET", "/resources/devengo/account/acc_007", "first", true);
        assertThat(ofFirst.headers().firstValue("Countersign-Generation")).hasValue("first");
        assertThat(json(ofFirst).path("history").size()).isGreaterThan(1);
        HttpResponse<String> misdirected = ask(two, "GET", "/resources/devengo/account/acc_007", "first", true);
        assertThat(misdirected.statusCode()).isEqualTo(421);
        assertThat(misdirected.body()).contains("urn:countersign:problem:other-generation");
        assertThat(ask(first, "GET", "/resources/devengo/account/acc_007", null, false)
                        .statusCode())
                .isEqualTo(401);

        HttpResponse<String> listed = ask(first, "GET", "/resources/account?limit=1&provider=devengo", null, true);
        assertThat(listed.headers().firstValue("Countersign-Generation")).hasValue(TWO);
        assertThat(json(listed).path("resources").size()).isEqualTo(1);
        HttpResponse<String> unknown = ask(first, "GET", "/resources/devengo/account/none%2F%5B", null, true);
        assertThat(unknown.headers().firstValue("Countersign-Generation")).hasValue(TWO);
        assertThat(unknown.statusCode()).isEqualTo(404);
        HttpResponse<String> redriven = ask(first, "POST", "/quarantine/none/redrive", null, true);
        assertThat(redriven.headers().firstValue("Countersign-Generation")).hasValue(TWO);
        assertThat(redriven.statusCode()).isEqualTo(404);
        assertThat(redriven.headers().firstValue("Content-Type")).hasValue("application/problem+json");
    }

    private static HttpResponse<String> ask(
            RunningProcessor asked, String method, String path, String generation, boolean withLogin) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + asked.port() + path))
                .timeout(Duration.ofSeconds(10))
                .method(method, BodyPublishers.noBody());
        if (withLogin) {
            request.header(
                    "Authorization",
                    "Basic " + Base64.getEncoder().encodeToString(("user:" + PASSWORD).getBytes(UTF_8)));
        }
        if (generation != null) {
            request.header("Countersign-Generation", generation);
        }
        return RunningProcessor.send(request.build());
    }

    private void assertThatEachEventWasPublishedOnce() throws Exception {
        List<String> expected = new ArrayList<>();
        for (int number = 0; number < sent; number++) {
            expected.add("evt_" + number);
        }
        List<String> published = new ArrayList<>();
        for (ConsumerRecord<byte[], byte[]> event : records(TopicCatalogue.events(ResourceType.ACCOUNT))) {
            published.add(codecs.codec(AccountEvent.class)
                    .decode(event.value())
                    .getMetadata()
                    .getEventId());
        }
        assertThat(published).containsExactlyInAnyOrderElementsOf(expected);
    }

    private static Map<String, ResourceState> states(Topic topic) throws UnreadableRecordException {
        Map<String, ResourceState> latest = new HashMap<>();
        for (ConsumerRecord<byte[], byte[]> state : records(topic)) {
            latest.put(
                    new String(state.key(), UTF_8),
                    codecs.codec(ResourceState.class).decode(state.value()));
        }
        return latest;
    }

    /** Everything that was committed to a topic so far. */
    private static List<ConsumerRecord<byte[], byte[]>> records(Topic topic) {
        return new TopicRecords(broker.bootstrapServers()).committed(topic.name());
    }

    private static Map<TopicPartition, Long> ends(List<TopicPartition> partitions) {
        try (KafkaConsumer<String, byte[]> consumer = consumer()) {
            return consumer.endOffsets(partitions);
        }
    }

    private static KafkaConsumer<String, byte[]> consumer() {
        return new KafkaConsumer<>(
                Map.of(
                        ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
                        broker.bootstrapServers(),
                        ConsumerConfig.ISOLATION_LEVEL_CONFIG,
                        "read_committed"),
                new StringDeserializer(),
                new ByteArrayDeserializer());
    }

    private static KafkaProducer<String, byte[]> producer(Map<String, Object> configuration) {
        return new KafkaProducer<>(configuration, new StringSerializer(), new ByteArraySerializer());
    }
}
