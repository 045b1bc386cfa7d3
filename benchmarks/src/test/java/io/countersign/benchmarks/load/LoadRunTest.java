package io.countersign.benchmarks.load;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LoadRunTest {

    private static final Duration STALL = Duration.ofMillis(400);

    private final Webhooks webhooks = new Webhooks(Secrets.random(), 1, 100, 0.05);
    private final AtomicInteger received = new AtomicInteger();
    private final AtomicInteger stallAt = new AtomicInteger(-1);
    private final AtomicInteger refuseAt = new AtomicInteger(-1);
    private final AtomicLong stalled = new AtomicLong();
    private final ExecutorService threads = Executors.newFixedThreadPool(4);
    private HttpServer server;

    @BeforeEach
    void startServer() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/webhooks/", exchange -> {
            exchange.getRequestBody().readAllBytes();
            int number = received.incrementAndGet();
            if (number == stallAt.get()) {
                try {
                    Thread.sleep(STALL.toMillis()); // the very thing that is measured
                    stalled.incrementAndGet();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            }
            exchange.sendResponseHeaders(number == refuseAt.get() ? 503 : 204, -1);
            exchange.close();
        });
        server.start();
    }

    @AfterEach
    void stopServer() {
        server.stop(0);
        threads.shutdownNow();
    }

    @Test
    void closedLoopCountsEveryAnswerByItsStatus() throws IOException {
        refuseAt.set(3);

        LoadResult result = LoadRun.of(load(2, 0), webhooks, line -> {});

        assertThat(result.whole().sent()).isEqualTo(received.get());
        assertThat(result.whole().answers()).containsEntry(503, 1L);
        assertThat(result.whole().acknowledged()).isEqualTo(received.get() - 1L);
        assertThat(result.whole().unanswered()).isZero();
        assertThat(result.whole().broken()).isZero();
        assertThat(result.acknowledged())
                .isPositive()
                .isLessThanOrEqualTo(result.whole().acknowledged());
        assertThat(result.latency().p99()).isPositive();
        assertThat(result.processes()).containsOnlyKeys("self");
    }

    @Test
    void openLoopSendsAsManyAsTheRateSays() throws IOException {
        LoadResult result = LoadRun.of(load(4, 100), webhooks, line -> {});

        // 0.2 s of lead-in and 0.8 s that count; the last one is due just before the end.
        assertThat(result.whole().sent()).isBetween(99L, 101L);
        assertThat(result.whole().acknowledged()).isEqualTo(result.whole().sent());
    }

    @Test
    void openLoopChargesAStallToAllWhoWouldHaveComeMeanwhile() throws IOException {
        stallAt.set(40);

        LoadResult result = LoadRun.of(load(1, 100), webhooks, line -> {});

        assertThat(stalled).hasValue(1);
        // One connection: while one request of 100 a second waits for 0.4 s, 40 others are late, by 0.2 s on average.
        // Counted from sending, only one of 80 would be slow.
        assertThat(result.latency().p90()).isGreaterThan(STALL.toMillis() / 2.0);
        assertThat(result.latency().max()).isGreaterThanOrEqualTo(STALL.toMillis());
    }

    private Load load(int connections, double perSecond) {
        return new Load(
                "test",
                server.getAddress().getPort(),
                connections,
                perSecond,
                Duration.ofMillis(200),
                Duration.ofMillis(800),
                Duration.ofMillis(250),
                Map.of("self", ProcessHandle.current().pid()));
    }
}
