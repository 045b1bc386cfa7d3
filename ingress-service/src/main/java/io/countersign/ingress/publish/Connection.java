package io.countersign.ingress.publish;

import io.countersign.log.LogFields;
import io.countersign.registry.RegistryUnavailableException;
import io.countersign.registry.SchemaRegistry;
import io.countersign.serde.Codecs;
import io.countersign.topic.Topic;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.errors.AuthenticationException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/**
 * What has to be there before a webhook can be acknowledged: registered schemas, topics, and a cluster that answers. Sees
 * to the first two once, at the start, for as long as it takes; then keeps an eye on the third. A registry that goes away
 * later is not missed. As health indicator {@code connection} it is part of readiness, together with the reserve where
 * there is one.
 */
@Component
final class Connection implements RegisteredSchemas, SmartLifecycle, HealthIndicator {

    private static final Logger LOG = LoggerFactory.getLogger(Connection.class);
    private static final long PROBE_TIMEOUT_SECONDS = 3;
    private static final long METADATA_RETRY_MILLIS = 5;
    private static final String STILL_CONNECTING = "still connecting";

    private final SchemaRegistry registry;
    private final Admin admin;
    private final KafkaProducer<String, byte[]> producer;
    private final RegistryProperties properties;

    private final ObjectProvider<Reserve> reserve;

    private volatile @Nullable Codecs registered;
    private volatile @Nullable Codecs codecs;
    private volatile @Nullable String trouble = STILL_CONNECTING;
    private volatile boolean running;
    private volatile @Nullable Thread thread;

    Connection(
            SchemaRegistry registry,
            Admin admin,
            KafkaProducer<String, byte[]> producer,
            RegistryProperties properties,
            ObjectProvider<Reserve> reserve) {
        this.registry = registry;
        this.admin = admin;
        this.producer = producer;
        this.properties = properties;
        this.reserve = reserve;
    }

    /** The codecs, or {@code null} as long as the registry has not answered. */
    @Nullable
    Codecs registered() {
        return registered;
    }

    @Override
    public @Nullable Codecs codecs() {
        return codecs;
    }

    @Override
    public Health health() {
        String current = trouble;
        Reserve spare = reserve.getIfAvailable();
        boolean direct = current == null && (spare == null || !spare.isInUse());
        // What comes before Kafka was looked for would be spooled for nothing.
        boolean byReserve = spare != null && registered != null && spare.hasRoom() && !STILL_CONNECTING.equals(current);
        Health.Builder health = direct || byReserve ? Health.up() : Health.outOfService();
        if (current != null) {
            health.withDetail("trouble", current);
        }
        if (spare != null) {
            health.withDetails(spare.details());
        }
        return health.build();
    }

    @Override
    public void start() {
        running = true;
        Thread started = new Thread(this::watch, "connection");
        started.setDaemon(true);
        started.start();
        thread = started;
    }

    @Override
    public void stop() {
        running = false;
        Thread started = thread;
        if (started != null) {
            started.interrupt();
        }
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    /** Before the web server at the start, after it at the end. */
    @Override
    public int getPhase() {
        return 0;
    }

    private void watch() {
        try {
            Codecs connected = null;
            while (running) {
                String found;
                try {
                    if (connected == null) {
                        connected = Codecs.connect(registry, PublishConfiguration.TOPICS);
                        registered = connected;
                    }
                    found = probe();
                } catch (RegistryUnavailableException | IllegalStateException e) {
                    found = e.getMessage();
                }
                if (found == null && codecs == null) {
                    codecs = connected;
                }
                tell(found);
                Thread.sleep(properties.retryInterval().toMillis());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** What keeps Kafka from taking records; {@code null} for nothing. */
    private @Nullable String probe() throws InterruptedException {
        try {
            if (codecs == null) {
                Set<String> existing = admin.listTopics().names().get(PROBE_TIMEOUT_SECONDS, TimeUnit.SECONDS);
                List<String> missing = PublishConfiguration.TOPICS.stream()
                        .map(Topic::name)
                        .filter(name -> !existing.contains(name))
                        .toList();
                if (!missing.isEmpty()) {
                    return "topics are missing: " + missing;
                }
                fetchMetadata();
            } else {
                admin.describeCluster().controller().get(PROBE_TIMEOUT_SECONDS, TimeUnit.SECONDS);
            }
            return null;
        } catch (ExecutionException e) {
            return e.getCause() instanceof AuthenticationException
                    ? "the Kafka cluster refuses the ingress, or the ingress the cluster: look at login and certificates"
                    : "the Kafka cluster does not answer";
        } catch (TimeoutException e) {
            return "the Kafka cluster does not answer";
        }
    }

    /** Sees to it that the producer knows the topics: {@code send} does not wait for that. */
    private void fetchMetadata() throws InterruptedException, TimeoutException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PROBE_TIMEOUT_SECONDS);
        for (Topic topic : PublishConfiguration.TOPICS) {
            while (!isKnown(topic)) {
                if (System.nanoTime() - deadline > 0) {
                    throw new TimeoutException();
                }
                Thread.sleep(METADATA_RETRY_MILLIS);
            }
        }
    }

    private boolean isKnown(Topic topic) {
        try {
            return !producer.partitionsFor(topic.name()).isEmpty();
        } catch (org.apache.kafka.common.errors.TimeoutException e) {
            return false; // asked for, and on its way
        }
    }

    private void tell(@Nullable String found) {
        String before = trouble;
        trouble = found;
        if (found == null && before != null) {
            LOG.atInfo().log("Kafka takes records.");
        } else if (found != null && !found.equals(before)) {
            LOG.atWarn().addKeyValue(LogFields.TROUBLE, found).log("Kafka does not take records. Trying again.");
        }
    }
}
