package io.countersign.processor;

import static io.countersign.processor.RunningProcessor.json;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.countersign.platform.LocalBroker;
import io.countersign.platform.LocalRegistry;
import io.countersign.platform.TopicRecords;
import io.countersign.quarantine.QuarantineReason;
import io.countersign.quarantine.QuarantineRecord;
import io.countersign.quarantine.Redrive;
import io.countersign.quarantine.RedriveOutcome;
import io.countersign.registry.SchemaRegistry;
import io.countersign.serde.Codecs;
import io.countersign.serde.UnreadableRecordException;
import io.countersign.topic.QuarantineKey;
import io.countersign.topic.ResourceType;
import io.countersign.topic.TopicCatalogue;
import io.countersign.topic.TopicCreation;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.avro.specific.SpecificRecordBase;
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
import tools.jackson.databind.JsonNode;

/**
 * The quarantine's part of the API, asked of two instances that have half of it each. There is no ingress: the tests take its
 * place. Each test has a source of its own.
 */
class QuarantineIT {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");

    @TempDir
    static Path folder;

    private static LocalBroker broker;
    private static LocalRegistry registry;
    private static Codecs codecs;
    private static KafkaProducer<String, byte[]> producer;
    private static RunningProcessor one;
    private static RunningProcessor other;

    @BeforeAll
    static void startEverything() {
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
        one = start("one");
        other = start("other");
        await().atMost(PATIENCE).until(() -> one.isReady() && other.isReady());
    }

    @AfterAll
    static void closeEverything() {
        one.close();
        other.close();
        producer.close(Duration.ofSeconds(5));
        registry.close();
        broker.close();
    }

    @Test
    void pagesBeginWithTheLatestWhicheverInstanceIsAskedAndHoweverLargeTheyAre() throws Exception {
        List<String> ids = IntStream.range(0, 12)
                .mapToObj(number -> String.format("paged-%02d", number))
                .toList();
        // Written in another order than received, as by several ingresses.
        for (int i = 0; i < ids.size(); i++) {
            write(quarantined(ids.get(i), "paged").setReceivedAt(NOON.minusMillis(i)));
        }
        await().atMost(PATIENCE)
                .untilAsserted(
                        () -> assertThat(listed(one, "source=paged&limit=100")).isEqualTo(ids));

        for (RunningProcessor asked : List.of(one, other)) {
            assertThat(listed(asked, "source=paged")).isEqualTo(ids);
            assertThat(listed(asked, "source=paged&limit=1")).isEqualTo(ids);
            assertThat(listed(asked, "source=paged&limit=5")).isEqualTo(ids);
            assertThat(listed(asked, "source=paged&limit=12")).isEqualTo(ids);
            assertThat(listed(asked, "source=paged&reason=NOT_JSON")).isEmpty();
            assertThat(listed(asked, "limit=5")).containsSubsequence(ids);
        }
    }

    @Test
    void reasonsAndSourcesNarrowTheList() throws Exception {
        write(quarantined("narrow-1", "narrow").setReason(QuarantineReason.NOT_JSON));
        write(quarantined("narrow-2", "narrow"));
        write(quarantined("narrow-3", "narrower").setReason(QuarantineReason.NOT_JSON));
        Stream.of("narrow-1", "narrow-2", "narrow-3").forEach(QuarantineIT::awaitShown);

        assertThat(listed(one, "source=narrow")).containsExactly("narrow-1", "narrow-2");
        assertThat(listed(one, "source=narrow&reason=NOT_JSON")).containsExactly("narrow-1");
        assertThat(listed(one, "reason=NOT_JSON"))
                .contains("narrow-1", "narrow-3")
                .doesNotContain("narrow-2");
    }

    @Test
    void aPageShowsNoBodyAndTheRecordItselfDoes() throws Exception {
        byte[] body = "{\"iban\":\"ä\"}".getBytes(UTF_8);
        write(quarantined("shown", "shown")
                .setContentType("application/json")
                .setHeaders(Map.of("x-request-id", "r-1"))
                .setBody(ByteBuffer.wrap(body)));
        write(quarantined("binary", "binary").setBody(ByteBuffer.wrap(new byte[] {(byte) 0xff, 0})));
        awaitShown("shown");
        awaitShown("binary");

        JsonNode listed =
                json(one.get("/quarantine?source=shown")).path("records").get(0);
        assertThat(listed.toString())
                .isEqualTo("{\"id\":\"shown\",\"reason\":\"NOT_AN_EVENT\",\"detail\":\"expected an id\","
                        + "\"provider\":\"devengo\",\"source\":\"shown\",\"receivedAt\":\"2026-03-01T12:00:00.000Z\","
                        + "\"contentType\":\"application/json\",\"bodyBytes\":13,\"eventId\":null,\"position\":null,"
                        + "\"redriveOf\":null,\"redrive\":null}");
        for (RunningProcessor asked : List.of(one, other)) {
            JsonNode full = json(asked.get("/quarantine/shown"));
            assertThat(Base64.getDecoder().decode(full.path("body").asString())).isEqualTo(body);
            assertThat(full.path("text").asString()).isEqualTo("{\"iban\":\"ä\"}");
            assertThat(full.path("headers").toString()).isEqualTo("{\"x-request-id\":\"r-1\"}");
            JsonNode binary = json(asked.get("/quarantine/binary"));
            assertThat(binary.path("body").asString()).isEqualTo("/wA=");
            assertThat(binary.path("text").isNull()).isTrue();
        }
    }

    @Test
    void everyRefusalIsAProblem() {
        assertProblem(one.get("/quarantine/none"), 404, "quarantine-record-not-found");
        assertProblem(other.get("/quarantine/none"), 404, "quarantine-record-not-found");
        assertProblem(redrive(one, "none"), 404, "quarantine-record-not-found");
        assertProblem(one.get("/quarantine?reason=NONSENSE"), 400, "invalid-parameter");
        assertThat(one.get("/quarantine?reason=NONSENSE").body()).contains("NOT_AN_EVENT", "BEYOND_LEDGER");
        assertProblem(one.get("/quarantine?limit=0"), 400, "invalid-parameter");
        assertProblem(one.get("/quarantine?limit=101"), 400, "invalid-parameter");
        assertProblem(one.get("/quarantine?after=x"), 400, "invalid-parameter");
        assertProblem(one.get("/quarantine/"), 404, "path-not-found");
        assertProblem(one.get("/quarantine/a/b"), 404, "path-not-found");
        assertProblem(one.get("/quarantine/a/redrive"), 405, "method-not-allowed");
        assertProblem(send(one, "/quarantine/a", "DELETE"), 405, "method-not-allowed");
    }

    @Test
    void aRedriveIsAskedForOnceAndItsOutcomeIsShownEverAfter() throws Exception {
        write(quarantined("redriven", "redriven"));
        awaitShown("redriven");

        HttpResponse<String> first = redrive(one, "redriven");
        await().atMost(PATIENCE)
                .until(() ->
                        json(one.get("/quarantine/redriven")).path("redrive").has("attempt"));
        HttpResponse<String> second = redrive(other, "redriven");
        for (HttpResponse<String> underWay : List.of(first, second)) {
            assertThat(underWay.statusCode()).isEqualTo(202);
            assertThat(underWay.headers().firstValue("Location")).hasValue("/quarantine/redriven");
            assertThat(json(underWay).path("outcome").isNull()).isTrue();
        }
        Redrive request = written("redriven").get(0);
        assertThat(request.getAttempt()).isEqualTo(1);
        assertThat(request.getRecord().getId()).isEqualTo("redriven");
        assertThat(request.getRecord().getBody()).isEqualTo(ByteBuffer.wrap("{}".getBytes(UTF_8)));

        end(request, RedriveOutcome.PUBLISHED);
        await().atMost(PATIENCE)
                .untilAsserted(
                        () -> assertThat(redrive(one, "redriven").statusCode()).isEqualTo(200));

        for (RunningProcessor asked : List.of(one, other)) {
            HttpResponse<String> again = redrive(asked, "redriven");
            assertThat(again.statusCode()).isEqualTo(200);
            assertThat(json(again).path("outcome").asString()).isEqualTo("PUBLISHED");
            assertThat(json(asked.get("/quarantine/redriven")).path("redrive")).isEqualTo(json(again));
            assertThat(json(asked.get("/quarantine?source=redriven"))
                            .path("records")
                            .get(0)
                            .path("redrive"))
                    .isEqualTo(json(again));
        }
        assertThat(written("redriven")).as("one request, one outcome").hasSize(2);
    }

    @Test
    void whatFailedMayBeTriedAgainAndWhoeverAsksAtTheSameTimeSharesTheAnswer() throws Exception {
        write(quarantined("failing", "failing"));
        awaitShown("failing");
        redrive(one, "failing");
        end(written("failing").get(0), RedriveOutcome.NOT_AN_EVENT);
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(json(one.get("/quarantine/failing"))
                                .path("redrive")
                                .path("outcome")
                                .asString())
                        .isEqualTo("NOT_AN_EVENT"));

        List<CompletableFuture<HttpResponse<String>>> atOnce = Stream.of(one, other, one, other)
                .map(asked -> CompletableFuture.supplyAsync(() -> redrive(asked, "failing")))
                .toList();
        await().atMost(PATIENCE).until(() -> written("failing").size() > 2);
        end(written("failing").get(2), RedriveOutcome.PUBLISHED);

        for (CompletableFuture<HttpResponse<String>> answer : atOnce) {
            assertThat(answer.get().statusCode()).isBetween(200, 202);
        }
        assertThat(written("failing"))
                .as("a request and its outcome, twice")
                .extracting(Redrive::getAttempt)
                .containsExactly(1, 1, 2, 2);
    }

    @Test
    void whatWaitsIsCountedOnceOverAllInstancesThroughATakeOver() throws Exception {
        for (int i = 0; i < 12; i++) {
            write(quarantined("waiting-" + i, "waiting").setReason(QuarantineReason.LIMIT_EXCEEDED));
        }
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(waiting()).isEqualTo(12));
        assertThat(waitingAt(one)).as("each has some partitions").isBetween(1, 11);
        redrive(one, "waiting-0");
        end(written("waiting-0").get(0), RedriveOutcome.PUBLISHED);
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(waiting()).isEqualTo(11));

        other.close();
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(waitingAt(one)).isEqualTo(11));

        other = start("other");
        await().atMost(PATIENCE).until(() -> one.isReady() && other.isReady());
        await().atMost(PATIENCE).untilAsserted(() -> {
            assertThat(waitingAt(other)).isPositive();
            assertThat(waiting()).isEqualTo(11);
        });
    }

    private static int waiting() {
        return waitingAt(one) + waitingAt(other);
    }

    private static int waitingAt(RunningProcessor asked) {
        String series = "countersign_processor_quarantine_waiting{reason=\"limit_exceeded\"} ";
        return asked.management("/actuator/prometheus")
                .body()
                .lines()
                .filter(line -> line.startsWith(series))
                .mapToInt(line -> (int) Double.parseDouble(line.substring(series.length())))
                .sum();
    }

    private static RunningProcessor start(String name) {
        return RunningProcessor.start(
                broker.bootstrapServers(),
                registry.url(),
                folder.resolve(name),
                "--countersign.quarantine.redrive-wait=1s");
    }

    private static QuarantineRecord.Builder quarantined(String id, String source) {
        return QuarantineRecord.newBuilder()
                .setId(id)
                .setReason(QuarantineReason.NOT_AN_EVENT)
                .setDetail("expected an id")
                .setProvider("devengo")
                .setSource(source)
                .setReceivedAt(NOON)
                .setBody(ByteBuffer.wrap("{}".getBytes(UTF_8)));
    }

    private static void write(QuarantineRecord.Builder quarantined) throws Exception {
        QuarantineRecord record = quarantined.build();
        write(TopicCatalogue.quarantine().name(), record.getId(), record);
    }

    /** What the ingress does. */
    private static void end(Redrive request, RedriveOutcome outcome) throws Exception {
        write(
                TopicCatalogue.redrives().name(),
                request.getQuarantineId(),
                Redrive.newBuilder(request)
                        .setRecord(null)
                        .setOutcome(outcome)
                        .setEndedAt(NOON)
                        .setTopic(TopicCatalogue.received(ResourceType.ACCOUNT).name())
                        .build());
    }

    private static void write(String topic, String id, SpecificRecordBase value) throws Exception {
        producer.send(new ProducerRecord<>(topic, QuarantineKey.of("devengo", id), codecs.encode(value)))
                .get();
    }

    /** What was written about the redrives of a record, in its order. */
    private static List<Redrive> written(String id) throws UnreadableRecordException {
        List<Redrive> redrives = new ArrayList<>();
        for (ConsumerRecord<byte[], byte[]> found : new TopicRecords(broker.bootstrapServers())
                .committed(TopicCatalogue.redrives().name())) {
            Redrive redrive = codecs.codec(Redrive.class).decode(found.value());
            if (redrive.getQuarantineId().equals(id)) {
                redrives.add(redrive);
            }
        }
        return redrives;
    }

    private static void awaitShown(String id) {
        for (RunningProcessor asked : List.of(one, other)) {
            await().atMost(PATIENCE)
                    .untilAsserted(
                            () -> assertThat(asked.get("/quarantine/" + id).statusCode())
                                    .isEqualTo(200));
        }
    }

    private static List<String> listed(RunningProcessor asked, String query) {
        List<String> ids = new ArrayList<>();
        String after = "";
        do {
            HttpResponse<String> response = asked.get("/quarantine?" + query + after);
            assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
            JsonNode page = json(response);
            page.path("records").forEach(entry -> ids.add(entry.path("id").asString()));
            after = page.path("next").isNull()
                    ? ""
                    : "&after=" + page.path("next").asString();
        } while (!after.isEmpty());
        return ids;
    }

    private static HttpResponse<String> redrive(RunningProcessor asked, String id) {
        return send(asked, "/quarantine/" + id + "/redrive", "POST");
    }

    private static HttpResponse<String> send(RunningProcessor asked, String path, String method) {
        return RunningProcessor.send(HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + asked.port() + path))
                .method(method, BodyPublishers.noBody())
                .build());
    }

    private static void assertProblem(HttpResponse<String> response, int status, String name) {
        assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
        assertThat(response.headers().firstValue("Content-Type")).contains("application/problem+json");
        assertThat(json(response).path("type").asString()).isEqualTo("urn:countersign:problem:" + name);
    }
}
