package io.countersign.ingress.http;

import static io.countersign.ingress.http.Lox24Requests.event;
import static io.countersign.ingress.http.Lox24Requests.head;
import static io.countersign.ingress.http.Lox24Requests.request;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.countersign.ingress.http.RawConnection.RawAnswer;
import io.countersign.ingress.metrics.IngressMetrics;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Import;

/** A flood of connections, over real sockets: who is in goes on, who comes too much is told so, and memory stays bounded. */
@Import(WebhookEndpointTest.Fakes.class)
@SpringBootTest(
        webEnvironment = WebEnvironment.RANDOM_PORT,
        properties = {
            "management.server.port=0",
            "spring.kafka.bootstrap-servers=127.0.0.1:1",
            "countersign.registry.url=http://127.0.0.1:1",
            "countersign.receipt.key=" + WebhookEndpointTest.RECEIPT_KEY,
            "countersign.http.connections=300",
            "countersign.http.connections-per-address=100000",
            "countersign.http.header-timeout=5s",
            "countersign.http.body-timeout=5s",
            "countersign.http.answer-timeout=5s",
            "countersign.http.unfinished-bodies=1MB",
            "countersign.http.retry-after=3s",
            "countersign.sources.codes.provider=lox24",
            "countersign.sources.codes.secrets=" + Lox24Requests.SECRET,
        })
class FloodTest {

    private static final int REGULARS = 4;
    private static final int WAVES = 3;
    private static final int FLOOD = 1_200;
    private static final long SLACK = 48L << 20;

    /** The largest body of the source. */
    private static final int BODY = 256 * 1024;

    @LocalServerPort
    private int port;

    @Autowired
    private FakePublisher kafka;

    @Autowired
    private MeterRegistry meters;

    @Test
    void aFloodIsShedAndWhoIsInIsServed() throws Exception {
        kafka.reset();
        kafka.forgets();
        ExecutorService threads = Executors.newFixedThreadPool(REGULARS);
        AtomicBoolean flooded = new AtomicBoolean(true);
        List<Future<Integer>> regulars = new ArrayList<>();
        for (int i = 0; i < REGULARS; i++) {
            RawConnection connection = new RawConnection(port);
            assertThat(ask(connection)).isEqualTo(200);
            regulars.add(threads.submit(() -> askUntil(flooded, connection)));
        }
        long before = memory();
        for (int wave = 0; wave < WAVES; wave++) {
            double refused = refused();
            List<SocketChannel> flood = flood();
            await().atMost(Duration.ofSeconds(30))
                    .untilAsserted(() -> assertThat(refused() - refused).isGreaterThan(FLOOD / 2.0));
            assertThat(memory() - before).as("bytes more in wave " + wave).isLessThan(SLACK);
            for (SocketChannel channel : flood) {
                channel.close();
            }
        }
        flooded.set(false);

        for (Future<Integer> regular : regulars) {
            assertThat(regular.get()).as("webhooks acknowledged in the flood").isGreaterThan(10);
        }
        threads.shutdown();
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(
                                meters.get(IngressMetrics.CONNECTIONS).gauge().value())
                        .isZero());
        try (RawConnection afterwards = new RawConnection(port)) {
            assertThat(ask(afterwards)).isEqualTo(200);
        }
        assertThat(total(IngressMetrics.RECEIVED))
                .isEqualTo(total(IngressMetrics.ACKNOWLEDGED)
                        + total(IngressMetrics.REFUSED)
                        + total(IngressMetrics.FAILED));
    }

    @Test
    void thereAreAsManyConnectionsAsThereMayBe() throws Exception {
        await().untilAsserted(() -> assertThat(
                        meters.get(IngressMetrics.CONNECTIONS).gauge().value())
                .isZero());
        List<RawConnection> open = new ArrayList<>();
        try {
            for (int i = 0; i < 300; i++) {
                open.add(new RawConnection(port));
            }
            assertThat(ask(open.get(298))).isEqualTo(200);
            assertThat(ask(open.get(299))).isEqualTo(200);
            try (RawConnection oneTooMany = new RawConnection(port)) {
                RawAnswer answer = oneTooMany.answer();
                assertThat(answer.status()).isEqualTo(503);
                assertThat(answer.header("retry-after")).isEqualTo("3");
                assertThat(answer.body()).contains("urn:countersign:problem:too-busy");
            }
            assertThat(ask(open.get(299))).isEqualTo(200);
        } finally {
            for (RawConnection connection : open) {
                connection.close();
            }
        }
    }

    /** As many connections as will be had, each hostile in its way: silent, slow, greedy or deaf. */
    private List<SocketChannel> flood() throws IOException {
        List<SocketChannel> flood = new ArrayList<>();
        String unsigned = request(event("n")).replace(Lox24Requests.SECRET, "guess");
        ByteBuffer slow = bytes("POST /webhooks/codes HTTP/1.1\r\nHost: ");
        ByteBuffer greedy = bytes(head("Content-Length: " + BODY + "\r\n") + " ".repeat(BODY / 2));
        ByteBuffer deaf = bytes(unsigned.repeat(100));
        for (int i = 0; i < FLOOD; i++) {
            SocketChannel channel = SocketChannel.open(new InetSocketAddress("127.0.0.1", port));
            channel.configureBlocking(false);
            flood.add(channel);
            try {
                switch (i % 4) {
                    case 1 -> channel.write(slow.duplicate());
                    case 2 -> channel.write(greedy.duplicate());
                    case 3 -> channel.write(deaf.duplicate());
                    default -> {
                        // Silent.
                    }
                }
            } catch (IOException e) {
                // Not let in.
            }
        }
        return flood;
    }

    private static int askUntil(AtomicBoolean flooded, RawConnection connection) throws IOException {
        try (connection) {
            int acknowledged = 0;
            while (flooded.get()) {
                assertThat(ask(connection)).isEqualTo(200);
                acknowledged++;
            }
            return acknowledged;
        }
    }

    private static int ask(RawConnection connection) throws IOException {
        connection.send(request(event("n")));
        return connection.answer().status();
    }

    private static ByteBuffer bytes(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    /** What the heap holds, and Netty's buffers beside it. */
    private static long memory() {
        System.gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed()
                + io.netty.util.internal.PlatformDependent.usedDirectMemory();
    }

    private double refused() {
        return meters.get(IngressMetrics.CONNECTIONS_REFUSED)
                .tag("reason", "too_many")
                .counter()
                .count();
    }

    private double total(String counter) {
        return meters.find(counter).counters().stream()
                .mapToDouble(Counter::count)
                .sum();
    }
}
