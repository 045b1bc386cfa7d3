package io.countersign.processor.runtime;

import io.countersign.registry.RegistryUnavailableException;
import io.countersign.registry.SchemaRegistry;
import io.countersign.serde.Codecs;
import io.countersign.topic.Topic;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.ssl.SslBundles;

/** The codecs, once the registry has been reached. Thread-safe. */
public final class RegistryConnection implements Supplier<Codecs> {

    private final SchemaRegistry registry;
    private final List<Topic> topics;
    private final AtomicReference<@Nullable Codecs> codecs = new AtomicReference<>();

    /** @param topics the topics whose records are read or written */
    RegistryConnection(RegistryProperties properties, SslBundles bundles, List<Topic> topics) {
        this.topics = topics;
        String bundle = properties.sslBundle();
        this.registry = new SchemaRegistry(
                properties.url(),
                properties.timeout(),
                bundle == null ? null : bundles.getBundle(bundle).createSslContext());
    }

    /**
     * Registers the schemas of the topics, unless that has been done.
     *
     * @throws RegistryUnavailableException where the registry does not answer
     * @throws IllegalStateException where it refuses a schema
     */
    void connect() {
        if (codecs.get() == null) {
            codecs.set(Codecs.connect(registry, topics));
        }
    }

    /**
     * The codecs of the topics.
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
