package io.countersign.ingress.throttle;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;
import io.countersign.ingress.address.Network;
import java.net.InetAddress;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.stereotype.Component;

/**
 * Counts refused attempts by address and says when there were too many. A genuine request is never held up: whoever
 * shares an address with a provider must not be able to silence it. Thread-safe, never blocks.
 */
@Component
public final class RefusalThrottle {

    private final int limit;
    private final Duration window;
    private final Cache<Object, AtomicInteger> refusals;

    @Autowired
    RefusalThrottle(ThrottleProperties properties) {
        this(properties, Ticker.systemTicker());
    }

    RefusalThrottle(ThrottleProperties properties, Ticker ticker) {
        this.limit = properties.refusedAttempts();
        this.window = properties.window();
        this.refusals = Caffeine.newBuilder()
                .maximumSize(properties.addresses())
                .expireAfterWrite(properties.window())
                .ticker(ticker)
                .build();
    }

    /** Counts one refused attempt; says whether it is one too many. */
    public boolean tooMany(InetAddress address) {
        return refusals.get(Network.ofSender(address), ignored -> new AtomicInteger())
                        .incrementAndGet()
                > limit;
    }

    /** After how long somebody who has had too many may try again: the longest that a window lasts. */
    public Duration retryAfter() {
        return window;
    }

    /** How many addresses are remembered. */
    long remembered() {
        refusals.cleanUp();
        return refusals.estimatedSize();
    }
}
