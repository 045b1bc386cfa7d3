package io.countersign.ingress.metrics;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;

/**
 * Counts what goes through the spool. As soon as none is on its way:
 *
 * <pre>{@code restored + spooled = drained + entries + aside}</pre>
 *
 * <p>Thread-safe.
 */
public final class SpoolMetrics {

    /** Records that were there at the start. */
    public static final String RESTORED = "countersign.spool.restored";

    /** Records that were put in. */
    public static final String SPOOLED = "countersign.spool.spooled";

    /** Records that went on to Kafka. */
    public static final String DRAINED = "countersign.spool.drained";

    /** Records that could not be put in; tag {@code reason}. */
    public static final String REFUSED = "countersign.spool.refused";

    /** Records that wait. */
    public static final String ENTRIES = "countersign.spool.entries";

    /** Bytes of all records in it, those aside included. */
    public static final String BYTES = "countersign.spool.bytes";

    /** Bytes that it takes at most. */
    public static final String LIMIT = "countersign.spool.limit";

    /** Records that Kafka will not have. */
    public static final String ASIDE = "countersign.spool.aside";

    /** Seconds since the oldest record that waits was received. */
    public static final String OLDEST = "countersign.spool.oldest";

    /** Why a record could not be put in. */
    public enum Refusal {
        /** The size limit is reached. */
        FULL,
        /** The disk does not take it. */
        FAILING,
        /** Too many wait for the disk. */
        BUSY,
        /** The disk did not take it in time; it may be there all the same. */
        LATE,
        /** The registry has not answered yet, so that nothing can be encoded. */
        NO_SCHEMAS
    }

    private final MeterRegistry registry;
    private final Counter restored;
    private final Counter spooled;
    private final Counter drained;
    private final Map<Refusal, Counter> refused = new EnumMap<>(Refusal.class);

    public SpoolMetrics(MeterRegistry registry) {
        this.registry = registry;
        this.restored = registry.counter(RESTORED);
        this.spooled = registry.counter(SPOOLED);
        this.drained = registry.counter(DRAINED);
        for (Refusal reason : Refusal.values()) {
            refused.put(
                    reason, registry.counter(REFUSED, "reason", reason.name().toLowerCase(Locale.ROOT)));
        }
    }

    /** The spool is open, with so many records in it; what it tells of itself from now on. */
    public void started(
            long found,
            Supplier<Number> entries,
            Supplier<Number> bytes,
            Supplier<Number> aside,
            Supplier<Number> oldestSeconds,
            long limit) {
        restored.increment((double) found);
        Gauge.builder(ENTRIES, entries).strongReference(true).register(registry);
        Gauge.builder(BYTES, bytes).strongReference(true).baseUnit("bytes").register(registry);
        Gauge.builder(LIMIT, () -> limit)
                .strongReference(true)
                .baseUnit("bytes")
                .register(registry);
        Gauge.builder(ASIDE, aside).strongReference(true).register(registry);
        Gauge.builder(OLDEST, oldestSeconds)
                .strongReference(true)
                .baseUnit("seconds")
                .register(registry);
    }

    /** Records were put in. */
    public void spooled(int records) {
        spooled.increment(records);
    }

    /** Records are on the brokers. */
    public void drained(int records) {
        drained.increment(records);
    }

    /** A record could not be put in. */
    public void refused(Refusal reason) {
        Objects.requireNonNull(refused.get(reason)).increment();
    }
}
