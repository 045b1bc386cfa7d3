package io.countersign.ingress.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import io.countersign.cloudevent.TraceParent;
import io.countersign.ingress.IngressApplication;
import io.countersign.ingress.publish.Publication;
import io.micrometer.tracing.Tracer;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.trace.ReadWriteSpan;
import io.opentelemetry.sdk.trace.ReadableSpan;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.SpanProcessor;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.data.StatusData;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;

/** Which webhooks have a span, what it says, and that nobody waits for a collector. */
class TracesTest {

    private static final String SECRET = "a-secret-of-the-tests-alone";
    private static final String SENT = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-";
    private static final String EVENT =
            "{\"id\":\"n-1\",\"name\":\"verify_code.success\",\"created_at\":1,\"data\":{\"id\":\"v\"}}";
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    /** One for each way to start it. */
    private static final Map<List<String>, ConfigurableApplicationContext> STARTED = new HashMap<>();

    private static HttpServer collector;

    /** Takes connections and never says a word. */
    private static ServerSocket silent;

    private ConfigurableApplicationContext ingress;

    @TestConfiguration
    static class Kept {

        @Bean
        KeptSpans keptSpans() {
            return new KeptSpans();
        }
    }

    @BeforeAll
    static void openCollectors() throws IOException {
        silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        collector = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        collector.createContext("/", exchange -> {
            exchange.getRequestBody().readAllBytes();
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        });
        collector.start();
    }

    @AfterAll
    static void close() throws IOException {
        STARTED.values().forEach(ConfigurableApplicationContext::close);
        STARTED.clear();
        collector.stop(0);
        silent.close();
    }

    @Test
    void aGenuineWebhookHasASpanAndItsRecordNamesIt() throws Exception {
        recording(1);
        Instant before = Instant.now().minusMillis(1);

        assertThat(send(EVENT, SECRET)).isEqualTo(200);

        SpanData span = span();
        assertThat(traceparent()).isEqualTo("00-" + span.getTraceId() + "-" + span.getSpanId() + "-01");
        assertThat(span.getParentSpanContext().isValid()).isFalse();
        assertThat(span.getName()).isEqualTo("POST /webhooks/{source}");
        assertThat(span.getKind()).isEqualTo(SpanKind.SERVER);
        assertThat(nanos(before)).isLessThan(span.getStartEpochNanos());
        assertThat(span.getEndEpochNanos()).isBetween(span.getStartEpochNanos(), nanos(Instant.now()));
        assertThat(attributes(span))
                .isEqualTo(Map.of(
                        "http.request.method", "POST",
                        "http.route", "/webhooks/{source}",
                        "http.response.status_code", 200L,
                        "countersign.source", "codes",
                        "countersign.event.id", "n-1",
                        "countersign.event.type", "verification.confirmed",
                        "countersign.outcome", "acknowledged"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"00", "01"})
    void aSendersTraceGoesOnWhateverItSaysOfSampling(String flags) throws Exception {
        recording(1);

        send(EVENT, SECRET, "traceparent", SENT + flags);

        SpanData span = span();
        assertThat(span.getTraceId()).isEqualTo("0af7651916cd43dd8448eb211c80319c");
        assertThat(span.getParentSpanId()).isEqualTo("b7ad6b7169203331");
        assertThat(traceparent()).isEqualTo("00-" + span.getTraceId() + "-" + span.getSpanId() + "-01");
    }

    @ParameterizedTest
    @ValueSource(strings = {"00", "01"})
    void whatIsNotChosenHasNoSpanWhateverItsSenderSays(String flags) throws Exception {
        recording(0);

        send(EVENT, SECRET, "traceparent", SENT + flags);
        String passedOn = traceparent();
        send(EVENT, SECRET);

        assertThat(passedOn).isEqualTo(SENT + "00");
        assertThat(TraceParent.parse(traceparent())).isNotNull().matches(begun -> !begun.sampled());
        assertThat(spans()).isEmpty();
    }

    @Test
    void whoHasProvedNothingHasNoSpan() throws Exception {
        recording(1);

        assertThat(send(EVENT, "wrong", "traceparent", SENT + "01")).isEqualTo(401);
        assertThat(send(EVENT, SECRET)).isEqualTo(200);

        assertThat(spans())
                .singleElement()
                .extracting(span -> attributes(span).get("http.response.status_code"))
                .isEqualTo(200L);
    }

    @Test
    void whatGoesIntoQuarantineHasASpanWithoutAWordOfIt() throws Exception {
        recording(1);

        assertThat(send("{\"phone\":\"+4915799887766\"}", SECRET)).isEqualTo(400);

        SpanData span = span();
        assertThat(attributes(span))
                .containsEntry("http.response.status_code", 400L)
                .containsEntry("countersign.outcome", "not_an_event")
                .containsEntry("countersign.event.type", "quarantine.not_an_event");
        assertThat(span.toString()).doesNotContain("4915799887766");
        assertThat(span.getStatus()).isNotEqualTo(StatusData.error());
    }

    @ParameterizedTest
    @CsvSource({"false, 503, kafka_not_taking", "true, 500, defect"})
    void whatWeCannotTakeIsAnError(boolean defect, int status, String outcome) throws Exception {
        recording(1);
        kafka().answers(() -> defect
                ? CompletableFuture.failedFuture(new IllegalStateException("+4915799887766"))
                : CompletableFuture.completedFuture(Publication.NOT_TAKEN));

        assertThat(send(EVENT, SECRET)).isEqualTo(status);

        SpanData span = span();
        assertThat(span.getStatus()).isEqualTo(StatusData.error());
        assertThat(span.getEvents()).isEmpty();
        assertThat(attributes(span))
                .containsEntry("http.response.status_code", (long) status)
                .containsEntry("error.type", outcome)
                .containsEntry("countersign.outcome", outcome);
    }

    @Test
    void questionsToTheManagementPortHaveNoSpan() throws Exception {
        recording(1);
        URI health = URI.create("http://127.0.0.1:" + property("local.management.port") + "/actuator/health/liveness");
        HttpRequest question = HttpRequest.newBuilder(health)
                .header("traceparent", SENT + "01")
                .build();

        assertThat(HTTP.send(question, BodyHandlers.discarding()).statusCode()).isEqualTo(200);

        assertThat(spans()).isEmpty();
    }

    @Test
    void whileACollectorIsAwayNobodyWaitsNothingPilesUpAndTheLogStaysShort() throws Exception {
        recording(
                1,
                silent.getLocalPort(),
                "--management.opentelemetry.tracing.export.max-queue-size=8",
                "--management.opentelemetry.tracing.export.max-batch-size=4",
                "--management.opentelemetry.tracing.export.schedule-delay=20ms",
                "--management.opentelemetry.tracing.export.timeout=100ms",
                "--management.opentelemetry.tracing.export.otlp.timeout=100ms");

        try (SdkLog log = new SdkLog()) {
            Instant begin = Instant.now();
            for (int i = 0; i < 300; i++) {
                assertThat(send(EVENT, SECRET)).isEqualTo(200);
            }
            assertThat(Duration.between(begin, Instant.now())).isLessThan(Duration.ofSeconds(10));

            assertThat(kafka().published()).hasSize(300);
            await().untilAsserted(() -> assertThat(log.lines).anyMatch(line -> line.startsWith("Failed to export")));
            assertThat(log.lines).anyMatch(line -> line.startsWith("BatchSpanProcessor dropped"));
            assertThat(log.lines)
                    .filteredOn(line -> line.startsWith("Failed to export"))
                    .hasSizeLessThan(10);
        }
    }

    @Test
    void theEndWaitsForACollectorForAShortTimeOnly() throws Exception {
        recording(1, silent.getLocalPort());
        send(EVENT, SECRET);

        Instant begin = Instant.now();
        ingress.close();

        assertThat(Duration.between(begin, Instant.now())).isLessThan(Duration.ofSeconds(8));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "management.tracing.sampling.probability=1",
                "management.opentelemetry.tracing.export.otlp.endpoint=",
                "management.opentelemetry.enabled=false"
            })
    void withoutAPlaceToSendThemToNothingOfTracesIsThere(String property) throws Exception {
        start("--" + property);

        send(EVENT, SECRET, "traceparent", SENT + "03");

        assertThat(traceparent()).isEqualTo(SENT + "03");
        assertThat(Stream.of(Tracer.class, OpenTelemetry.class, SdkTracerProvider.class, SpanExporter.class)
                        .flatMap(type -> Stream.of(ingress.getBeanNamesForType(type))))
                .isEmpty();
    }

    private void recording(double probability) {
        recording(probability, collector.getAddress().getPort());
    }

    private void recording(double probability, int port, String... more) {
        start(Stream.concat(
                        Stream.of(
                                "--management.opentelemetry.tracing.export.otlp.endpoint=http://127.0.0.1:" + port
                                        + "/v1/traces",
                                "--management.tracing.sampling.probability=" + probability),
                        Stream.of(more))
                .toArray(String[]::new));
    }

    private void start(String... arguments) {
        ingress = STARTED.computeIfAbsent(
                List.of(arguments),
                own -> new SpringApplicationBuilder(
                                IngressApplication.class, WebhookEndpointTest.Fakes.class, Kept.class)
                        .run(Stream.concat(
                                        Stream.of(
                                                "--server.port=0",
                                                "--management.server.port=0",
                                                "--spring.kafka.bootstrap-servers=127.0.0.1:1",
                                                "--countersign.registry.url=http://127.0.0.1:1",
                                                "--countersign.receipt.key=" + WebhookEndpointTest.RECEIPT_KEY,
                                                "--countersign.sources.codes.provider=lox24",
                                                "--countersign.sources.codes.secrets=" + SECRET),
                                        own.stream())
                                .toArray(String[]::new)));
        kafka().reset();
        spans().clear();
    }

    private int send(String body, String secret, String... headers) throws IOException, InterruptedException {
        URI target = URI.create("http://127.0.0.1:" + property("local.server.port") + "/webhooks/codes");
        HttpRequest.Builder request = HttpRequest.newBuilder(target)
                .timeout(Duration.ofSeconds(5))
                .header("content-type", "application/json")
                .header("X-Lox24-Secret", secret);
        if (headers.length > 0) {
            request.headers(headers);
        }
        return HTTP.send(request.POST(BodyPublishers.ofString(body)).build(), BodyHandlers.discarding())
                .statusCode();
    }

    private String property(String name) {
        return ingress.getEnvironment().getRequiredProperty(name);
    }

    private FakePublisher kafka() {
        return ingress.getBean(FakePublisher.class);
    }

    private String traceparent() {
        List<FakePublisher.Published> published = kafka().published();
        return new String(
                published
                        .get(published.size() - 1)
                        .headers()
                        .lastHeader("traceparent")
                        .value(),
                StandardCharsets.US_ASCII);
    }

    /** The one span that there is. */
    private SpanData span() {
        assertThat(spans()).hasSize(1);
        return spans().get(0);
    }

    /** All spans that have ended; those of an answer have before it is seen. */
    private List<SpanData> spans() {
        return ingress.getBean(KeptSpans.class).ended;
    }

    private static long nanos(Instant time) {
        return time.getEpochSecond() * 1_000_000_000 + time.getNano();
    }

    private static Map<String, Object> attributes(SpanData span) {
        Map<String, Object> attributes = new TreeMap<>();
        span.getAttributes().forEach((key, value) -> attributes.put(key.getKey(), value));
        return attributes;
    }

    /** What the SDK logs. It does so by the JDK's own loggers, which a program that ends takes out of the log. */
    private static final class SdkLog extends Handler implements AutoCloseable {

        private static final Logger SDK = Logger.getLogger("io.opentelemetry");

        private final List<String> lines = new CopyOnWriteArrayList<>();

        SdkLog() {
            SDK.addHandler(this);
        }

        @Override
        public void publish(LogRecord line) {
            lines.add(line.getMessage());
        }

        @Override
        public void flush() {}

        @Override
        public void close() {
            SDK.removeHandler(this);
        }
    }

    /** Keeps what has ended, beside what exports it. */
    static final class KeptSpans implements SpanProcessor {

        private final List<SpanData> ended = new CopyOnWriteArrayList<>();

        @Override
        public void onStart(Context parent, ReadWriteSpan span) {}

        @Override
        public boolean isStartRequired() {
            return false;
        }

        @Override
        public void onEnd(ReadableSpan span) {
            ended.add(span.toSpanData());
        }

        @Override
        public boolean isEndRequired() {
            return true;
        }
    }
}
