package io.countersign.processor;

import static io.countersign.processor.Events.NOON;
import static io.countersign.processor.Events.account;
import static io.countersign.processor.Events.metadata;
import static io.countersign.processor.Events.payment;
import static io.countersign.processor.Events.verification;
import static io.countersign.processor.RunningProcessor.json;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.countersign.event.EventMetadata;
import io.countersign.event.OutgoingPaymentEvent;
import io.countersign.platform.ChildProcess;
import io.countersign.platform.ChildProgram;
import io.countersign.platform.LocalBroker;
import io.countersign.platform.LocalRegistry;
import io.countersign.platform.Ports;
import io.countersign.platform.TopicRecords;
import io.countersign.processor.topology.ProcessorTopology;
import io.countersign.quarantine.QuarantineRecord;
import io.countersign.quarantine.RecordPosition;
import io.countersign.registry.SchemaRegistry;
import io.countersign.serde.Codecs;
import io.countersign.serde.UnreadableRecordException;
import io.countersign.state.ResourceState;
import io.countersign.topic.ResourceType;
import io.countersign.topic.Topic;
import io.countersign.topic.TopicCatalogue;
import io.countersign.topic.TopicCreation;
import java.io.File;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.avro.specific.SpecificRecordBase;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** The whole program on a real broker and a real registry. Each test has resources of its own. */
class ProcessorIT {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    static Path folder;

    private static LocalBroker broker;
    private static LocalRegistry registry;
    private static Codecs codecs;
    private static KafkaProducer<String, byte[]> producer;
    private static RunningProcessor processor;

    @BeforeAll
    static void startEverything() {
        broker = LocalBroker.in(folder.resolve("broker")).build().launch();
        registry = LocalRegistry.in(folder.resolve("registry")).start();
        broker.awaitReady();
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", (Object) broker.bootstrapServers()))) {
            TopicCreation.createMissing(admin, (short) 1);
        }
        codecs = Codecs.connect(new SchemaRegistry(registry.url(), Duration.ofSeconds(5)), TopicCatalogue.all());
        producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", broker.bootstrapServers()),
                new StringSerializer(),
                new ByteArraySerializer());
        startProcessor();
    }

    @AfterAll
    static void closeEverything() {
        processor.close();
        producer.close(Duration.ofSeconds(5));
        registry.close();
        broker.close();
    }

    @Test
    void eachEventCountsOnceAcrossARestartHoweverOftenAndLateItComes() throws Exception {
        EventMetadata.Builder created = ofPayment("pyo_restart", "created").setOccurredAt(NOON);
        EventMetadata.Builder validating =
                ofPayment("pyo_restart", "validating").setOccurredAt(NOON.plusSeconds(1));
        EventMetadata.Builder pending = ofPayment("pyo_restart", "pending").setOccurredAt(NOON.plusSeconds(2));
        String path = "/resources/devengo/outgoing-payment/pyo_restart";
        send(ResourceType.OUTGOING_PAYMENT, payment(created, "created"));
        send(ResourceType.OUTGOING_PAYMENT, payment(created, "created"));
        send(ResourceType.OUTGOING_PAYMENT, payment(pending, "pending"));
        awaitRevision(path, 2);

        processor.close();
        send(ResourceType.OUTGOING_PAYMENT, payment(created, "created"));
        send(ResourceType.OUTGOING_PAYMENT, payment(pending, "pending"));
        send(ResourceType.OUTGOING_PAYMENT, payment(validating, "validating"));
        startProcessor();
        awaitRevision(path, 3);

        JsonNode state = json(processor.get(path));
        assertThat(state.propertyNames())
                .containsExactly(
                        "resource",
                        "status",
                        "providerStatus",
                        "revision",
                        "firstSeenAt",
                        "changedAt",
                        "lastEvent",
                        "outgoingPayment",
                        "history");
        assertThat(state.path("resource").toString())
                .isEqualTo("{\"provider\":\"devengo\",\"type\":\"outgoing-payment\",\"id\":\"pyo_restart\"}");
        assertThat(state.path("status").asString()).isEqualTo("pending");
        assertThat(state.path("changedAt").asString()).isEqualTo("2026-03-01T12:00:02.000Z");
        assertThat(state.path("firstSeenAt").asString()).isEqualTo("2026-03-01T12:01:00.000Z");
        assertThat(state.path("lastEvent").asString()).isEqualTo("evt_pending");
        assertThat(state.path("outgoingPayment")
                        .path("amount")
                        .path("minorUnits")
                        .asInt())
                .isEqualTo(100);
        assertThat(state.path("history").get(1).toString())
                .isEqualTo("{\"eventId\":\"evt_validating\",\"type\":\"outgoing_payment.validating\","
                        + "\"occurredAt\":\"2026-03-01T12:00:01.000Z\",\"receivedAt\":\"2026-03-01T12:01:00.000Z\","
                        + "\"verdict\":\"LATE\",\"unexpected\":false}");
        // The API reads what the store holds, a moment before it is committed to the topics.
        String key = "devengo/outgoing-payment/pyo_restart";
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(values(TopicCatalogue.state(ResourceType.OUTGOING_PAYMENT), key))
                        .last()
                        .satisfies(value -> assertThat(codecs.codec(ResourceState.class)
                                        .decode(value)
                                        .getRevision())
                                .isEqualTo(3)));
        assertThat(values(TopicCatalogue.events(ResourceType.OUTGOING_PAYMENT), key))
                .extracting(value -> codecs.codec(OutgoingPaymentEvent.class)
                        .decode(value)
                        .getMetadata()
                        .getEventId())
                .containsExactly("evt_created", "evt_pending", "evt_validating");
    }

    @Test
    void whatCannotBeReadGoesToQuarantineAndTheStreamGoesOn() throws Exception {
        String key = "devengo/account/acc_unreadable";
        RecordMetadata broken = producer.send(new ProducerRecord<>(
                        TopicCatalogue.received(ResourceType.ACCOUNT).name(), key, new byte[] {0, 1, 2}))
                .get();
        producer.send(new ProducerRecord<>(
                        TopicCatalogue.received(ResourceType.ACCOUNT).name(), key, null))
                .get();
        send(ResourceType.ACCOUNT, account("acc_unreadable", "created"));

        awaitRevision("/resources/devengo/account/acc_unreadable", 1);

        await().atMost(PATIENCE)
                .untilAsserted(
                        () -> assertThat(quarantinedOffsets(broken)).contains(broken.offset(), broken.offset() + 1));
    }

    @Test
    void aRegistryOutageStopsNothingButRecordsOfSchemasThatOnlyItKnowsAndTheyWait() throws Exception {
        byte[] ofUnknownSchema = codecs.encode(account("acc_waiting", "created"));
        ByteBuffer.wrap(ofUnknownSchema, 1, Integer.BYTES).putInt(987_654);
        RecordMetadata waiting;
        registry.kill();
        try {
            send(ResourceType.ACCOUNT, account("acc_outage", "created"));
            awaitRevision("/resources/devengo/account/acc_outage", 1);
            assertThat(processor.isReady()).isTrue();

            waiting = producer.send(new ProducerRecord<>(
                            TopicCatalogue.received(ResourceType.ACCOUNT).name(),
                            "devengo/account/acc_waiting",
                            ofUnknownSchema))
                    .get();
            send(ResourceType.ACCOUNT, account("acc_waiting", "created"));
            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(
                                    processor.management("/actuator/prometheus").body())
                            .containsPattern("kafka_stream_failed_stream_threads\\S* [1-9]"));
            assertThat(quarantinedOffsets(waiting)).doesNotContain(waiting.offset());
        } finally {
            registry.start();
        }

        awaitRevision("/resources/devengo/account/acc_waiting", 1);
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(quarantinedOffsets(waiting)).contains(waiting.offset()));
        await().atMost(PATIENCE).until(processor::isReady);
    }

    @Test
    void idsMayHoldAnyCharacter() throws Exception {
        List<String> ids =
                List.of("a/b", "a//b/", "ä ö", "per%2Fcent", "semi;colon", "back\\slash", "q?a=b#c", "..", "a+b");
        for (String id : ids) {
            send(ResourceType.VERIFICATION, verification(metadata("odd", "verification", id, "created"), "created"));
        }

        for (String id : ids) {
            String path = "/resources/odd/verification/"
                    + URLEncoder.encode(id, StandardCharsets.UTF_8).replace("+", "%20");
            awaitRevision(path, 1);
            assertThat(json(processor.get(path)).path("resource").path("id").asString())
                    .isEqualTo(id);
        }
        assertThat(processor.get("/resources/odd/verification/a/b").statusCode())
                .isEqualTo(200);
    }

    @Test
    void everyRefusalIsAProblem() {
        assertProblem("/resources/devengo/account/none", 404, "resource-not-found");
        assertProblem("/resources/nobody/account/acc_1", 404, "resource-not-found");
        assertProblem("/resources/devengo/unmapped/1", 404, "resource-not-found");
        assertProblem("/resources/devengo/ship/1", 404, "resource-not-found");
        assertProblem("/resources/ship", 404, "resource-not-found");
        assertProblem("/elsewhere", 404, "path-not-found");
        assertProblem("/resources", 404, "path-not-found");
        assertProblem("/resources/", 404, "resource-not-found");
        assertProblem("/resources/devengo/account/%00", 400, "bad-request");
        assertProblem("/resources/account?limit=0", 400, "invalid-parameter");
        assertProblem("/resources/account?limit=501", 400, "invalid-parameter");
        assertProblem("/resources/account?after=x", 400, "invalid-parameter");
        assertThat(processor.get("/resources/account?limit=many").body()).contains("from 1 to 500");

        HttpResponse<String> posted = RunningProcessor.send(HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + processor.port() + "/resources/devengo/account/acc_1"))
                .POST(BodyPublishers.ofString("{}"))
                .build());
        assertThat(posted.statusCode()).isEqualTo(405);
        assertThat(posted.headers().firstValue("Allow"))
                .hasValueSatisfying(allow -> assertThat(allow).contains("GET"));
        assertThat(posted.body()).contains("urn:countersign:problem:method-not-allowed");
    }

    @Test
    void twoInstancesAnswerForEachOtherAndOneTakesOverWhenTheOtherDies() throws Exception {
        List<String> ids = IntStream.range(0, 30)
                .mapToObj(number -> String.format("acc_%02d", number))
                .toList();
        for (String id : ids) {
            send(ResourceType.ACCOUNT, account(metadata("pair", "account", id, "created"), "created"));
        }
        int port = Ports.free();
        try (ChildProcess other = startAnother(port)) {
            for (String id : ids) {
                awaitRevision("/resources/pair/account/" + id, 1);
                await().atMost(PATIENCE)
                        .untilAsserted(() -> assertThat(RunningProcessor.get(port, "/resources/pair/account/" + id)
                                        .statusCode())
                                .isEqualTo(200));
            }
            assertThat(RunningProcessor.get(port, "/resources/pair/account/none")
                            .statusCode())
                    .isEqualTo(404);
            assertThat(listed(processor.port(), "account?provider=pair&limit=7"))
                    .isEqualTo(ids);
            assertThat(listed(port, "account?provider=pair&limit=500&status=created"))
                    .isEqualTo(ids);
            assertThat(listed(port, "account?provider=pair&status=closed")).isEmpty();

            other.kill();

            await().atMost(PATIENCE)
                    .untilAsserted(
                            () -> assertThat(processor.get("/resources/account").statusCode())
                                    .isEqualTo(200));
            for (String id : ids) {
                awaitRevision("/resources/pair/account/" + id, 1);
            }
            assertThat(listed(processor.port(), "account?provider=pair")).isEqualTo(ids);
        }
    }

    @Test
    void whatIsExposedIsDocumentedAndWhatIsDocumentedIsExposed() throws Exception {
        send(ResourceType.ACCOUNT, account(metadata("devengo", "account", "acc_odd", "closed"), "closed"));
        send(
                ResourceType.ACCOUNT,
                account(
                        metadata("devengo", "account", "acc_odd", "created").setOccurredAt(NOON.plusSeconds(1)),
                        "created"));
        awaitRevision("/resources/devengo/account/acc_odd", 2);
        DocumentationPage page = DocumentationPage.named("observability.md");

        await().atMost(PATIENCE).untilAsserted(() -> {
            String scrape = processor.scrape();
            assertThat(ExposedMetrics.in(scrape, "countersign_", "kafka_"))
                    .isEqualTo(ExposedMetrics.documented(page.rows("## Processor")));
            assertThat(page.rows("## Spring's own"))
                    .extracting(row -> row.get(0))
                    .containsAll(ExposedMetrics.groups(scrape));
            assertThat(scrape.lines()
                            .filter(line -> line.startsWith("countersign_processor_streams{") && line.endsWith(" 1.0")))
                    .containsExactly("countersign_processor_streams{state=\"running\"} 1.0");
            assertThat(scrape.lines().filter(line -> line.startsWith("kafka_consumer_fetch_manager_records_lag{")))
                    .as("each partition that is read, once")
                    .hasSize(Stream.concat(
                                    ProcessorTopology.receivedTopics().stream(),
                                    ProcessorTopology.viewedTopics().stream())
                            .mapToInt(Topic::partitions)
                            .sum());
        });
    }

    private static void startProcessor() {
        processor = RunningProcessor.start(broker, registry.url(), folder.resolve("state"));
        await().atMost(PATIENCE).until(processor::isReady);
    }

    /** An instance in a JVM of its own, so that it can be killed. It owns some partitions once it is ready. */
    private static ChildProcess startAnother(int port) {
        int managementPort = Ports.free();
        List<Path> classPath = Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
                .map(Path::of)
                .toList();
        return ChildProgram.main("processor", classPath, ProcessorApplication.class.getName())
                .jvmOptions("-Xmx256m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1")
                .arguments(RunningProcessor.arguments(
                                broker.bootstrapServers(),
                                registry.url(),
                                folder.resolve("other-state"),
                                port,
                                managementPort)
                        .toArray(String[]::new))
                .log(folder.resolve("other.log"))
                .port(port)
                .readyWhen(() -> RunningProcessor.get(managementPort, "/actuator/health/readiness")
                                .statusCode()
                        == 200)
                .start();
    }

    private static EventMetadata.Builder ofPayment(String id, String status) {
        return metadata("devengo", "outgoing-payment", id, status);
    }

    private static void send(ResourceType type, SpecificRecordBase event) throws Exception {
        EventMetadata metadata = (EventMetadata) event.get(0);
        String key = metadata.getProvider() + "/" + type.word() + "/"
                + metadata.getResource().getId();
        producer.send(new ProducerRecord<>(TopicCatalogue.received(type).name(), key, codecs.encode(event)))
                .get();
    }

    private static void awaitRevision(String path, int revision) {
        await().atMost(PATIENCE).untilAsserted(() -> {
            HttpResponse<String> response = processor.get(path);
            assertThat(response.statusCode()).as(path + " " + response.body()).isEqualTo(200);
            assertThat(json(response).path("revision").asInt()).isEqualTo(revision);
        });
    }

    private static List<String> listed(int port, String typeAndQuery) {
        List<String> ids = new ArrayList<>();
        String after = "";
        do {
            HttpResponse<String> response = RunningProcessor.get(port, "/resources/" + typeAndQuery + after);
            assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
            JsonNode page = json(response);
            page.path("resources")
                    .forEach(entry -> ids.add(entry.path("resource").path("id").asString()));
            after = page.path("next").isNull()
                    ? ""
                    : "&after=" + page.path("next").asString();
        } while (!after.isEmpty());
        return ids;
    }

    private static void assertProblem(String path, int status, String name) {
        HttpResponse<String> response = processor.get(path);
        assertThat(response.statusCode()).as(path).isEqualTo(status);
        assertThat(response.headers().firstValue("Content-Type")).contains("application/problem+json");
        assertThat(json(response).path("type").asString()).isEqualTo("urn:countersign:problem:" + name);
    }

    /** Offsets of the quarantined records of the partition that holds this one. */
    private static List<Long> quarantinedOffsets(RecordMetadata record) throws UnreadableRecordException {
        List<Long> offsets = new ArrayList<>();
        for (ConsumerRecord<byte[], byte[]> quarantined : records(TopicCatalogue.quarantine())) {
            RecordPosition position = codecs.codec(QuarantineRecord.class)
                    .decode(quarantined.value())
                    .getPosition();
            if (position.getTopic().equals(record.topic()) && position.getPartition() == record.partition()) {
                offsets.add(position.getOffset());
            }
        }
        return offsets;
    }

    private static List<byte[]> values(Topic topic, String key) {
        return records(topic).stream()
                .filter(record -> key.equals(new String(record.key(), UTF_8)))
                .map(ConsumerRecord::value)
                .toList();
    }

    /** Everything that was committed to a topic so far. */
    private static List<ConsumerRecord<byte[], byte[]>> records(Topic topic) {
        return new TopicRecords(broker.bootstrapServers()).committed(topic.name());
    }
}
