package io.countersign.ingress;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.countersign.event.EventMetadata;
import io.countersign.event.VerificationEvent;
import io.countersign.platform.LocalBroker;
import io.countersign.platform.LocalRegistry;
import io.countersign.platform.TopicRecords;
import io.countersign.registry.SchemaRegistry;
import io.countersign.serde.Codecs;
import io.countersign.topic.ResourceType;
import io.countersign.topic.Topic;
import io.countersign.topic.TopicCatalogue;
import io.countersign.topic.TopicCreation;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.config.ConfigResource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

/** The ingress with a spool on a real broker and a real registry, through an outage. */
class SpoolIT {

    private static final String SECRET = "a-secret-of-the-tests-alone";
    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final Topic TOPIC = TopicCatalogue.received(ResourceType.VERIFICATION);

    @TempDir
    static Path folder;

    private static LocalBroker broker;
    private static LocalRegistry registry;
    private static ConfigurableApplicationContext ingress;

    @BeforeAll
    static void start() throws Exception {
        broker = LocalBroker.in(folder.resolve("broker")).start();
        registry = LocalRegistry.in(folder.resolve("registry")).start();
        try (Admin admin = admin()) {
            TopicCreation.createMissing(admin, (short) 1);
        }
        startIngress();
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
                        "--countersign.sources.codes.provider=lox24",
                        "--countersign.sources.codes.secrets=" + SECRET,
                        "--countersign.spool.folder=" + folder.resolve("spool"));
    }

    @AfterAll
    static void stop() {
        ingress.close();
        registry.close();
        broker.close();
    }

    @Test
    void anOutageOfKafkaIsNoneForTheSenders() throws Exception {
        List<String> acknowledged = new ArrayList<>();
        await().atMost(Duration.ofSeconds(30)).until(() -> readiness().statusCode() == 200);
        assertThat(readiness().body()).contains("\"spooling\":false");
        acknowledge("before", 0, acknowledged);
        allowRecordsOf(20_000);

        broker.kill();
        List<CompletableFuture<HttpResponse<String>>> atOnce = IntStream.range(0, 50)
                .mapToObj(i -> HTTP.sendAsync(webhook("at-once-" + i, 0), BodyHandlers.ofString(UTF_8)))
                .toList();
        for (int i = 0; i < atOnce.size(); i++) {
            assertThat(atOnce.get(i).get().statusCode()).isEqualTo(200);
            acknowledged.add("at-once-" + i);
        }
        for (int i = 0; i < 20; i++) {
            acknowledge("in-order-" + i, 0, acknowledged);
        }
        // More than the topic takes by now: it must not be in the way of what follows it.
        acknowledge("large", 30_000, new ArrayList<>());
        acknowledge("behind", 0, acknowledged);
        assertThat(readiness().statusCode()).isEqualTo(200);
        assertThat(readiness().body()).contains("\"spooled\":72").contains("oldestSpooled");

        broker.start();
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(readiness().body())
                        .contains("\"spooling\":false")
                        .contains("\"spooled\":0")
                        .contains("\"aside\":1"));
        acknowledge("after", 0, acknowledged);
        assertThat(eventIds()).containsExactlyInAnyOrderElementsOf(acknowledged);
        assertThat(eventIds().stream().filter(id -> id.startsWith("in-order")).toList())
                .containsExactlyElementsOf(acknowledged.stream()
                        .filter(id -> id.startsWith("in-order"))
                        .toList());

        // What lay aside is tried again by the next start, after somebody has seen to it.
        allowRecordsOf(1_000_000);
        ingress.close();
        startIngress();
        acknowledged.add("large");
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(eventIds()).containsExactlyInAnyOrderElementsOf(acknowledged));
        await().untilAsserted(() -> assertThat(readiness().body()).contains("\"aside\":0"));
    }

    @Test
    void whatIsExposedOfTheSpoolIsDocumentedAndWhatIsDocumentedIsExposed() throws Exception {
        assertThat(ExposedMetrics.in(management("/actuator/prometheus").body(), "countersign_spool_"))
                .isEqualTo(ExposedMetrics.documented(
                        DocumentationPage.named("observability.md").rows("## The ingress's spool")));
    }

    private static void acknowledge(String eventId, int padding, List<String> acknowledged) throws Exception {
        HttpResponse<String> answer = HTTP.send(webhook(eventId, padding), BodyHandlers.ofString(UTF_8));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        acknowledged.add(eventId);
    }

    /** The answer comes within the promised 5 s, or sending throws. */
    private static HttpRequest webhook(String eventId, int padding) {
        String body = """
                {"id":"%s","name":"verify_code.success","created_at":1735689600,"attempt_number":1,
                 "data":{"id":"v1","status":10,"more":"%s"}}""".formatted(eventId, "x".repeat(padding));
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port("local.server.port") + "/webhooks/codes"))
                .timeout(Duration.ofSeconds(5))
                .header("content-type", "application/json")
                .header("X-Lox24-Secret", SECRET)
                .POST(BodyPublishers.ofString(body))
                .build();
    }

    private static HttpResponse<String> readiness() throws Exception {
        return management("/actuator/health/readiness");
    }

    private static HttpResponse<String> management(String path) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + port("local.management.port") + path))
                .build();
        return HTTP.send(request, BodyHandlers.ofString(UTF_8));
    }

    private static String port(String property) {
        return ingress.getEnvironment().getRequiredProperty(property);
    }

    private static Admin admin() {
        return Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()));
    }

    private static void allowRecordsOf(int bytes) throws Exception {
        ConfigResource topic = new ConfigResource(ConfigResource.Type.TOPIC, TOPIC.name());
        ConfigEntry most = new ConfigEntry("max.message.bytes", Integer.toString(bytes));
        try (Admin admin = admin()) {
            admin.incrementalAlterConfigs(Map.of(topic, List.of(new AlterConfigOp(most, AlterConfigOp.OpType.SET))))
                    .all()
                    .get();
        }
    }

    /** The ids of the events on the topic, in the order of their partition: they all have one key. */
    private static List<String> eventIds() throws Exception {
        Codecs codecs = Codecs.connect(new SchemaRegistry(registry.url(), Duration.ofSeconds(5)), List.of(TOPIC));
        List<String> ids = new ArrayList<>();
        for (ConsumerRecord<byte[], byte[]> found :
                new TopicRecords(broker.bootstrapServers()).committed(TOPIC.name())) {
            EventMetadata metadata = (EventMetadata)
                    codecs.codec(VerificationEvent.class).decode(found.value()).get("metadata");
            ids.add(metadata.getEventId());
        }
        return ids;
    }
}
