package io.countersign.processor.runtime;

import io.countersign.processor.topology.ProcessorTopology;
import io.countersign.registry.RegistryUnavailableException;
import io.countersign.registry.SchemaRegistry;
import io.countersign.serde.Codecs;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.ssl.SslBundles;

/** The codecs, once the registry has been reached. Thread-safe. */
public final class RegistryConnection implements Supplier<Codecs> {

    private final SchemaRegistry registry;
    private final AtomicReference<@Nullable Codecs> codecs = new AtomicReference<>();

    RegistryConnection(RegistryProperties properties, SslBundles bundles) {
        String bundle = properties.sslBundle();
        this.registry = new SchemaRegistry(
                properties.url(),
                properties.timeout(),
                bundle == null ? null : bundles.getBundle(bundle).createSslContext());
    }

    /**
     * Registers their schemas, unless that has been done.
     *
     * @throws RegistryUnavailableException where the registry does not answer
     * @throws IllegalStateException where it refuses a schema
     */
    void connect() {
        if (codecs.get() == null) {
            codecs.set(Codecs.connect(registry, ProcessorTopology.usedTopics()));
        }
    }

    /**
     * The codecs of the topics that the processor uses.
     *
     * @throws IllegalStateException where the schemas are not registered yet
     */
    @Override
    public Codecs get() {
        Codecs connected = codecs.get();
        if (connected == null) {
            throw new IllegalStateException("the schemas are not registered yet");
        }
        return connected;
    }
}
