package io.countersign.ingress.http;

import java.util.concurrent.atomic.AtomicLong;
import org.springframework.stereotype.Component;

/**
 * The memory of bodies of which parts have yet to come. Anybody may begin one, before anything is proved, and let it wait.
 * Thread-safe.
 */
@Component
final class UnfinishedBodies {

    private final AtomicLong bytes = new AtomicLong();
    private final long limit;

    UnfinishedBodies(HttpProperties properties) {
        this.limit = properties.unfinishedBodies().toBytes();
    }

    /** Takes so many bytes more, or says that there are none left. */
    boolean take(int more) {
        if (bytes.addAndGet(more) > limit) {
            bytes.addAndGet(-more);
            return false;
        }
        return true;
    }

    /** Gives back what was taken. */
    void giveBack(int taken) {
        bytes.addAndGet(-taken);
    }
}
