package io.countersign.ingress.rotation;

import io.countersign.ingress.metrics.IngressMetrics;
import io.countersign.ingress.metrics.IngressMetrics.RotationMetrics;
import io.countersign.log.LogFields;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/**
 * Looks at secrets in files again and again, on a thread of its own, so that they can be changed without a restart. It
 * reads them anew instead of waiting to be told: the mounts of containers tell nobody. Where what is found cannot be used,
 * whoever follows keeps what it has; as health indicator {@code rotation} this is shown, and is no part of readiness, since
 * the old secrets still count. Thread-safe.
 */
@Component
public final class Rotation implements SmartLifecycle, HealthIndicator {

    private static final Logger LOG = LoggerFactory.getLogger(Rotation.class);

    private final long intervalMillis;
    private final IngressMetrics metrics;
    private final List<Followed> all = new CopyOnWriteArrayList<>();
    private final Map<String, String> troubles = new ConcurrentHashMap<>();
    private volatile @Nullable Thread thread;

    private record Followed(String name, BooleanSupplier refresh, RotationMetrics counters) {}

    Rotation(RotationProperties properties, IngressMetrics metrics) {
        this.intervalMillis = properties.interval().toMillis();
        this.metrics = metrics;
    }

    /**
     * Follows secrets from now on.
     *
     * @param name what logs, metrics and health call them
     * @param refresh reads them again, takes them where all are usable, and tells whether anything has changed; otherwise
     *     throws an {@link IllegalArgumentException} that says what is wrong, and never quotes a secret
     */
    public void follow(String name, BooleanSupplier refresh) {
        all.add(new Followed(name, refresh, metrics.rotation(name)));
    }

    @Override
    public Health health() {
        Map<String, String> current = new TreeMap<>(troubles);
        return current.isEmpty()
                ? Health.up().build()
                : Health.down().withDetails(current).build();
    }

    @Override
    public void start() {
        Thread started = new Thread(this::watch, "rotation");
        started.setDaemon(true);
        thread = started;
        started.start();
    }

    @Override
    public void stop() {
        Thread started = thread;
        thread = null;
        if (started != null) {
            started.interrupt();
        }
    }

    @Override
    public boolean isRunning() {
        return thread != null;
    }

    private void watch() {
        try {
            while (true) {
                Thread.sleep(intervalMillis);
                all.forEach(this::look);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void look(Followed followed) {
        String name = followed.name();
        try {
            boolean changed = followed.refresh().getAsBoolean();
            if (changed) {
                followed.counters().taken();
                LOG.atInfo().addKeyValue(LogFields.SECRETS, name).log("Secrets were changed.");
            }
            if (troubles.remove(name) != null && !changed) {
                LOG.atInfo().addKeyValue(LogFields.SECRETS, name).log("The files with secrets are as they were.");
            }
        } catch (IllegalArgumentException e) {
            refused(followed, String.valueOf(e.getMessage()));
        } catch (RuntimeException e) {
            // The message of an exception that nobody expects could quote anything.
            refused(followed, e.getClass().getName());
        }
    }

    private void refused(Followed followed, String trouble) {
        followed.counters().refused();
        if (!trouble.equals(troubles.put(followed.name(), trouble))) {
            LOG.atWarn()
                    .addKeyValue(LogFields.SECRETS, followed.name())
                    .addKeyValue(LogFields.TROUBLE, trouble)
                    .log("Changed secrets cannot be used, the old ones stay.");
        }
    }
}
