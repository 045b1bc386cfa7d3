package io.countersign.ingress.metrics;

import io.countersign.quarantine.QuarantineReason;
import io.countersign.quarantine.RedriveOutcome;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.stereotype.Component;

/**
 * Counts requests by source and outcome. For every source, and so in all:
 *
 * <pre>{@code received = acknowledged + refused + failed}</pre>
 *
 * <p>as soon as no request is under way. Thread-safe.
 */
@Component
public final class IngressMetrics {

    /** Requests that came in; tag {@code source}. */
    public static final String RECEIVED = "countersign.ingress.received";

    /** Requests answered 200; tag {@code source}. */
    public static final String ACKNOWLEDGED = "countersign.ingress.acknowledged";

    /** Requests answered 4xx; tags {@code source}, {@code reason}. */
    public static final String REFUSED = "countersign.ingress.refused";

    /** Requests answered 5xx or not at all; tags {@code source}, {@code reason}. */
    public static final String FAILED = "countersign.ingress.failed";

    /** Signatures that were right, by the secret that gave them; tags {@code source}, {@code secret}. */
    public static final String GENUINE = "countersign.ingress.genuine";

    /** Bodies put into quarantine, all replicas having them; tags {@code source}, {@code reason}. */
    public static final String QUARANTINED = "countersign.ingress.quarantined";

    /** Redrives of what was in quarantine that have ended; tag {@code outcome}. */
    public static final String REDRIVES = "countersign.ingress.redrives";

    /** Changes of secrets in files; tags {@code secrets}, {@code outcome}. */
    public static final String ROTATIONS = "countersign.ingress.rotations";

    /** Connections that are open; a gauge. */
    public static final String CONNECTIONS = "countersign.ingress.connections";

    /** Connections that were not let in; tag {@code reason}. */
    public static final String CONNECTIONS_REFUSED = "countersign.ingress.connections.refused";

    /** The source tag of requests to no source of ours. */
    public static final String NO_SOURCE = "none";

    private final MeterRegistry registry;
    private final Map<String, SourceMetrics> bySource = new ConcurrentHashMap<>();
    private final Map<RedriveOutcome, Counter> redrives = new EnumMap<>(RedriveOutcome.class);
    private final Map<ConnectionRefusal, Counter> connectionsRefused = new EnumMap<>(ConnectionRefusal.class);

    IngressMetrics(MeterRegistry registry) {
        this.registry = registry;
        for (RedriveOutcome outcome : RedriveOutcome.values()) {
            redrives.put(outcome, registry.counter(REDRIVES, "outcome", word(outcome)));
        }
        for (ConnectionRefusal reason : ConnectionRefusal.values()) {
            connectionsRefused.put(reason, registry.counter(CONNECTIONS_REFUSED, "reason", word(reason)));
        }
    }

    /** A redrive ended. */
    public void redriven(RedriveOutcome outcome) {
        Objects.requireNonNull(redrives.get(outcome)).increment();
    }

    /** Shows the number of open connections, which {@code open} is. */
    public void connections(Number open) {
        registry.gauge(CONNECTIONS, open);
    }

    /** A connection was not let in. */
    public void connectionRefused(ConnectionRefusal reason) {
        Objects.requireNonNull(connectionsRefused.get(reason)).increment();
    }

    private static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }

    /** The counters of a source. Only for names of configured sources and {@link #NO_SOURCE}: each name is kept. */
    public SourceMetrics source(String name) {
        return bySource.computeIfAbsent(name, SourceMetrics::new);
    }

    /** The counters of secrets that are followed, under the name that metrics call them. */
    public RotationMetrics rotation(String secrets) {
        return new RotationMetrics(
                registry.counter(ROTATIONS, "secrets", secrets, "outcome", "taken"),
                registry.counter(ROTATIONS, "secrets", secrets, "outcome", "refused"));
    }

    /** The counters of secrets that are followed. Thread-safe. */
    public static final class RotationMetrics {

        private final Counter taken;
        private final Counter refused;

        private RotationMetrics(Counter taken, Counter refused) {
            this.taken = taken;
            this.refused = refused;
        }

        /** Changed secrets were taken. */
        public void taken() {
            taken.increment();
        }

        /** Changed secrets could not be used. */
        public void refused() {
            refused.increment();
        }
    }

    /** The counters of one source. Thread-safe. */
    public final class SourceMetrics {

        private final String source;
        private final Counter received;
        private final Map<Outcome, Counter> outcomes = new EnumMap<>(Outcome.class);
        private final Map<QuarantineReason, Counter> quarantined = new EnumMap<>(QuarantineReason.class);
        private final Map<String, Counter> genuine = new ConcurrentHashMap<>();

        private SourceMetrics(String source) {
            this.source = source;
            this.received = registry.counter(RECEIVED, "source", source);
            // All of them from the start: a counter that appears with its first event cannot be rated.
            for (Outcome outcome : Outcome.values()) {
                outcomes.put(outcome, counter(outcome));
            }
            // The reasons behind those are the processor's.
            for (QuarantineReason reason : EnumSet.range(QuarantineReason.NOT_UTF8, QuarantineReason.NOT_AN_EVENT)) {
                quarantined.put(reason, registry.counter(QUARANTINED, "source", source, "reason", word(reason)));
            }
        }

        /** A request came in. */
        public void received() {
            received.increment();
        }

        /** A request ended. */
        public void ended(Outcome outcome) {
            Objects.requireNonNull(outcomes.get(outcome)).increment();
        }

        /** A body is in quarantine. */
        public void quarantined(QuarantineReason reason) {
            Objects.requireNonNull(quarantined.get(reason)).increment();
        }

        /** A signature was right. */
        public void genuine(String secretId) {
            genuineBy(secretId).increment();
        }

        /** A secret counts from now on. Its counter is there at once: nobody can see that one is 0 that is not there. */
        public void listed(String secretId) {
            genuineBy(secretId);
        }

        private Counter genuineBy(String secretId) {
            return genuine.computeIfAbsent(secretId, id -> registry.counter(GENUINE, "source", source, "secret", id));
        }

        private Counter counter(Outcome outcome) {
            return switch (outcome.kind()) {
                case ACKNOWLEDGED -> registry.counter(ACKNOWLEDGED, "source", source);
                case REFUSED -> registry.counter(REFUSED, "source", source, "reason", word(outcome));
                case FAILED -> registry.counter(FAILED, "source", source, "reason", word(outcome));
            };
        }
    }
}
