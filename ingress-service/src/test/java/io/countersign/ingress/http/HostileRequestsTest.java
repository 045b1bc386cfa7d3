package io.countersign.ingress.http;

import static io.countersign.ingress.http.Lox24Requests.event;
import static io.countersign.ingress.http.Lox24Requests.fields;
import static io.countersign.ingress.http.Lox24Requests.head;
import static io.countersign.ingress.http.Lox24Requests.request;
import static io.countersign.ingress.signature.Signing.hex;
import static io.countersign.ingress.signature.Signing.hmac;
import static io.countersign.ingress.signature.Signing.timestamped;
import static io.countersign.ingress.signature.Signing.utf8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.countersign.ingress.http.RawConnection.RawAnswer;
import io.countersign.ingress.metrics.IngressMetrics;
import io.countersign.ingress.provider.Damage;
import io.countersign.ingress.provider.Samples;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Import;

/**
 * Requests that two programs could read differently, paths that are nearly one, and thousands of damaged requests: over real
 * sockets, byte for byte. Within most of them lies another, genuine request, which is not to be taken for one.
 */
@Import(WebhookEndpointTest.Fakes.class)
@SpringBootTest(
        webEnvironment = WebEnvironment.RANDOM_PORT,
        properties = {
            "management.server.port=0",
            "spring.kafka.bootstrap-servers=127.0.0.1:1",
            "countersign.registry.url=http://127.0.0.1:1",
            "countersign.receipt.key=" + WebhookEndpointTest.RECEIPT_KEY,
            "countersign.throttle.refused-attempts=1000000",
            // Not even with the server's own codec told to be lenient.
            "server.netty.validate-headers=false",
            "countersign.sources.shop.provider=devengo",
            "countersign.sources.shop.secrets=" + Lox24Requests.SECRET,
            "countersign.sources.bank.provider=nuapay",
            "countersign.sources.bank.secrets=" + Lox24Requests.SECRET,
            "countersign.sources.codes.provider=lox24",
            "countersign.sources.codes.secrets=" + Lox24Requests.SECRET,
        })
class HostileRequestsTest {

    private static final int ROUNDS = Integer.getInteger("hostile.requests", 4_000);

    /** A genuine request that stands where it is no request. */
    private static final String SMUGGLED = request(event("smuggled"));

    private static final String EVENT = event("n");
    private static final String LENGTH = "Content-Length: " + EVENT.length() + "\r\n";
    private static final String CHUNKED = "Transfer-Encoding: chunked\r\n";
    private static final String CHUNKS = Integer.toHexString(EVENT.length()) + "\r\n" + EVENT + "\r\n0\r\n\r\n";

    /** Whose warnings would tell of a defect: of Kafka and the registry there is none here, which others tell of. */
    private static final List<String> WATCHED =
            List.of("io.countersign.ingress.http", "io.countersign.ingress.intake", "io.netty", "reactor.netty");

    private final ListAppender<ILoggingEvent> log = new ListAppender<>();

    @LocalServerPort
    private int port;

    @Autowired
    private FakePublisher kafka;

    @Autowired
    private MeterRegistry meters;

    @BeforeEach
    void startAnew() {
        kafka.reset();
        log.start();
        ((Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME)).addAppender(log);
    }

    @AfterEach
    void theBooksBalanceAndNothingWasOurDefect() {
        ((Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME)).detachAppender(log);
        await().untilAsserted(() -> assertThat(total(IngressMetrics.RECEIVED))
                .isEqualTo(total(IngressMetrics.ACKNOWLEDGED)
                        + total(IngressMetrics.REFUSED)
                        + total(IngressMetrics.FAILED)));
        assertThat(meters.find(IngressMetrics.FAILED).tag("reason", "defect").counters().stream()
                        .mapToDouble(Counter::count)
                        .sum())
                .isZero();
        assertThat(log.list)
                .filteredOn(line -> line.getLevel().isGreaterOrEqual(Level.WARN)
                        && WATCHED.stream().anyMatch(line.getLoggerName()::startsWith)
                        // Of what is authentic and no event, which is its sender's.
                        && !line.getMessage().endsWith("put into quarantine."))
                .isEmpty();
    }

    /** A name, what is sent, and the statuses of all that is answered before the connection closes. */
    record Shape(String name, String bytes, Integer... statuses) {
        @Override
        public String toString() {
            return name;
        }
    }

    static List<Shape> shapes() {
        return List.of(
                // Two lengths.
                new Shape("CL then TE", head("Content-Length: 5\r\n" + CHUNKED) + "0\r\n\r\n" + SMUGGLED, 400),
                new Shape("TE then CL", head(CHUNKED + "Content-Length: 5\r\n") + "0\r\n\r\n" + SMUGGLED, 400),
                new Shape("CL 0 and TE", head("Content-Length: 0\r\n" + CHUNKED) + CHUNKS + SMUGGLED, 400),
                new Shape("two CL", head("Content-Length: 0\r\n" + LENGTH) + SMUGGLED, 400),
                new Shape("two CL the same", head(LENGTH + LENGTH) + EVENT + SMUGGLED, 400),
                new Shape("CL list", head("Content-Length: 0, 5\r\n") + SMUGGLED, 400),
                new Shape("CL list the same", head("Content-Length: 5, 5\r\n") + "12345" + SMUGGLED, 400),
                new Shape("CL with plus", head("Content-Length: +5\r\n") + "12345" + SMUGGLED, 400),
                new Shape("CL negative", head("Content-Length: -5\r\n") + SMUGGLED, 400),
                new Shape("CL hexadecimal", head("Content-Length: 0x5\r\n") + "12345" + SMUGGLED, 400),
                new Shape("CL fraction", head("Content-Length: 5.0\r\n") + "12345" + SMUGGLED, 400),
                new Shape("CL empty", head("Content-Length: \r\n") + SMUGGLED, 400),
                new Shape("CL overflow", head("Content-Length: 18446744073709551621\r\n") + "12345" + SMUGGLED, 400),
                new Shape("CL huge", head("Content-Length: 9223372036854775807\r\n") + SMUGGLED, 413),
                new Shape("CL Arabic", head("Content-Length: \u0665\r\n") + "12345" + SMUGGLED, 400),
                // Transfer codings that one program takes for chunked, and another does not.
                new Shape("TE unknown", head("Transfer-Encoding: xchunked\r\n" + LENGTH) + EVENT + SMUGGLED, 400),
                new Shape("TE unknown alone", head("Transfer-Encoding: xchunked\r\n") + SMUGGLED, 400),
                new Shape("TE gzip", head("Transfer-Encoding: gzip\r\n" + LENGTH) + EVENT + SMUGGLED, 400),
                new Shape("TE gzip, chunked", head("Transfer-Encoding: gzip, chunked\r\n") + CHUNKS + SMUGGLED, 400),
                new Shape("TE chunked, gzip", head("Transfer-Encoding: chunked, gzip\r\n") + CHUNKS + SMUGGLED, 400),
                new Shape("TE identity", head("Transfer-Encoding: identity\r\n" + LENGTH) + EVENT + SMUGGLED, 400),
                new Shape("TE twice", head(CHUNKED + CHUNKED) + CHUNKS + SMUGGLED, 400),
                new Shape("TE and identity", head(CHUNKED + "Transfer-Encoding: identity\r\n") + CHUNKS, 400),
                new Shape("TE quoted", head("Transfer-Encoding: \"chunked\"\r\n" + LENGTH) + EVENT + SMUGGLED, 400),
                new Shape("TE empty", head("Transfer-Encoding: \r\n" + LENGTH) + EVENT + SMUGGLED, 400),
                new Shape("TE space before colon", head("Transfer-Encoding : chunked\r\n" + LENGTH) + EVENT, 400),
                new Shape("TE tab before colon", head("Transfer-Encoding\t: chunked\r\n" + LENGTH) + EVENT, 400),
                new Shape("TE folded", head("Transfer-Encoding:\r\n chunked\r\n" + LENGTH) + EVENT + SMUGGLED, 400),
                new Shape("TE vertical tab", head("Transfer-Encoding: \u000bchunked\r\n" + LENGTH) + EVENT, 400),
                new Shape("TE NUL", head("Transfer-Encoding: chunked\0\r\n" + LENGTH) + EVENT + SMUGGLED, 400),
                new Shape("TE non-breaking space", head("Transfer-Encoding: chunked\u00a0\r\n") + CHUNKS, 400),
                new Shape("TE of HTTP/1.0", head(CHUNKED).replace("1.1", "1.0") + CHUNKS + SMUGGLED, 400),
                // Chunks.
                new Shape("chunk size with plus", head(CHUNKED) + "+5\r\n12345\r\n0\r\n\r\n" + SMUGGLED, 400),
                new Shape("chunk size negative", head(CHUNKED) + "-5\r\n12345\r\n0\r\n\r\n" + SMUGGLED, 400),
                new Shape("chunk size 0x5", head(CHUNKED) + "0x5\r\n12345\r\n0\r\n\r\n" + SMUGGLED, 400),
                new Shape("chunk size overflow", head(CHUNKED) + "100000005\r\n12345\r\n0\r\n\r\n" + SMUGGLED, 400),
                new Shape("chunk size empty", head(CHUNKED) + "\r\n12345\r\n0\r\n\r\n" + SMUGGLED, 400),
                new Shape("chunk too long", head(CHUNKED) + "4\r\n12345\r\n0\r\n\r\n" + SMUGGLED, 400),
                new Shape("chunk with bare line feed", head(CHUNKED) + "5\n12345\r\n0\r\n\r\n" + SMUGGLED, 400),
                new Shape("chunk ended by line feed", head(CHUNKED) + "5\r\n12345\n0\r\n\r\n" + SMUGGLED, 400),
                new Shape(
                        "chunk extension with line feed",
                        head(CHUNKED) + "5;a\nb\r\n12345\r\n0\r\n\r\n" + SMUGGLED,
                        400),
                new Shape(
                        "last chunk with line feeds",
                        head(CHUNKED) + CHUNKS.replace("0\r\n\r\n", "0\n\n") + SMUGGLED,
                        400),
                new Shape(
                        "secret in a trailer",
                        head(CHUNKED + "Connection: close\r\n").replaceFirst("X-Lox24-Secret: .*\r\n", "")
                                + CHUNKS.replace(
                                        "0\r\n\r\n", "0\r\nX-Lox24-Secret: " + Lox24Requests.SECRET + "\r\n\r\n"),
                        401),
                new Shape(
                        "length in a trailer",
                        head(CHUNKED)
                                + CHUNKS.replace("0\r\n\r\n", "0\r\nContent-Length: 500\r\n\r\n")
                                + request(EVENT).replace("Host:", "Connection: close\r\nHost:"),
                        200,
                        200),
                // Lines.
                new Shape("bare line feeds", request(EVENT).replace("\r\n", "\n") + SMUGGLED, 400),
                new Shape("one bare line feed", head("X: y\nZ: z\r\n" + LENGTH) + EVENT + SMUGGLED, 400),
                new Shape("bare carriage return", head("X: y\rContent-Length: 0\r\n" + LENGTH) + EVENT + SMUGGLED, 400),
                new Shape(
                        "space before the first field",
                        head(LENGTH).replace("Host:", " Host:") + EVENT + SMUGGLED,
                        400),
                new Shape("no colon", head("Nonsense\r\n" + LENGTH) + EVENT + SMUGGLED, 400),
                new Shape("empty name", head(": x\r\n" + LENGTH) + EVENT + SMUGGLED, 400),
                new Shape("NUL in a name", head("X\0: y\r\n" + LENGTH) + EVENT + SMUGGLED, 400),
                new Shape("NUL in a value", head("X: \0\r\n" + LENGTH) + EVENT + SMUGGLED, 400),
                new Shape("NUL in the path", request(EVENT).replace("codes", "codes\0") + SMUGGLED, 404),
                new Shape("NUL first", "\0" + request(EVENT) + SMUGGLED, 400),
                // Versions and forms.
                new Shape("HTTP/0.9", "POST /webhooks/codes\r\n" + SMUGGLED, 400),
                new Shape("HTTP/0.9 GET", "GET /\r\n", 400),
                new Shape("HTTP/1.0", request(EVENT).replace("1.1", "1.0") + SMUGGLED, 200),
                new Shape("HTTP/1.2", request(EVENT).replace("1.1", "1.2") + SMUGGLED, 400),
                new Shape("HTTP/2.0", request(EVENT).replace("1.1", "2.0") + SMUGGLED, 400),
                new Shape("HTTP/2 preface", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + SMUGGLED, 400),
                new Shape("HTTP/11", request(EVENT).replace("HTTP/1.1", "HTTP/11") + SMUGGLED, 400),
                new Shape("http/1.1", request(EVENT).replace("HTTP/1.1", "http/1.1") + SMUGGLED, 400),
                new Shape("four words", request(EVENT).replace("HTTP/1.1", "HTTP/1.1 x") + SMUGGLED, 400),
                new Shape(
                        "upgrade to HTTP/2",
                        head(
                                        "Connection: Upgrade, HTTP2-Settings, close\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABk\r\n"
                                                + LENGTH)
                                + EVENT
                                + "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"
                                + SMUGGLED,
                        200),
                new Shape("absolute form", request(EVENT).replace("/webhooks", "http://h/webhooks") + SMUGGLED, 404),
                new Shape("authority form", "CONNECT localhost:80 HTTP/1.1\r\nHost: x\r\n\r\n" + SMUGGLED, 404),
                new Shape("asterisk form", "OPTIONS * HTTP/1.1\r\nHost: x\r\n\r\n" + SMUGGLED, 404),
                new Shape("TLS", "\u0016\u0003\u0001\u0002\u0000\u0001\u0000\u0001\u00fc\u0003\u0003\r\n\r\n", 400),
                // A body that is not read, and what comes after the last answer.
                new Shape(
                        "GET with a body",
                        "GET /webhooks/codes HTTP/1.1\r\n" + fields(LENGTH) + "\r\n" + SMUGGLED,
                        405),
                new Shape(
                        "HEAD with a body", "HEAD /webhooks/codes HTTP/1.1\r\n" + fields("") + "\r\n" + SMUGGLED, 405),
                new Shape("body to nowhere", request(EVENT).replace("codes", "nowhere") + SMUGGLED, 404),
                new Shape("body of no JSON", request(EVENT).replace("/json", "/x") + SMUGGLED, 415),
                new Shape("encoded body", head("Content-Encoding: gzip\r\n" + LENGTH) + EVENT + SMUGGLED, 415),
                new Shape(
                        "encoded body in disguise",
                        head("Content-Encoding: identity\r\nContent-Encoding: gzip\r\n" + LENGTH) + EVENT + SMUGGLED,
                        415),
                new Shape("after the last one", head("Connection: close\r\n" + LENGTH) + EVENT + SMUGGLED, 200),
                new Shape(
                        "expectation with its body",
                        head("Expect: 100-continue\r\nConnection: close\r\n" + LENGTH) + EVENT + SMUGGLED,
                        100,
                        200),
                new Shape(
                        "unknown expectation",
                        head("Expect: 200-ok\r\nConnection: close\r\n" + LENGTH) + EVENT + SMUGGLED,
                        200),
                new Shape(
                        "chunked as it should be",
                        head("transfer-encoding:\tCHUNKED \r\n")
                                + CHUNKS
                                + head("Connection: close\r\n" + CHUNKED)
                                + CHUNKS,
                        200,
                        200));
    }

    @ParameterizedTest
    @MethodSource("shapes")
    void aRequestIsReadInOneWayOrNotAtAll(Shape shape) throws Exception {
        try (RawConnection connection = new RawConnection(port)) {
            connection.send(shape.bytes());

            assertThat(connection.answers()).extracting(RawAnswer::status).containsExactly(shape.statuses());
        }
        assertThat(kafka.published()).noneMatch(record -> record.toString().contains("smuggled"));
    }

    @ParameterizedTest
    @MethodSource("shapes")
    void andNoOtherWayWhereItComesByteByByte(Shape shape) throws Exception {
        try (RawConnection connection = new RawConnection(port)) {
            try {
                for (byte one : shape.bytes().getBytes(StandardCharsets.ISO_8859_1)) {
                    connection.send(new byte[] {one});
                }
            } catch (IOException e) {
                // Answered and closed before all of it was sent.
            }
        }
        await().untilAsserted(() -> assertThat(total(IngressMetrics.RECEIVED))
                .isEqualTo(total(IngressMetrics.ACKNOWLEDGED)
                        + total(IngressMetrics.REFUSED)
                        + total(IngressMetrics.FAILED)));
        assertThat(kafka.published()).noneMatch(record -> record.toString().contains("smuggled"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/webhooks/%63odes",
                "/webhooks%2Fcodes",
                "/webhooks%2fcodes",
                "/%77ebhooks/codes",
                "/webhooks/./codes",
                "/webhooks/../webhooks/codes",
                "/webhooks/%2e%2e/webhooks/codes",
                "/webhooks/shop/../codes",
                "/webhooks/shop%2F..%2Fcodes",
                "//webhooks/codes",
                "/webhooks//codes",
                "\\webhooks\\codes",
                "/webhooks\\codes",
                "/webhooks/codes/",
                "/webhooks/codes;jsessionid=1",
                "/webhooks;x=y/codes",
                "/webhooks/codes#fragment",
                "/webhooks/codes%00",
                "/webhooks/codes%20",
                "/webhooks/codes%0d%0aX:y",
                "/webhooks/codes.json",
                "/webhooks/CODES",
                "/WEBHOOKS/codes",
                "/webhooks/co\u00c4es",
                "/webhooks/cod\u00c1\u00a5s",
                "/webhooks/%c0%a3odes",
                "/webhooks/%e0%81%a3odes",
                "/webhooks/%uff43odes",
                "/webhooks/codes,shop",
                "/webhooks/codes*",
                "/webhooks/",
                "/webhooks/?codes",
                "webhooks/codes",
                "?/webhooks/codes",
            })
    void aPathThatIsNearlyOneOfASourceIsNone(String path) throws Exception {
        try (RawConnection connection = new RawConnection(port)) {
            connection.send(request(EVENT).replace("/webhooks/codes", path) + SMUGGLED);

            assertThat(connection.answers()).extracting(RawAnswer::status).containsExactly(404);
        }
        assertThat(kafka.published()).isEmpty();
    }

    @Test
    void aPathThatIsTooLongIsNone() throws Exception {
        try (RawConnection connection = new RawConnection(port)) {
            connection.send(request(EVENT).replace("codes", "codes".repeat(2_000)) + SMUGGLED);

            assertThat(connection.answers()).extracting(RawAnswer::status).containsExactly(414);
        }
        assertThat(kafka.published()).isEmpty();
    }

    @Test
    void noDamagedRequestIsOurDefect() throws Exception {
        List<byte[]> bodies = Samples.cases().stream().map(Samples::body).toList();
        long seed = Long.getLong("hostile.seed", System.nanoTime());
        RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
        int[] answered = new int[600];
        for (int round = 0; round < ROUNDS; round++) {
            byte[] body = Damage.to(bodies.get(random.nextInt(bodies.size())), random);
            byte[] request = genuine(body, random);
            // Half of them are genuine whatever is in them, so that it is read.
            byte[] sent = random.nextBoolean() ? request : Damage.to(request, random);
            try (RawConnection connection = new RawConnection(port)) {
                connection.send(sent);
                connection.end();
                for (RawAnswer answer : connection.answers()) {
                    answered[answer.status()]++;
                    assertThat(answer.status())
                            .as("seed %d, round %d", seed, round)
                            .isIn(100, 200, 400, 401, 404, 405, 413, 414, 415, 431);
                }
            } catch (IOException e) {
                // Closed while there was more to send.
            }
        }
        assertThat(answered[200]).as("acknowledged").isGreaterThan(ROUNDS / 40);
        assertThat(answered[400]).as("refused for what they said").isGreaterThan(ROUNDS / 40);
    }

    private static byte[] genuine(byte[] body, RandomGenerator random) {
        String seconds = Long.toString(Instant.now().getEpochSecond());
        String proof = switch (random.nextInt(3)) {
            case 0 ->
                "shop HTTP/1.1\r\nX-Devengo-Webhooks-Sig: t=" + seconds + ",v1="
                        + timestamped(Lox24Requests.SECRET, seconds, body);
            case 1 -> "bank HTTP/1.1\r\nX-Signature: " + hex(hmac("HmacSHA256", utf8(Lox24Requests.SECRET), body));
            default -> "codes HTTP/1.1\r\nX-Lox24-Secret: " + Lox24Requests.SECRET;
        };
        ByteArrayOutputStream request = new ByteArrayOutputStream();
        request.writeBytes(
                utf8("POST /webhooks/" + proof + "\r\nHost: localhost\r\nContent-Type: application/json\r\n"));
        if (random.nextBoolean()) {
            request.writeBytes(utf8("Content-Length: " + body.length + "\r\n\r\n"));
            request.writeBytes(body);
        } else {
            int first = random.nextInt(body.length + 1);
            request.writeBytes(utf8("Transfer-Encoding: chunked\r\n\r\n"));
            chunk(request, body, 0, first);
            chunk(request, body, first, body.length);
            request.writeBytes(utf8("0\r\n\r\n"));
        }
        return request.toByteArray();
    }

    private static void chunk(ByteArrayOutputStream request, byte[] body, int from, int to) {
        if (from < to) {
            request.writeBytes(utf8(Integer.toHexString(to - from) + "\r\n"));
            request.write(body, from, to - from);
            request.writeBytes(utf8("\r\n"));
        }
    }

    private double total(String counter) {
        return meters.find(counter).counters().stream()
                .mapToDouble(Counter::count)
                .sum();
    }
}
