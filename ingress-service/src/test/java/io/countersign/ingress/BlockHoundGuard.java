package io.countersign.ingress;

import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import reactor.blockhound.BlockHound;

/** From here on, a blocking call on an event-loop thread throws, and so becomes a 500. */
public final class BlockHoundGuard implements BeforeAllCallback {

    static {
        BlockHound.install();
    }

    @Override
    public void beforeAll(ExtensionContext context) {
        // Loading the class has done it, once for the JVM.
    }
}
