package io.countersign.ingress;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.countersign.event.UnmappedEvent;
import io.countersign.platform.LocalBroker;
import io.countersign.platform.LocalRegistry;
import io.countersign.platform.TopicRecords;
import io.countersign.quarantine.QuarantineReason;
import io.countersign.quarantine.QuarantineRecord;
import io.countersign.quarantine.RecordPosition;
import io.countersign.quarantine.Redrive;
import io.countersign.quarantine.RedriveOutcome;
import io.countersign.registry.SchemaRegistry;
import io.countersign.serde.Codecs;
import io.countersign.serde.UnreadableRecordException;
import io.countersign.topic.QuarantineKey;
import io.countersign.topic.ResourceType;
import io.countersign.topic.Topic;
import io.countersign.topic.TopicCatalogue;
import io.countersign.topic.TopicCreation;
import io.micrometer.core.instrument.MeterRegistry;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

/** Redrives on a real broker, as whoever writes requests sees them. Each test has quarantine records of its own. */
class RedriveIT {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Instant RECEIVED_AT = Instant.parse("2026-03-01T12:00:00Z");
    private static final Topic UNMAPPED = TopicCatalogue.received(ResourceType.UNMAPPED);

    @TempDir
    static Path folder;

    private static LocalBroker broker;
    private static LocalRegistry registry;
    private static Codecs codecs;
    private static KafkaProducer<String, byte[]> producer;
    private static ConfigurableApplicationContext ingress;

    @BeforeAll
    static void start() {
        broker = LocalBroker.in(folder.resolve("broker")).build().launch();
        registry = LocalRegistry.in(folder.resolve("registry")).start();
        broker.awaitReady();
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
            TopicCreation.createMissing(admin, (short) 1);
        }
        codecs = Codecs.connect(new SchemaRegistry(registry.url(), Duration.ofSeconds(5)), TopicCatalogue.all());
        producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", broker.bootstrapServers()),
                new StringSerializer(),
                new ByteArraySerializer());
        startIngress();
    }

    @AfterAll
    static void stop() {
        ingress.close();
        producer.close(Duration.ofSeconds(5));
        registry.close();
        broker.close();
    }

    @Test
    void whatIsAnEventTodayIsPublishedOnceHoweverOftenItIsAskedFor() throws Exception {
        Redrive request = request("published", event("published"));
        write(request);
        write(request);

        Redrive outcome = outcome("published", 1);

        assertThat(outcome.getOutcome()).isEqualTo(RedriveOutcome.PUBLISHED);
        assertThat(outcome.getTopic()).isEqualTo(UNMAPPED.name());
        assertThat(outcome.getKey()).isEqualTo("shop/order/res-published");
        assertThat(outcome.getEventId()).isEqualTo("evt-published");
        assertThat(outcome.getRequestedAt()).isEqualTo(request.getRequestedAt());
        assertThat(outcome.getRecord()).as("the body is not kept once more").isNull();
        write(request);
        write(request("published", event("published"), 2));
        // One more, in the same partition: when it has its outcome, those before it were read.
        write(request("behind", event("behind"), 1), partition("published"));
        outcome("behind", 1);

        assertThat(outcomes("published")).hasSize(1);
        assertThat(events("evt-published")).singleElement().satisfies(published -> {
            UnmappedEvent event = codecs.codec(UnmappedEvent.class).decode(published.value());
            assertThat(event.getMetadata().getReceivedAt()).isEqualTo(RECEIVED_AT);
            assertThat(published.timestamp()).isGreaterThan(RECEIVED_AT.toEpochMilli());
            assertThat(header(published, "ce_redriveof")).isEqualTo("published");
        });
        assertThat(ingress.getBean(MeterRegistry.class)
                        .get("countersign.ingress.redrives")
                        .tag("outcome", "published")
                        .counter()
                        .count())
                .isGreaterThanOrEqualTo(2);
    }

    @Test
    void whatIsStillNoEventSaysSoAndMayBeTriedAgain() throws Exception {
        write(request("hopeless", "{}".getBytes(UTF_8)));
        Redrive first = outcome("hopeless", 1);
        write(request("hopeless", "nonsense".getBytes(UTF_8), 2));
        Redrive second = outcome("hopeless", 2);

        assertThat(first.getOutcome()).isEqualTo(RedriveOutcome.NOT_AN_EVENT);
        assertThat(first.getReason()).isEqualTo(QuarantineReason.NOT_AN_EVENT);
        assertThat(first.getDetail()).contains("expected");
        assertThat(second.getReason()).isEqualTo(QuarantineReason.NOT_JSON);
        assertThat(second.getTopic()).isNull();
    }

    @Test
    void whoeverComesNextTakesWhatIsOpenAndLeavesAloneWhatHasItsOutcome() throws Exception {
        // As an ingress leaves it that dies before it has told the group how far it is.
        ingress.close();
        try {
            Redrive request = request("done", event("done"));
            write(request);
            write(Redrive.newBuilder(request)
                    .setRecord(null)
                    .setOutcome(RedriveOutcome.PUBLISHED)
                    .setEndedAt(RECEIVED_AT)
                    .build());
            write(request("undone", event("undone")), partition("done"));
        } finally {
            startIngress();
        }

        assertThat(outcome("undone", 1).getOutcome()).isEqualTo(RedriveOutcome.PUBLISHED);
        assertThat(events("evt-undone")).hasSize(1);
        assertThat(events("evt-done")).isEmpty();
        assertThat(outcomes("done")).hasSize(1);
    }

    @Test
    void aRecordOfTheProcessorsGoesBackToItsPartition() throws Exception {
        QuarantineRecord conflict = QuarantineRecord.newBuilder(quarantined("original", new byte[] {1, 2, 3}))
                .setReason(QuarantineReason.CONFLICT)
                .setPosition(new RecordPosition(UNMAPPED.name(), 3, 17L))
                .setKey("shop/order/original")
                .build();
        write(Redrive.newBuilder(request("original", new byte[0]))
                .setRecord(conflict)
                .build());

        assertThat(outcome("original", 1).getOutcome()).isEqualTo(RedriveOutcome.PUBLISHED);
        assertThat(records(UNMAPPED))
                .filteredOn(found -> isOf("shop/order/original", found))
                .singleElement()
                .satisfies(found -> {
                    assertThat(found.partition()).isEqualTo(3);
                    assertThat(found.value()).containsExactly(1, 2, 3);
                    assertThat(header(found, "ce_redriveof")).isEqualTo("original");
                });
    }

    @Test
    void whatIsNoRequestIsPassedOver() throws Exception {
        int partition = partition("after-nonsense");
        producer.send(new ProducerRecord<>(TopicCatalogue.redrives().name(), partition, "x", new byte[] {1, 2}))
                .get();
        producer.send(new ProducerRecord<>(TopicCatalogue.redrives().name(), partition, "x", null))
                .get();
        write(Redrive.newBuilder(request("empty", new byte[0])).setRecord(null).build(), partition);
        write(request("after-nonsense", event("after-nonsense")));

        assertThat(outcome("empty", 1).getOutcome()).isEqualTo(RedriveOutcome.NOT_REDRIVABLE);
        assertThat(outcome("after-nonsense", 1).getOutcome()).isEqualTo(RedriveOutcome.PUBLISHED);
    }

    private static void startIngress() {
        ingress = new SpringApplicationBuilder(IngressApplication.class)
                .run(
                        "--server.port=0",
                        "--management.server.port=0",
                        "--spring.kafka.bootstrap-servers=" + broker.bootstrapServers(),
                        "--countersign.registry.url=" + registry.url(),
                        "--countersign.registry.retry-interval=100ms",
                        "--countersign.receipt.key=MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=",
                        "--countersign.sources.shop.provider=generic",
                        "--countersign.sources.shop.secrets=a-secret-of-the-tests-alone",
                        "--countersign.sources.shop.signature.scheme=shared-secret",
                        "--countersign.sources.shop.signature.header=X-Secret",
                        "--countersign.sources.shop.event.id=/id",
                        "--countersign.sources.shop.event.type=/type",
                        "--countersign.sources.shop.event.time=/at",
                        "--countersign.sources.shop.event.resource-type=/kind",
                        "--countersign.sources.shop.event.resource-id=/resource");
    }

    private static byte[] event(String id) {
        return """
                {"id":"evt-%s","type":"order.paid","at":"2026-03-01T11:59:59Z","kind":"order","resource":"res-%s"}""".formatted(id, id).getBytes(UTF_8);
    }

    private static Redrive request(String id, byte[] body) {
        return request(id, body, 1);
    }

    private static Redrive request(String id, byte[] body, int attempt) {
        return Redrive.newBuilder()
                .setQuarantineId(id)
                .setAttempt(attempt)
                .setRequestedAt(RECEIVED_AT.plusSeconds(attempt))
                .setRecord(quarantined(id, body))
                .build();
    }

    private static QuarantineRecord quarantined(String id, byte[] body) {
        return QuarantineRecord.newBuilder()
                .setId(id)
                .setReason(QuarantineReason.NOT_AN_EVENT)
                .setDetail("expected something else")
                .setProvider("shop")
                .setSource("shop")
                .setReceivedAt(RECEIVED_AT)
                .setBody(ByteBuffer.wrap(body))
                .build();
    }

    private static void write(Redrive redrive) throws Exception {
        write(redrive, partition(redrive.getQuarantineId()));
    }

    private static void write(Redrive redrive, int partition) throws Exception {
        producer.send(new ProducerRecord<>(
                        TopicCatalogue.redrives().name(),
                        partition,
                        QuarantineKey.of("shop", redrive.getQuarantineId()),
                        codecs.encode(redrive)))
                .get();
    }

    /** Any will do, as long as it is the same for the same. */
    private static int partition(String id) {
        return Math.floorMod(id.hashCode(), TopicCatalogue.redrives().partitions());
    }

    private static Redrive outcome(String id, int attempt) throws UnreadableRecordException {
        await().atMost(PATIENCE).until(() -> outcomes(id).stream().anyMatch(found -> found.getAttempt() == attempt));
        return outcomes(id).stream()
                .filter(found -> found.getAttempt() == attempt)
                .findFirst()
                .orElseThrow();
    }

    private static List<Redrive> outcomes(String id) throws UnreadableRecordException {
        List<Redrive> outcomes = new ArrayList<>();
        for (ConsumerRecord<byte[], byte[]> found : records(TopicCatalogue.redrives())) {
            if (isOf(QuarantineKey.of("shop", id), found)) {
                Redrive redrive = codecs.codec(Redrive.class).decode(found.value());
                if (redrive.getOutcome() != null) {
                    outcomes.add(redrive);
                }
            }
        }
        return outcomes;
    }

    private static List<ConsumerRecord<byte[], byte[]>> events(String eventId) {
        return records(UNMAPPED).stream()
                .filter(found -> found.headers().lastHeader("ce_id") != null
                        && header(found, "ce_id").equals(eventId))
                .toList();
    }

    private static String header(ConsumerRecord<byte[], byte[]> record, String name) {
        return new String(record.headers().lastHeader(name).value(), UTF_8);
    }

    private static List<ConsumerRecord<byte[], byte[]>> records(Topic topic) {
        return new TopicRecords(broker.bootstrapServers()).committed(topic.name());
    }

    private static boolean isOf(String key, ConsumerRecord<byte[], byte[]> record) {
        return Arrays.equals(key.getBytes(UTF_8), record.key());
    }
}
