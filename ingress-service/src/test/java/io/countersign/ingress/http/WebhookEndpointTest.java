package io.countersign.ingress.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.crypto.MACVerifier;
import io.countersign.event.AccountEvent;
import io.countersign.event.UnmappedEvent;
import io.countersign.ingress.metrics.IngressMetrics;
import io.countersign.ingress.metrics.Outcome;
import io.countersign.ingress.publish.Publication;
import io.countersign.quarantine.QuarantineReason;
import io.countersign.quarantine.QuarantineRecord;
import io.countersign.topic.ResourceType;
import io.countersign.topic.TopicCatalogue;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.Base64;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.StreamSupport;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.apache.kafka.common.header.Header;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Primary;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The answers of the public port, over real HTTP; only Kafka is a fake here. */
@SpringBootTest(
        webEnvironment = WebEnvironment.RANDOM_PORT,
        properties = {
            "management.server.port=0",
            "spring.kafka.bootstrap-servers=127.0.0.1:1",
            "countersign.registry.url=http://127.0.0.1:1",
            "countersign.receipt.key=" + WebhookEndpointTest.RECEIPT_KEY,
            "countersign.throttle.refused-attempts=40",
            "countersign.http.body-timeout=1s",
            "countersign.http.retry-after=7s",
            "countersign.sources.shop.provider=devengo",
            "countersign.sources.shop.secrets=" + WebhookEndpointTest.SECRET,
            "countersign.sources.shop.body-limit=1KB",
            "countersign.sources.elsewhere.provider=devengo",
            "countersign.sources.elsewhere.secrets=" + WebhookEndpointTest.SECRET,
            "countersign.sources.elsewhere.allowed-addresses=192.0.2.1",
            "countersign.sources.doubly.provider=devengo",
            "countersign.sources.doubly.secrets=" + WebhookEndpointTest.SECRET,
            "countersign.sources.doubly.basic.secrets=user:" + WebhookEndpointTest.SECRET,
            "countersign.sources.codes.provider=lox24",
            "countersign.sources.codes.secrets=" + WebhookEndpointTest.SECRET,
        })
class WebhookEndpointTest {

    static final String SECRET = "a-secret-of-the-tests-alone";
    static final String RECEIPT_KEY = "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=";

    private static final String ACCOUNT = """
            {"id":"evt_1","api_version":"v1","type":"account.activated","created_at":"2022-01-01T12:00:00Z",
             "data":{"object":{"id":"acc_1","status":"active"}}}""";

    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final JsonMapper JSON = new JsonMapper();

    @TestConfiguration
    static class Fakes {
        @Bean
        @Primary
        FakePublisher fakePublisher() {
            return new FakePublisher();
        }
    }

    @LocalServerPort
    private int port;

    @Autowired
    private FakePublisher kafka;

    @Autowired
    private MeterRegistry meters;

    @Autowired
    private PublicPort publicPort;

    @BeforeEach
    void startAnew() {
        kafka.reset();
    }

    @AfterEach
    void theBooksBalance() {
        await().untilAsserted(() -> assertThat(total(IngressMetrics.RECEIVED))
                .isEqualTo(total(IngressMetrics.ACKNOWLEDGED)
                        + total(IngressMetrics.REFUSED)
                        + total(IngressMetrics.FAILED)));
        for (Counter received : meters.find(IngressMetrics.RECEIVED).counters()) {
            String source = received.getId().getTag("source");
            assertThat(meters.find(IngressMetrics.ANSWER_TIME).tag("source", source).timers().stream()
                            .mapToLong(Timer::count)
                            .sum())
                    .as("timed of %s", source)
                    .isEqualTo((long) received.count());
        }
    }

    @Test
    void aGenuineWebhookIsAcknowledgedWithAReceiptThatVerifies() throws Exception {
        Instant before = Instant.now().minusMillis(1);

        HttpResponse<String> response = send(signed("shop", ACCOUNT));

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.headers().firstValue("content-type")).hasValue("application/json");
        JsonNode answer = JSON.readTree(response.body());
        assertThat(answer.propertyNames()).containsExactly("eventId", "receivedAt", "receipt");
        assertThat(answer.get("eventId").asString()).isEqualTo("evt_1");
        assertThat(Instant.parse(answer.get("receivedAt").asString())).isBetween(before, Instant.now());
        JWSObject receipt = JWSObject.parse(answer.get("receipt").asString());
        assertThat(receipt.verify(new MACVerifier(Base64.getDecoder().decode(RECEIPT_KEY))))
                .isTrue();
        assertThat(receipt.getPayload().toJSONObject())
                .isEqualTo(Map.of(
                        "source",
                        "shop",
                        "eventId",
                        "evt_1",
                        "receivedAt",
                        answer.get("receivedAt").asString(),
                        "bodySha256",
                        sha256(ACCOUNT)));
    }

    @Test
    void theRecordHasItsTopicKeyHeadersAndReceipt() throws Exception {
        String traceparent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

        HttpResponse<String> response = send(signed("shop", ACCOUNT).header("traceparent", traceparent));

        assertThat(kafka.published()).hasSize(1);
        FakePublisher.Published published = kafka.published().get(0);
        assertThat(published.topic()).isEqualTo(TopicCatalogue.received(ResourceType.ACCOUNT));
        assertThat(published.key()).isEqualTo("devengo/account/acc_1");
        assertThat(headers(published))
                .isEqualTo(Map.of(
                        "ce_specversion", "1.0",
                        "ce_id", "evt_1",
                        "ce_source", "/webhooks/shop/account.activated",
                        "ce_type", "account.activated",
                        "ce_time", "2022-01-01T12:00:00Z",
                        "ce_subject", "account/acc_1",
                        "traceparent", traceparent));
        AccountEvent event = (AccountEvent) published.message();
        assertThat(event.getMetadata().getSource()).isEqualTo("shop");
        assertThat(event.getMetadata().getReceipt())
                .isEqualTo(JSON.readTree(response.body()).get("receipt").asString());
        assertThat(event.getPayload()).isEqualTo(ACCOUNT);
        assertThat(published.timestamp()).isEqualTo(event.getMetadata().getReceivedAt());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "00-00000000000000000000000000000000-b7ad6b7169203331-01",
                "00-0af7651916cd43dd8448eb211c80319c-0000000000000000-01",
                "00-0AF7651916CD43DD8448EB211C80319C-B7AD6B7169203331-01",
                "nonsense"
            })
    void aWebhookWithoutAValidTraceStartsOne(String sent) throws Exception {
        send(signed("shop", ACCOUNT).header("traceparent", sent));

        assertThat(headers(kafka.published().get(0)).get("traceparent"))
                .matches("00-[0-9a-f]{32}-[0-9a-f]{16}-00")
                .isNotEqualTo(sent);
    }

    @Test
    void nothingIsAcknowledgedBeforeItIsStored() throws Exception {
        CompletableFuture<Publication> storing = new CompletableFuture<>();
        kafka.answers(() -> storing);

        CompletableFuture<HttpResponse<String>> response =
                HTTP.sendAsync(signed("shop", ACCOUNT).build(), BodyHandlers.ofString());
        await().until(() -> !kafka.published().isEmpty());
        assertThat(response).isNotDone();

        storing.complete(Publication.STORED);
        assertThat(response.get().statusCode()).isEqualTo(200);
    }

    @Test
    void aDuplicateIsAcknowledgedLikeAnyOther() throws Exception {
        assertThat(send(signed("shop", ACCOUNT)).statusCode()).isEqualTo(200);
        assertThat(send(signed("shop", ACCOUNT)).statusCode()).isEqualTo(200);
        assertThat(kafka.published()).hasSize(2);
    }

    @Test
    void anUnknownTypeIsAcknowledgedAndKeptAsUnmapped() throws Exception {
        HttpResponse<String> response = send(signed("shop", ACCOUNT.replace("account.activated", "account.renamed")));

        assertThat(response.statusCode()).isEqualTo(200);
        FakePublisher.Published published = kafka.published().get(0);
        assertThat(published.topic()).isEqualTo(TopicCatalogue.received(ResourceType.UNMAPPED));
        assertThat(published.message()).isInstanceOf(UnmappedEvent.class);
    }

    @Test
    void whatKafkaDoesNotTakeIsAnsweredWith503() throws Exception {
        kafka.answers(() -> CompletableFuture.completedFuture(Publication.NOT_TAKEN));

        HttpResponse<String> response = send(signed("shop", ACCOUNT));

        assertProblem(response, 503, "not-taken");
        assertThat(response.headers().firstValue("retry-after")).hasValue("7");
    }

    @Test
    void anAuthenticBodyThatIsNoEventIsQuarantinedAndAnsweredWith400() throws Exception {
        String body = "{\"id\":\"evt_1\"}";

        HttpResponse<String> response = send(signed("shop", body).header("x-request-id", "r-1"));

        assertProblem(response, 400, "not-an-event");
        FakePublisher.Published published = kafka.published().get(0);
        assertThat(published.topic()).isEqualTo(TopicCatalogue.quarantine());
        QuarantineRecord kept = (QuarantineRecord) published.message();
        assertThat(published.key()).isEqualTo("devengo/quarantine/" + kept.getId());
        assertThat(kept.getReason()).isEqualTo(QuarantineReason.NOT_AN_EVENT);
        assertThat(kept.getDetail())
                .isEqualTo(JSON.readTree(response.body()).get("detail").asString());
        assertThat(UTF_8.decode(kept.getBody()).toString()).isEqualTo(body);
        assertThat(kept.getSource()).isEqualTo("shop");
        assertThat(kept.getContentType()).isEqualTo("application/json");
        assertThat(kept.getHeaders())
                .containsEntry("x-request-id", "r-1")
                .containsOnlyKeys("content-type", "user-agent", "x-request-id");
        assertThat(headers(published)).containsEntry("ce_type", "quarantine.not_an_event");
    }

    @Test
    void aQuarantineThatKafkaDoesNotTakeIsAnsweredWith503() throws Exception {
        kafka.answers(() -> CompletableFuture.completedFuture(Publication.NOT_TAKEN));

        assertProblem(send(signed("shop", "{}")), 503, "not-taken");
    }

    @Test
    void anUnprovenSenderIsToldNothingButThat() throws Exception {
        long now = Instant.now().getEpochSecond();
        HttpResponse<String> unsigned = send(post("shop", ACCOUNT));
        HttpResponse<String> malformed = send(post("shop", ACCOUNT).header("X-Devengo-Webhooks-Sig", "nonsense"));
        HttpResponse<String> mismatch = send(signed("shop", ACCOUNT, "another-secret-altogether", now));
        HttpResponse<String> expired = send(signed("shop", ACCOUNT, SECRET, now - 310));
        HttpResponse<String> future = send(signed("shop", ACCOUNT, SECRET, now + 310));

        assertProblem(unsigned, 401, "unauthenticated");
        assertThat(unsigned.headers().firstValue("www-authenticate")).isPresent();
        assertThat(malformed.body()).isEqualTo(unsigned.body());
        assertThat(mismatch.body()).isEqualTo(unsigned.body());
        assertThat(expired.body()).isEqualTo(unsigned.body());
        assertThat(future.body()).isEqualTo(unsigned.body());
        assertThat(kafka.published()).isEmpty();
        assertThat(refused(Outcome.SIGNATURE_MISSING)).isPositive();
        assertThat(refused(Outcome.SIGNATURE_MALFORMED)).isPositive();
        assertThat(refused(Outcome.SIGNATURE_MISMATCH)).isPositive();
        assertThat(refused(Outcome.SIGNATURE_EXPIRED)).isPositive();
        assertThat(refused(Outcome.SIGNATURE_FROM_THE_FUTURE)).isPositive();
    }

    @Test
    void basicAuthenticationOnTopOfASignatureNeedsBoth() throws Exception {
        String basic = "Basic " + Base64.getEncoder().encodeToString(("user:" + SECRET).getBytes(UTF_8));

        assertThat(send(signed("doubly", ACCOUNT)).statusCode()).isEqualTo(401);
        assertThat(send(post("doubly", ACCOUNT).header("authorization", basic)).statusCode())
                .isEqualTo(401);
        assertThat(send(signed("doubly", ACCOUNT).header("authorization", basic))
                        .statusCode())
                .isEqualTo(200);
    }

    @Test
    void anAddressThatIsNotAllowedIsAnsweredWith403() throws Exception {
        assertProblem(send(signed("elsewhere", ACCOUNT)), 403, "address-not-allowed");
        assertThat(kafka.published()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/",
                "/webhooks",
                "/webhooks/",
                "/webhooks/unknown",
                "/webhooks/shop/",
                "/webhooks/shop/x",
                "/shop",
                "/webhooks/%73hop",
                "/webhooks/SHOP",
                "/webhooks/..%2fshop",
                "/webhooks/shop;x=1",
                "/actuator/health"
            })
    void wherePathsLeadNowhereThereIsNothing(String path) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .POST(BodyPublishers.ofString(ACCOUNT))
                .header("content-type", "application/json");

        assertProblem(send(request), 404, "not-found");
    }

    @Test
    void aQueryIsNoPartOfTheSource() throws Exception {
        HttpRequest.Builder request = signed("shop", ACCOUNT);

        assertThat(send(request.uri(URI.create("http://127.0.0.1:" + port + "/webhooks/shop?x=1")))
                        .statusCode())
                .isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET", "HEAD", "PUT", "DELETE", "OPTIONS", "PATCH"})
    void onlyPostsAreTaken(String method) throws Exception {
        HttpResponse<String> response = send(signed("shop", ACCOUNT).method(method, BodyPublishers.noBody()));

        assertThat(response.statusCode()).isEqualTo(405);
        assertThat(response.headers().firstValue("allow")).hasValue("POST");
    }

    @ParameterizedTest
    @CsvSource({
        "application/json, 200",
        "application/json;charset=UTF-8, 200",
        "APPLICATION/JSON ; charset=utf-8, 200",
        "application/cloudevents+json, 200",
        "text/plain, 415",
        "application/x-www-form-urlencoded, 415",
        "application/jsonx, 415",
        "nonsense, 415",
        ", 415",
    })
    void onlyJsonIsTaken(String contentType, int status) throws Exception {
        HttpRequest.Builder request = signed("shop", ACCOUNT);
        request.setHeader("content-type", contentType == null ? "" : contentType);

        assertThat(send(request).statusCode()).isEqualTo(status);
    }

    @Test
    void aCompressedBodyIsNotTaken() throws Exception {
        assertProblem(send(signed("shop", ACCOUNT).header("content-encoding", "gzip")), 415, "unsupported-media-type");
    }

    @ParameterizedTest
    @CsvSource({"1023, 200", "1024, 200", "1025, 413"})
    void aBodyMayBeAsLargeAsTheSourceAllows(int size, int status) throws Exception {
        String body = padded(size);

        assertThat(send(signed("shop", body)).statusCode()).isEqualTo(status);
        assertThat(send(chunked(signed("shop", body), body)).statusCode()).isEqualTo(status);
    }

    @Test
    void aBodyThatDoesNotComeIsNotWaitedForWithoutEnd() throws Exception {
        try (Socket socket = new Socket("127.0.0.1", port)) {
            OutputStream out = socket.getOutputStream();
            out.write(("POST /webhooks/shop HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                            + "Content-Length: 100\r\n\r\n{\"id\":")
                    .getBytes(UTF_8));
            out.flush();

            assertThat(new String(socket.getInputStream().readAllBytes(), UTF_8))
                    .startsWith("HTTP/1.1 408")
                    .contains("urn:countersign:problem:body-too-slow");
        }
    }

    @Test
    void requestsOnOneConnectionAreAnsweredInTheirOrder() throws Exception {
        List<CompletableFuture<Publication>> storing = new CopyOnWriteArrayList<>();
        kafka.answers(() -> {
            CompletableFuture<Publication> publication = new CompletableFuture<>();
            storing.add(publication);
            return publication;
        });
        try (Socket socket = new Socket("127.0.0.1", port)) {
            String code = "{\"id\":\"n%d\",\"name\":\"verify_code.success\",\"created_at\":1,\"data\":{\"id\":\"v\"}}";
            write(
                    socket,
                    raw("", code.formatted(1)) + raw("", code.formatted(2)) + "POST /nowhere HTTP/1.1\r\n"
                            + "Host: localhost\r\nContent-Length: 0\r\n\r\n");

            await().until(() -> storing.size() == 1);
            storing.get(0).complete(Publication.STORED);
            await().until(() -> storing.size() == 2);
            storing.get(1).complete(Publication.STORED);

            String answers = readAll(socket); // the last one closes the connection
            assertThat(answers.split("HTTP/1.1 ")).hasSize(4);
            assertThat(answers.indexOf("\"n1\"")).isPositive().isLessThan(answers.indexOf("\"n2\""));
            assertThat(answers.indexOf("\"n2\"")).isLessThan(answers.indexOf("404 Not Found"));
        }
    }

    @Test
    void whileAnAnswerIsAwaitedNothingMoreIsRead() throws Exception {
        CompletableFuture<Publication> storing = new CompletableFuture<>();
        kafka.answers(() -> storing);
        String code = "{\"id\":\"n\",\"name\":\"verify_code.success\",\"created_at\":1,\"data\":{\"id\":\"v\"}}";
        EmbeddedChannel connection = connection();

        connection.writeInbound(Unpooled.copiedBuffer(raw("", code), UTF_8));
        assertThat(connection.config().isAutoRead())
                .as("one that waits for its answer")
                .isTrue();

        connection.writeInbound(Unpooled.copiedBuffer(raw("", code), UTF_8));
        assertThat(connection.config().isAutoRead()).as("one that sends on").isFalse();

        storing.complete(Publication.STORED);
        connection.runPendingTasks();
        assertThat(connection.config().isAutoRead()).as("one that was answered").isTrue();
        connection.finishAndReleaseAll();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "POST /webhooks/codes HTTP/1.1\r\nContent-Type: application/json\r\nContent-Length: 4\r\n\r\nbody",
                "POST /webhooks/codes HTTP/1.1\r\nContent-Type: application/json\r\nContent-Length: 9\r\n\r\nbody",
                "POST /webhooks/shop HTTP/1.1\r\nContent-Type: application/json\r\nContent-Length: 1025\r\n\r\nbody",
                "POST /webhooks/shop HTTP/1.1\r\nContent-Type: text/plain\r\nContent-Length: 4\r\n\r\nbody",
                "POST /nowhere HTTP/1.1\r\nContent-Length: 4\r\n\r\nbody",
                "POST /webhooks/codes HTTP/1.1\r\nContent-Type: application/json\r\n"
                        + "Transfer-Encoding: chunked\r\n\r\n4\r\nbody\r\nzz\r\n",
                "nonsense\r\n\r\n",
            })
    void everyBufferIsGivenBack(String bytes) throws Exception {
        ByteBuf once = Unpooled.copiedBuffer(bytes, UTF_8);
        EmbeddedChannel connection = connection();

        connection.writeInbound(once);
        connection.finishAndReleaseAll();

        assertThat(once.refCnt()).isZero();
    }

    @Test
    void theBuffersOfRequestsThatWaitAreGivenBackWhenTheirSenderGoesAway() throws Exception {
        kafka.answers(CompletableFuture::new);
        String code = "{\"id\":\"n\",\"name\":\"verify_code.success\",\"created_at\":1,\"data\":{\"id\":\"v\"}}";
        ByteBuf three = Unpooled.copiedBuffer(raw("", code) + raw("", code) + raw("", code), UTF_8);
        EmbeddedChannel connection = connection();

        connection.writeInbound(three);
        connection.pipeline().fireChannelInactive();
        connection.finishAndReleaseAll();

        assertThat(three.refCnt()).isZero();
    }

    @Test
    void aSenderThatAsksBeforeItSendsIsToldToGoOn() throws Exception {
        try (Socket socket = new Socket("127.0.0.1", port)) {
            String body = "{\"id\":\"n\",\"name\":\"verify_code.success\",\"created_at\":1,\"data\":{\"id\":\"v\"}}";
            String request = raw("Expect: 100-continue\r\nConnection: close\r\n", body);
            write(socket, request.substring(0, request.length() - body.length()));
            byte[] interim = socket.getInputStream().readNBytes("HTTP/1.1 100 Continue\r\n\r\n".length());
            assertThat(new String(interim, UTF_8)).isEqualTo("HTTP/1.1 100 Continue\r\n\r\n");

            write(socket, body);

            assertThat(readAll(socket)).startsWith("HTTP/1.1 200 OK");
        }
    }

    @Test
    void aSenderThatAsksBeforeItSendsTooMuchIsToldNotTo() throws Exception {
        try (Socket socket = new Socket("127.0.0.1", port)) {
            write(
                    socket,
                    "POST /webhooks/shop HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                            + "Content-Length: 1025\r\nExpect: 100-continue\r\n\r\n");

            assertThat(readAll(socket)).startsWith("HTTP/1.1 413 ").contains("connection: close");
        }
    }

    @Test
    void aBodyMayComeByteByByte() throws Exception {
        try (Socket socket = new Socket("127.0.0.1", port)) {
            socket.setTcpNoDelay(true);
            String body = "{\"id\":\"n\",\"name\":\"verify_code.success\",\"created_at\":1,\"data\":{\"id\":\"v\"}}";
            for (byte part : raw("Connection: close\r\n", body).getBytes(UTF_8)) {
                socket.getOutputStream().write(part);
                socket.getOutputStream().flush();
            }

            assertThat(readAll(socket)).startsWith("HTTP/1.1 200 OK");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "nonsense\r\n\r\n",
                "POST /webhooks/codes HTTP/1.1\r\nHost: localhost\r\nContent-Length: x\r\n\r\n",
                "POST /webhooks/codes HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n",
                "POST /webhooks/codes HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                        + "Transfer-Encoding: chunked\r\n\r\nzz\r\n",
            })
    void whatIsNoHttpIsAnsweredWith400(String bytes) throws Exception {
        try (Socket socket = new Socket("127.0.0.1", port)) {
            write(socket, bytes);

            assertThat(readAll(socket))
                    .startsWith("HTTP/1.1 400 ")
                    .contains("urn:countersign:problem:malformed-request");
        }
    }

    @Test
    void aSenderThatGoesAwayCountsAsFailed() throws Exception {
        double before = total(IngressMetrics.FAILED);
        try (Socket socket = new Socket("127.0.0.1", port)) {
            socket.getOutputStream()
                    .write(("POST /webhooks/shop HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                                    + "Content-Length: 100\r\n\r\n{\"id\":")
                            .getBytes(UTF_8));
        }

        await().untilAsserted(() -> assertThat(total(IngressMetrics.FAILED)).isEqualTo(before + 1));
    }

    @Test
    void aDefectIsAnsweredWith500AndTellsNothing() throws Exception {
        kafka.answers(() -> {
            throw new IllegalStateException("a detail of ours");
        });

        HttpResponse<String> response = send(signed("shop", ACCOUNT));

        assertProblem(response, 500, "defect");
        assertThat(response.body()).doesNotContain("a detail of ours");
    }

    @Test
    void aDefectIsLoggedWithTheEventThatItMetAndWithoutWhatTheExceptionQuotes() throws Exception {
        kafka.answers(() -> {
            throw new IllegalStateException("quotes a planted body", new IllegalArgumentException("planted, too"));
        });
        ListAppender<ILoggingEvent> log = new ListAppender<>();
        log.start();
        Logger logger = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
        logger.addAppender(log);
        try {
            send(signed("shop", ACCOUNT));
        } finally {
            logger.detachAppender(log);
        }

        assertThat(log.list)
                .filteredOn(line -> line.getLevel() == Level.ERROR)
                .singleElement()
                .satisfies(line -> {
                    assertThat(line.getMessage()).isEqualTo("A request ended with a defect.");
                    assertThat(line.getKeyValuePairs())
                            .extracting(Object::toString)
                            .contains(
                                    "eventId=\"evt_1\"",
                                    "sourceName=\"shop\"",
                                    "failure=\"java.lang.IllegalStateException\"")
                            .anyMatch(field -> field.startsWith("place=\""));
                    assertThat(line.getThrowableProxy()).isNull();
                });
        assertThat(log.list.toString()).doesNotContain("planted");
    }

    @Test
    void aBlockingCallOnAnEventLoopThreadWouldBeADefect() throws Exception {
        kafka.answers(() -> {
            java.util.concurrent.locks.LockSupport.parkNanos(1);
            return FakePublisher.stored();
        });

        assertProblem(send(signed("shop", ACCOUNT)), 500, "defect");
    }

    @Test
    void theOneTimeCodeIsNowhereInTheRecord() throws Exception {
        String body = """
                {"id":"n1","name":"verify_code.success","created_at":1735689600,"attempt_number":1,
                 "data":{"id":"v1","code":"839274","status":10}}""";

        HttpResponse<String> response = send(post("codes", body).header("X-Lox24-Secret", SECRET));

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.body()).doesNotContain("839274");
        assertThat(kafka.published().get(0).toString()).doesNotContain("839274");
    }

    @Test
    void theSecretThatASenderUsedIsCounted() throws Exception {
        send(signed("shop", ACCOUNT));

        assertThat(meters.get(IngressMetrics.GENUINE)
                        .tags("source", "shop", "secret", "0")
                        .counter()
                        .count())
                .isPositive();
    }

    // --- requests -------------------------------------------------------------------------------------------------

    private HttpRequest.Builder signed(String source, String body) throws Exception {
        return signed(source, body, SECRET, Instant.now().getEpochSecond());
    }

    private HttpRequest.Builder signed(String source, String body, String secret, long timestamp) throws Exception {
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(secret.getBytes(UTF_8), "HmacSHA256"));
        String signature = HexFormat.of().formatHex(mac.doFinal((timestamp + "." + body).getBytes(UTF_8)));
        return post(source, body).header("X-Devengo-Webhooks-Sig", "t=" + timestamp + ",v1=" + signature);
    }

    private HttpRequest.Builder post(String source, String body) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/webhooks/" + source))
                .header("content-type", "application/json")
                .POST(BodyPublishers.ofString(body));
    }

    /** The same request without a content length. */
    private static HttpRequest.Builder chunked(HttpRequest.Builder request, String body) {
        return request.POST(BodyPublishers.fromPublisher(BodyPublishers.ofString(body)));
    }

    /** An event of exactly {@code size} bytes. */
    private static String padded(int size) {
        return ACCOUNT + " ".repeat(size - ACCOUNT.length());
    }

    private static HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return HTTP.send(request.build(), BodyHandlers.ofString());
    }

    /** A genuine LOX24 request as it goes over the wire. */
    private static String raw(String headers, String body) {
        return "POST /webhooks/codes HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nX-Lox24-Secret: "
                + SECRET + "\r\n" + headers + "Content-Length: " + body.length() + "\r\n\r\n" + body;
    }

    /** A connection without a socket, so that its buffers can be looked at. */
    private EmbeddedChannel connection() throws Exception {
        return Connected.to(publicPort, "127.0.0.1");
    }

    private static void write(Socket socket, String bytes) throws IOException {
        socket.getOutputStream().write(bytes.getBytes(UTF_8));
        socket.getOutputStream().flush();
    }

    private static String readAll(Socket socket) throws IOException {
        return new String(socket.getInputStream().readAllBytes(), UTF_8);
    }

    // --- assertions -----------------------------------------------------------------------------------------------

    private static void assertProblem(HttpResponse<String> response, int status, String name) {
        assertThat(response.statusCode()).isEqualTo(status);
        assertThat(response.headers().firstValue("content-type")).hasValue("application/problem+json");
        JsonNode problem = JSON.readTree(response.body());
        assertThat(problem.get("type").asString()).isEqualTo("urn:countersign:problem:" + name);
        assertThat(problem.get("status").asInt()).isEqualTo(status);
        assertThat(problem.get("title").asString()).isNotBlank();
    }

    private static Map<String, String> headers(FakePublisher.Published published) {
        Map<String, String> headers = new HashMap<>();
        StreamSupport.stream(published.headers().spliterator(), false)
                .forEach((Header header) -> headers.put(header.key(), new String(header.value(), UTF_8)));
        return headers;
    }

    private double total(String counter) {
        return meters.find(counter).counters().stream()
                .mapToDouble(Counter::count)
                .sum();
    }

    private double refused(Outcome outcome) {
        return meters
                .find(IngressMetrics.REFUSED)
                .tag("reason", outcome.name().toLowerCase(Locale.ROOT))
                .counters()
                .stream()
                .mapToDouble(Counter::count)
                .sum();
    }

    private static String sha256(String text) throws Exception {
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(UTF_8)));
    }
}
