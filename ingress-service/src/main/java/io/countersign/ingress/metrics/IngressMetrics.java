package io.countersign.ingress.metrics;

import io.countersign.quarantine.QuarantineReason;
import io.countersign.quarantine.RedriveOutcome;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.springframework.stereotype.Component;

/**
 * Counts requests by source and outcome. For every source, and so in all:
 *
 * <pre>{@code received = acknowledged + refused + failed}</pre>
 *
 * <p>as soon as no request is under way. Each request that has ended is timed as well, once. Thread-safe.
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

    /** From the complete head of a request until its answer was handed to the connection; tags {@code source}, {@code outcome}. */
    public static final String ANSWER_TIME = "countersign.ingress.answer.time";

    /** Signatures that were right, by the secret that gave them; tags {@code source}, {@code secret}. */
    public static final String GENUINE = "countersign.ingress.genuine";

    /** Bodies put into quarantine, all replicas having them; tags {@code source}, {@code reason}. */
    public static final String QUARANTINED = "countersign.ingress.quarantined";

    /** Redrives of what was in quarantine that have ended; tag {@code outcome}. */
    public static final String REDRIVES = "countersign.ingress.redrives";

    /** Changes of secrets in files; tags {@code secrets}, {@code outcome}. */
    public static final String ROTATIONS = "countersign.ingress.rotations";

    /** 1 for the key that receipts are signed with now; a gauge; tag {@code key}. */
    public static final String RECEIPT_KEY = "countersign.ingress.receipt.key";

    /** Connections that are open; a gauge. */
    public static final String CONNECTIONS = "countersign.ingress.connections";

    /** Connections that were not let in; tag {@code reason}. */
    public static final String CONNECTIONS_REFUSED = "countersign.ingress.connections.refused";

    /** The source tag of requests to no source of ours. */
    public static final String NO_SOURCE = "none";

    /** An answer is there within five seconds whatever happens, and within some milliseconds as a rule. */
    private static final Duration[] ANSWER_TIMES = LongStream.of(
                    1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000)
            .mapToObj(Duration::ofMillis)
            .toArray(Duration[]::new);

    private final MeterRegistry registry;
    private final MultiGauge receiptKey;
    private final Map<String, SourceMetrics> bySource = new ConcurrentHashMap<>();
    private final Map<RedriveOutcome, Counter> redrives = new EnumMap<>(RedriveOutcome.class);
    private final Map<ConnectionRefusal, Counter> connectionsRefused = new EnumMap<>(ConnectionRefusal.class);

    IngressMetrics(MeterRegistry registry) {
        this.registry = registry;
        this.receiptKey = MultiGauge.builder(RECEIPT_KEY).register(registry);
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

    /** Receipts are signed with the key of this id from now on, and no more with the one before. */
    public void receiptKey(String id) {
        receiptKey.register(List.of(MultiGauge.Row.of(Tags.of("key", id), 1)));
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

    /** What is counted of a source. Only for names of configured sources and {@link #NO_SOURCE}: each name is kept. */
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

    /** The counters and timers of one source. Thread-safe. */
    public final class SourceMetrics {

        private final String source;
        private final Counter received;
        private final Map<Outcome, Counter> outcomes = new EnumMap<>(Outcome.class);
        private final Map<Outcome.Kind, Timer> answerTimes = new EnumMap<>(Outcome.Kind.class);
        private final Map<QuarantineReason, Counter> quarantined = new EnumMap<>(QuarantineReason.class);
        private final Map<String, Counter> genuine = new ConcurrentHashMap<>();

        private SourceMetrics(String source) {
            this.source = source;
            this.received = registry.counter(RECEIVED, "source", source);
            // All of them from the start: a counter that appears with its first event cannot be rated.
            for (Outcome outcome : Outcome.values()) {
                outcomes.put(outcome, counter(outcome));
            }
            for (Outcome.Kind kind : Outcome.Kind.values()) {
                answerTimes.put(kind, timer(kind));
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

        /**
         * A request ended.
         *
         * @param nanos how long its answer took, in nanoseconds, from its complete head on; 0 where no head was complete
         */
        public void ended(Outcome outcome, long nanos) {
            Objects.requireNonNull(outcomes.get(outcome)).increment();
            Objects.requireNonNull(answerTimes.get(outcome.kind())).record(nanos, TimeUnit.NANOSECONDS);
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

        private Timer timer(Outcome.Kind kind) {
            return Timer.builder(ANSWER_TIME)
                    .tags("source", source, "outcome", word(kind))
                    .serviceLevelObjectives(ANSWER_TIMES)
                    .register(registry);
        }

        private Counter counter(Outcome outcome) {
            return switch (outcome.kind()) {
                case ACKNOWLEDGED -> registry.counter(ACKNOWLEDGED, "source", source);
                case REFUSED -> registry.counter(REFUSED, "source", source, "reason", outcome.word());
                case FAILED -> registry.counter(FAILED, "source", source, "reason", outcome.word());
            };
        }
    }
}
