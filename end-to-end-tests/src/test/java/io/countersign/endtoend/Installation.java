package io.countersign.endtoend;

import io.countersign.quickstart.stack.Secrets;
import io.countersign.quickstart.stack.StackPorts;
import io.countersign.quickstart.stack.StackPorts.Part;
import io.countersign.registry.SchemaRegistry;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.admin.Admin;

/**
 * A running system, whatever its parts run in: where they are, and what their operator knows and does. Not thread-safe where
 * it ends or starts something.
 */
public interface Installation extends AutoCloseable {

    /** Where each part listens, on 127.0.0.1. */
    StackPorts ports();

    /** How each source's webhooks are signed, and the key of the receipts. */
    Secrets secrets();

    /** The password of {@code user} at the processor's API; empty where nobody has to log in. */
    Optional<String> password();

    /** A folder for what the tests write. */
    Path folder();

    /** What each part has logged until now, by the part's name: of the services, the brokers and the registry. */
    Map<String, byte[]> logs();

    /** Ends the ingress as kill -9 does. */
    void killIngress();

    /** Starts the ingress that was ended, and waits until it is ready. */
    void startIngress();

    /** Host and port of each broker. */
    default String bootstrapServers() {
        return "127.0.0.1:" + ports().of(Part.KAFKA);
    }

    /** The root of what a part serves over HTTP. */
    default URI url(Part part) {
        return URI.create("http://127.0.0.1:" + ports().of(part));
    }

    /** The root of the registry's API. */
    default URI registry() {
        return url(Part.REGISTRY).resolve("/apis/ccompat/v7");
    }

    /** A new client of the brokers. */
    default Admin admin() {
        return Admin.create(Map.of("bootstrap.servers", bootstrapServers()));
    }

    /** A new client of the registry. */
    default SchemaRegistry schemaRegistry() {
        return new SchemaRegistry(registry(), Duration.ofSeconds(10));
    }

    /** Ends everything. */
    @Override
    void close();
}
