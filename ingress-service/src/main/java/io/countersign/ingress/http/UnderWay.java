package io.countersign.ingress.http;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/**
 * The requests that await their answer. When the ingress stops, it waits for them: after the port was closed, before the
 * producer and the event loops are. Thread-safe.
 */
@Component
final class UnderWay implements SmartLifecycle {

    /** Every answer comes within five seconds. */
    private static final Duration LONGEST = Duration.ofSeconds(6);

    private static final Duration LOOK = Duration.ofMillis(5);

    private final AtomicInteger requests = new AtomicInteger();
    private volatile boolean running;

    /** A request is whole and awaits its answer. */
    void begin() {
        requests.incrementAndGet();
    }

    /** Its answer was handed to the connection, or the connection is gone. */
    void end() {
        requests.decrementAndGet();
    }

    @Override
    public void start() {
        running = true;
    }

    @Override
    public void stop() {
        long deadline = System.nanoTime() + LONGEST.toNanos();
        while (requests.get() > 0 && System.nanoTime() - deadline < 0) {
            LockSupport.parkNanos(LOOK.toNanos());
        }
        running = false;
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    /** Stops after the web server and before what answers are made of. */
    @Override
    public int getPhase() {
        return 1;
    }
}
