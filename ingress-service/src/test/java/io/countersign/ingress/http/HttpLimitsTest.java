package io.countersign.ingress.http;

import static io.countersign.ingress.http.Lox24Requests.event;
import static io.countersign.ingress.http.Lox24Requests.eventOf;
import static io.countersign.ingress.http.Lox24Requests.eventWith;
import static io.countersign.ingress.http.Lox24Requests.fields;
import static io.countersign.ingress.http.Lox24Requests.head;
import static io.countersign.ingress.http.Lox24Requests.request;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

import io.countersign.ingress.http.RawConnection.RawAnswer;
import io.countersign.ingress.metrics.IngressMetrics;
import io.countersign.ingress.publish.Publication;
import io.countersign.quarantine.QuarantineReason;
import io.countersign.quarantine.QuarantineRecord;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import java.io.IOException;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Import;

/** Every limit of the public port, just below, at and past it. */
@Import(WebhookEndpointTest.Fakes.class)
@SpringBootTest(
        webEnvironment = WebEnvironment.RANDOM_PORT,
        properties = {
            "management.server.port=0",
            "spring.kafka.bootstrap-servers=127.0.0.1:1",
            "countersign.registry.url=http://127.0.0.1:1",
            "countersign.receipt.key=" + WebhookEndpointTest.RECEIPT_KEY,
            "countersign.http.request-line-limit=128B",
            "countersign.http.header-limit=512B",
            "countersign.http.header-fields=10",
            "countersign.http.header-timeout=2s",
            "countersign.http.body-timeout=2s",
            "countersign.http.answer-timeout=2s",
            "countersign.http.idle-timeout=3s",
            "countersign.http.connections-per-address=20",
            "countersign.http.unfinished-bodies=1MB",
            "countersign.http.retry-after=7s",
            "countersign.sources.codes.provider=lox24",
            "countersign.sources.codes.secrets=" + Lox24Requests.SECRET,
            "countersign.sources.codes.body-limit=400KB",
        })
class HttpLimitsTest {

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
        await().untilAsserted(() -> assertThat(connections()).isZero());
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

    // --- sizes ----------------------------------------------------------------------------------------------------

    @ParameterizedTest
    @CsvSource({"127, 200", "128, 200", "129, 414"})
    void aRequestLineMayBeAsLongAsItMay(int length, int status) throws Exception {
        String line = "POST /webhooks/codes? HTTP/1.1";
        String padded = line.replace("?", "?" + "x".repeat(length - line.length()));

        RawAnswer answer =
                only(padded + "\r\n" + fields("Content-Length: " + event("n").length() + "\r\n") + "\r\n" + event("n"));

        assertProblem(answer, status, "request-line-too-long");
    }

    @ParameterizedTest
    @CsvSource({"511, 200", "512, 200", "513, 431"})
    void aHeaderSectionMayBeAsLargeAsItMay(int size, int status) throws Exception {
        String fields = fields("Content-Length: " + event("n").length() + "\r\nX-Pad: \r\n");
        int withoutLineEnds = fields.replace("\r\n", "").length();
        String padded = fields.replace("X-Pad: ", "X-Pad: " + "x".repeat(size - withoutLineEnds));

        RawAnswer answer = only("POST /webhooks/codes HTTP/1.1\r\n" + padded + "\r\n" + event("n"));

        assertProblem(answer, status, "header-too-large");
    }

    @ParameterizedTest
    @CsvSource({"9, 200", "10, 200", "11, 431"})
    void aRequestMayHaveAsManyHeaderFieldsAsItMay(int count, int status) throws Exception {
        RawAnswer answer = only(
                head("Content-Length: " + event("n").length() + "\r\n" + "X: y\r\n".repeat(count - 4)) + event("n"));

        assertProblem(answer, status, "header-too-large");
    }

    @ParameterizedTest
    @CsvSource({"409599, 200", "409600, 200", "409601, 413"})
    void aBodyMayBeAsLargeAsItsSourceAllows(int size, int status) throws Exception {
        String body = eventOf(size);

        assertProblem(only(request(body)), status, "body-too-large");
        assertProblem(
                only(head("Transfer-Encoding: chunked\r\n") + Integer.toHexString(size) + "\r\n" + body
                        + "\r\n0\r\n\r\n"),
                status,
                "body-too-large");
    }

    @ParameterizedTest
    @CsvSource({"62, 200", "63, 200", "64, 400", "100000, 400"})
    void jsonMayBeNestedAsDeepAsItMay(int depth, int status) throws Exception {
        assertJson(eventWith("[".repeat(depth) + "]".repeat(depth)), status);
    }

    @ParameterizedTest
    @CsvSource({"99, 200", "100, 200", "101, 400", "100000, 400"})
    void aNumberMayBeAsLongAsItMay(int length, int status) throws Exception {
        assertJson(eventWith("9".repeat(length)), status);
        assertJson(eventWith("0." + "9".repeat(length - 2)), status);
        assertJson(eventWith("1e" + "9".repeat(length - 2)), status);
    }

    @ParameterizedTest
    @CsvSource({"65535, 200", "65536, 200", "65537, 400", "300000, 400"})
    void aTextMayBeAsLongAsItMay(int length, int status) throws Exception {
        assertJson(eventWith('"' + "x".repeat(length) + '"'), status);
    }

    @ParameterizedTest
    @CsvSource({"1023, 200", "1024, 200", "1025, 400"})
    void aNameMayBeAsLongAsItMay(int length, int status) throws Exception {
        assertJson(eventWith("{\"" + "x".repeat(length) + "\":1}"), status);
    }

    // --- times ----------------------------------------------------------------------------------------------------

    @Test
    void aHeaderSectionThatDripsIsNotWaitedFor() throws Exception {
        try (RawConnection slow = new RawConnection(port)) {
            slow.send("POST /webhooks/codes HTTP/1.1\r\n");
            int sent = 0;
            while (slow.isSilentFor(100) && sent < 100) {
                slow.send("X");
                sent++;
            }

            assertThat(sent).as("bytes within two seconds").isBetween(5, 60);
        }
        assertThat(refused("header_too_slow")).isPositive();
    }

    @Test
    void aHeaderSectionThatStopsIsAnsweredWith408() throws Exception {
        try (RawConnection slow = new RawConnection(port)) {
            slow.send("POST /webhooks/codes HTTP/1.1\r\nHost: loc");

            assertThat(slow.answers())
                    .singleElement()
                    .satisfies(answer -> assertProblem(answer, 408, "header-too-slow"));
        }
    }

    @Test
    void aBodyThatDripsIsNotWaitedFor() throws Exception {
        try (RawConnection slow = new RawConnection(port)) {
            slow.send(head("Content-Length: 100000\r\n"));
            int sent = 0;
            while (slow.isSilentFor(100) && sent < 100) {
                slow.send(" ");
                sent++;
            }

            assertThat(sent).as("bytes within two seconds").isBetween(5, 60);
        }
        assertThat(refused("body_too_slow")).isPositive();
    }

    @Test
    void whoConnectsAndSaysNothingIsNotWaitedFor() throws Exception {
        try (RawConnection silent = new RawConnection(port)) {
            assertThat(silent.answers()).isEmpty();
        }
    }

    @Test
    void aConnectionThatIdlesIsClosed() throws Exception {
        try (RawConnection idle = new RawConnection(port)) {
            idle.send(request(event("n")));

            assertThat(idle.answers()).singleElement().satisfies(answer -> assertProblem(answer, 200, ""));
        }
    }

    @Test
    void whoReadsNoAnswersIsReadNoMoreAndThenClosed() throws Exception {
        String refused = request(event("n")).replace(Lox24Requests.SECRET, "guess");
        byte[] many = refused.repeat(200).getBytes(StandardCharsets.ISO_8859_1);
        try (RawConnection deaf = new RawConnection(port)) {
            // The socket's own buffers take some megabytes; more is neither read nor kept.
            assertThatThrownBy(() -> {
                        for (int megabytes = 0; megabytes < 4_000; megabytes++) {
                            deaf.send(many);
                        }
                    })
                    .isInstanceOf(IOException.class);
        }
    }

    @ParameterizedTest
    @CsvSource({"-1, true", "0, false", "1, false"})
    void everyWaitEndsWhenItsTimeDoes(long nanosFromItsEnd, boolean open) throws Exception {
        assertThat(isOpenAfter("", 2, nanosFromItsEnd)).as("silent").isEqualTo(open);
        assertThat(isOpenAfter("POST /", 2, nanosFromItsEnd)).as("header").isEqualTo(open);
        assertThat(isOpenAfter(request(event("n")), 3, nanosFromItsEnd))
                .as("idle")
                .isEqualTo(open);
        assertThat(isOpenAfter(request(event("n")) + "POST /", 2, nanosFromItsEnd))
                .as("second header")
                .isEqualTo(open);
        assertThat(isOpenAfter(head("Content-Length: 9\r\n"), 2, nanosFromItsEnd))
                .as("body")
                .isEqualTo(open);
    }

    @Test
    void theTimeOfAHeaderSectionRunsFromItsFirstByteOn() throws Exception {
        Connected connection = connection();
        connection.writeInbound(bytes(request(event("n"))));
        connection.pass(2_900_000_000L);
        connection.writeInbound(bytes("POST /"));
        connection.pass(1_900_000_000L);
        connection.writeInbound(bytes("webhooks/"));

        connection.pass(100_000_000L - 1);
        assertThat(written(connection)).doesNotContain("408");
        connection.pass(1);
        assertThat(written(connection)).contains("408");
        connection.finishAndReleaseAll();
    }

    @Test
    void anAnswerIsWaitedForAsLongAsItTakes() throws Exception {
        CompletableFuture<Publication> storing = new CompletableFuture<>();
        kafka.answers(() -> storing);
        Connected connection = connection();
        connection.writeInbound(bytes(request(event("n"))));
        connection.pass(TimeUnit.HOURS.toNanos(1));

        storing.complete(Publication.STORED);
        connection.runPendingTasks();

        assertThat(written(connection)).contains("200 OK");
        assertThat(connection.isOpen()).isTrue();
        connection.pass(TimeUnit.SECONDS.toNanos(3));
        assertThat(connection.isOpen()).isFalse();
        connection.finishAndReleaseAll();
    }

    @Test
    void anAnswerIsTimedFromTheCompleteHeadUntilItIsHandedOver() throws Exception {
        CompletableFuture<Publication> storing = new CompletableFuture<>();
        kafka.answers(() -> storing);
        double before = answerTimes("codes", "acknowledged");
        Connected connection = connection();
        String head = head("Content-Length: " + event("n").length() + "\r\n");

        connection.writeInbound(bytes(head.substring(0, 20)));
        connection.pass(TimeUnit.MILLISECONDS.toNanos(700));
        connection.writeInbound(bytes(head.substring(20)));
        connection.pass(TimeUnit.MILLISECONDS.toNanos(30));
        connection.writeInbound(bytes(event("n")));
        connection.pass(TimeUnit.MILLISECONDS.toNanos(4));
        storing.complete(Publication.STORED);
        connection.runPendingTasks();
        connection.pass(TimeUnit.MILLISECONDS.toNanos(900));

        assertThat(answerTimes("codes", "acknowledged") - before).isEqualTo(34, within(1e-6));
        connection.finishAndReleaseAll();
    }

    @Test
    void whoGoesAwayIsTimedUntilThen() throws Exception {
        kafka.answers(CompletableFuture::new);
        double before = answerTimes("codes", "failed");
        Connected connection = connection();
        connection.writeInbound(bytes(request(event("n"))));
        connection.pass(TimeUnit.MILLISECONDS.toNanos(250));

        // As by the client: what we close ourselves waits for the answer.
        connection.pipeline().firstContext().close();
        connection.runPendingTasks();

        assertThat(answerTimes("codes", "failed") - before).isEqualTo(250, within(1e-6));
        connection.finishAndReleaseAll();
    }

    @Test
    void aHeadThatDoesNotComeCountsAsNoTime() throws Exception {
        double before = answerTimes("none", "refused");
        Connected connection = connection();
        connection.writeInbound(bytes("POST /"));

        connection.pass(TimeUnit.SECONDS.toNanos(2));

        assertThat(written(connection)).contains("408");
        assertThat(answerTimes("none", "refused")).isEqualTo(before);
        connection.finishAndReleaseAll();
    }

    // --- numbers --------------------------------------------------------------------------------------------------

    @Test
    void anAddressHasAsManyConnectionsAsItMayAndThoseGoOn() throws Exception {
        List<RawConnection> open = new ArrayList<>();
        try {
            for (int i = 0; i < 20; i++) {
                open.add(new RawConnection(port));
                assertThat(ask(open.get(i))).isEqualTo(200);
            }

            try (RawConnection oneTooMany = new RawConnection(port)) {
                RawAnswer answer = oneTooMany.answer();
                assertProblem(answer, 429, "too-many-connections");
                assertThat(answer.header("retry-after")).isEqualTo("7");
                assertThat(answer.header("connection")).isEqualTo("close");
            }
            for (RawConnection connection : open) {
                assertThat(ask(connection)).isEqualTo(200);
            }

            open.remove(0).close();
            await().untilAsserted(() -> assertThat(connections()).isEqualTo(19));
            open.add(new RawConnection(port));
            assertThat(ask(open.get(19))).isEqualTo(200);
        } finally {
            for (RawConnection connection : open) {
                connection.close();
            }
        }
        assertThat(meters.get(IngressMetrics.CONNECTIONS_REFUSED)
                        .tag("reason", "too_many_of_address")
                        .counter()
                        .count())
                .isPositive();
    }

    @Test
    void unfinishedBodiesTakeAsMuchMemoryAsTheyMayAndThoseGoOn() throws Exception {
        String body = eventOf(400 * 1024);
        String half = head("Content-Length: " + body.length() + "\r\n") + body.substring(0, 300 * 1024);
        try (RawConnection first = new RawConnection(port);
                RawConnection second = new RawConnection(port);
                RawConnection third = new RawConnection(port)) {
            first.send(half);
            second.send(half);
            third.send(half);
            List<RawConnection> all = List.of(first, second, third);
            // Which one is too much depends on which is read last; where two are at the same moment, both are.
            Set<RawConnection> refused = new HashSet<>();
            await().until(() -> {
                for (RawConnection connection : all) {
                    if (hasAnswer(connection)) {
                        refused.add(connection);
                    }
                }
                return !refused.isEmpty();
            });
            List<Integer> statuses = new ArrayList<>(List.of(503));
            for (RawConnection connection : all) {
                if (!refused.contains(connection)) {
                    connection.send(body.substring(300 * 1024));
                    statuses.add(connection.answer().status());
                }
            }

            assertThat(statuses).containsOnly(200, 503);
            try (RawConnection small = new RawConnection(port)) {
                assertThat(ask(small)).isEqualTo(200);
            }
        }
        assertThat(failed("too_busy")).isPositive();
    }

    // --- helpers --------------------------------------------------------------------------------------------------

    private RawAnswer only(String request) throws IOException {
        try (RawConnection connection = new RawConnection(port)) {
            connection.send(request);
            return connection.answer();
        }
    }

    private static int ask(RawConnection connection) throws IOException {
        connection.send(request(event("n")));
        return connection.answer().status();
    }

    /** Also where the answer was so long ago that the connection is gone. */
    private static boolean hasAnswer(RawConnection connection) throws IOException {
        try {
            return !connection.isSilentFor(50);
        } catch (SocketException e) {
            return true;
        }
    }

    private void assertJson(String body, int status) throws IOException {
        kafka.reset();
        RawAnswer answer = only(request(body));

        assertProblem(answer, status, "not-an-event");
        Object message = kafka.published().get(0).message();
        assertThat(message instanceof QuarantineRecord kept ? kept.getReason() : "an event")
                .isEqualTo(status == 200 ? "an event" : QuarantineReason.LIMIT_EXCEEDED);
    }

    /** That the answer has the status, and where that is no success, that it is this problem. */
    private static void assertProblem(RawAnswer answer, int status, String name) {
        assertThat(answer.status()).isEqualTo(status);
        assertThat(answer.body()).contains(status == 200 ? "\"receipt\"" : "urn:countersign:problem:" + name);
    }

    /** Whether a connection is still as it was, so many seconds and nanoseconds after these bytes came. */
    private boolean isOpenAfter(String bytes, int seconds, long nanos) throws Exception {
        Connected connection = connection();
        connection.writeInbound(bytes(bytes));
        written(connection);
        connection.pass(TimeUnit.SECONDS.toNanos(seconds) + nanos);
        boolean open = connection.isOpen() && !written(connection).contains("408");
        connection.finishAndReleaseAll();
        return open;
    }

    private Connected connection() throws Exception {
        return Connected.to(publicPort, "192.0.2.1");
    }

    private static ByteBuf bytes(String text) {
        return Unpooled.copiedBuffer(text, StandardCharsets.ISO_8859_1);
    }

    private static String written(EmbeddedChannel connection) {
        StringBuilder all = new StringBuilder();
        for (ByteBuf part = connection.readOutbound(); part != null; part = connection.readOutbound()) {
            all.append(part.toString(StandardCharsets.ISO_8859_1));
            part.release();
        }
        return all.toString();
    }

    private double connections() {
        return meters.get(IngressMetrics.CONNECTIONS).gauge().value();
    }

    private double total(String counter) {
        return meters.find(counter).counters().stream()
                .mapToDouble(Counter::count)
                .sum();
    }

    /** Of all answers so far, in milliseconds. */
    private double answerTimes(String source, String outcome) {
        return meters.find(IngressMetrics.ANSWER_TIME).tags("source", source, "outcome", outcome).timers().stream()
                .mapToDouble(timer -> timer.totalTime(TimeUnit.MILLISECONDS))
                .sum();
    }

    private double refused(String reason) {
        return meters.find(IngressMetrics.REFUSED).tag("reason", reason).counters().stream()
                .mapToDouble(Counter::count)
                .sum();
    }

    private double failed(String reason) {
        return meters.find(IngressMetrics.FAILED).tag("reason", reason).counters().stream()
                .mapToDouble(Counter::count)
                .sum();
    }
}
