package io.countersign.ingress;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.countersign.event.EventMetadata;
import io.countersign.event.VerificationEvent;
import io.countersign.ingress.rotation.MountedSecret;
import io.countersign.platform.LocalBroker;
import io.countersign.platform.LocalRegistry;
import io.countersign.platform.TopicRecords;
import io.countersign.registry.SchemaRegistry;
import io.countersign.serde.Codecs;
import io.countersign.topic.ResourceType;
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
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.avro.specific.SpecificRecordBase;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

/** The ingress on a real broker and a real registry, through outages of both. */
class IngressIT {

    private static final String SECRET = "a-secret-of-the-tests-alone";
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    @TempDir
    static Path folder;

    private static LocalBroker broker;
    private static LocalRegistry registry;
    private static ConfigurableApplicationContext ingress;

    @BeforeAll
    static void start() throws Exception {
        MountedSecret receiptKeys = MountedSecret.in(folder.resolve("receipt"));
        receiptKeys.put(Map.of("2026-11", "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY="));
        broker = LocalBroker.in(folder.resolve("broker")).start();
        registry = LocalRegistry.in(folder.resolve("registry")).start();
        ingress = new SpringApplicationBuilder(IngressApplication.class)
                .run(
                        "--server.port=0",
                        "--management.server.port=0",
                        "--spring.kafka.bootstrap-servers=" + broker.bootstrapServers(),
                        "--countersign.registry.url=" + registry.url(),
                        "--countersign.registry.retry-interval=100ms",
                        "--countersign.receipt.key-file=" + receiptKeys.folder(),
                        "--countersign.sources.codes.provider=lox24",
                        "--countersign.sources.codes.secrets=" + SECRET);
    }

    @AfterAll
    static void stop() {
        ingress.close();
        registry.close();
        broker.close();
    }

    @Test
    void whatIsAcknowledgedIsOnTheTopicWhateverGoesAway() throws Exception {
        // No topics yet: nothing can be stored, and nothing is created by the way.
        assertThat(post("early").statusCode()).isEqualTo(503);
        assertThat(readiness()).isEqualTo(503);

        createTopics();
        await().until(() -> readiness() == 200);
        await().until(() -> post("first").statusCode() == 200);

        registry.kill();
        await().until(() -> post("second").statusCode() == 200);

        broker.kill();
        HttpResponse<String> refused = post("while-away");
        assertThat(refused.statusCode()).isEqualTo(503);
        assertThat(refused.headers().firstValue("retry-after")).isPresent();
        await().atMost(Duration.ofSeconds(20)).until(() -> readiness() == 503);

        broker.start();
        await().atMost(Duration.ofSeconds(30)).until(() -> readiness() == 200);
        await().until(() -> post("third").statusCode() == 200);

        registry.start();
        assertThat(eventIds()).contains("first", "second", "third").doesNotContain("early");
        theBooksBalance();
    }

    @Test
    void whatIsExposedIsDocumentedAndWhatIsDocumentedIsExposed() throws Exception {
        assertThat(post("early").statusCode()).isIn(200, 503);
        String scrape = management("/actuator/prometheus").body();
        DocumentationPage page = DocumentationPage.named("observability.md");

        assertThat(ExposedMetrics.in(scrape, "countersign_", "kafka_"))
                .isEqualTo(ExposedMetrics.documented(page.rows("## Ingress")));
        assertThat(page.rows("## Spring's own"))
                .extracting(row -> row.get(0))
                .containsAll(ExposedMetrics.groups(scrape));
    }

    @Test
    void answersAreTimedInTheBucketsThatAlertsAskFor() throws Exception {
        String buckets =
                "countersign_ingress_answer_time_seconds_bucket{outcome=\"acknowledged\",source=\"codes\",le=\"";

        assertThat(management("/actuator/prometheus")
                        .body()
                        .lines()
                        .filter(line -> line.startsWith(buckets))
                        .map(line -> line.substring(buckets.length(), line.indexOf('"', buckets.length()))))
                .containsExactly(
                        "0.001", "0.002", "0.005", "0.01", "0.02", "0.05", "0.1", "0.2", "0.5", "1.0", "2.0", "5.0",
                        "10.0", "+Inf");
    }

    /** As a scraper sees them, for each source. */
    private static void theBooksBalance() throws Exception {
        String scrape = management("/actuator/prometheus").body();
        for (String source : List.of("codes", "none")) {
            double received = sum(scrape, "countersign_ingress_received_total", source);
            assertThat(received)
                    .isEqualTo(sum(scrape, "countersign_ingress_acknowledged_total", source)
                            + sum(scrape, "countersign_ingress_refused_total", source)
                            + sum(scrape, "countersign_ingress_failed_total", source))
                    .isEqualTo(sum(scrape, "countersign_ingress_answer_time_seconds_count", source));
        }
        assertThat(sum(scrape, "countersign_ingress_received_total", "codes")).isPositive();
    }

    private static double sum(String scrape, String name, String source) {
        return scrape.lines()
                .filter(line -> line.startsWith(name + "{") && line.contains("source=\"" + source + "\""))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' '))))
                .sum();
    }

    private static void createTopics() {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
            assertThat(TopicCreation.createMissing(admin, (short) 1)).isNotEmpty();
        }
    }

    /** The answer comes within the promised 5 s, or this throws. */
    private static HttpResponse<String> post(String eventId) throws Exception {
        String body = """
                {"id":"%s","name":"verify_code.success","created_at":1735689600,"attempt_number":1,
                 "data":{"id":"v1","status":10}}""".formatted(eventId);
        HttpRequest request = HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + port("local.server.port") + "/webhooks/codes"))
                .timeout(Duration.ofSeconds(5))
                .header("content-type", "application/json")
                .header("X-Lox24-Secret", SECRET)
                .POST(BodyPublishers.ofString(body))
                .build();
        return HTTP.send(request, BodyHandlers.ofString(UTF_8));
    }

    private static int readiness() throws Exception {
        return management("/actuator/health/readiness").statusCode();
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

    private static Set<String> eventIds() throws Exception {
        Codecs codecs = Codecs.connect(new SchemaRegistry(registry.url(), Duration.ofSeconds(5)), TopicCatalogue.all());
        Set<String> ids = new HashSet<>();
        for (ConsumerRecord<byte[], byte[]> found : new TopicRecords(broker.bootstrapServers())
                .committed(TopicCatalogue.received(ResourceType.VERIFICATION).name())) {
            assertThat(found.key()).asString(UTF_8).isEqualTo("lox24/verification/v1");
            SpecificRecordBase event = codecs.codec(VerificationEvent.class).decode(found.value());
            EventMetadata metadata = (EventMetadata) event.get("metadata");
            ids.add(metadata.getEventId());
        }
        return ids;
    }
}
