package io.countersign.ingress;

import org.junit.jupiter.api.extension.Extension;
import reactor.blockhound.BlockHound;

/**
 * In every test of this module a blocking call on an event-loop thread throws, and so becomes a 500. JUnit finds this by itself
 * (META-INF/services) and loads it before the first test: threads that wait already when it is installed would die of it.
 */
public final class BlockHoundGuard implements Extension {

    static {
        // A fuzzer's JVM has neither an event loop nor time to spare.
        if (System.getenv("JAZZER_FUZZ") == null) {
            BlockHound.install();
        }
    }
}
