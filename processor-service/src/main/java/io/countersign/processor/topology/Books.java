package io.countersign.processor.topology;

import io.countersign.event.EventMetadata;
import io.countersign.processor.ledger.Verdict;
import io.countersign.quarantine.QuarantineReason;
import io.countersign.topic.ResourceType;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/**
 * The processor's books: what came in and what was said of it. They balance at any time:
 *
 * <pre>consumed = applied + late + duplicate + conflicting + unreadable</pre>
 *
 * <p>They count what this instance did since it started. A record whose transaction was aborted is consumed again, and
 * counted again, on both sides of the equation. Beside them, how long it took and what waits in quarantine. Thread-safe.
 */
public final class Books {

    /** Records consumed from the received topics. */
    public static final String CONSUMED = "countersign.processor.consumed";

    /**
     * Verdicts, by {@code verdict} (applied, late, duplicate, conflicting, unreadable), {@code provider} (unknown for
     * what cannot be read) and resource {@code type}.
     */
    public static final String VERDICTS = "countersign.processor.verdicts";

    /**
     * Events counted (applied or late) that came by a step that the provider's documentation does not know, as far as
     * could be told on their arrival, by {@code provider} and resource {@code type}. Part of applied and late, not of
     * the equation.
     */
    public static final String UNEXPECTED = "countersign.processor.unexpected";

    /**
     * Records put into quarantine, by {@code reason}: {@code conflict} and {@code beyond_ledger} make up the conflicting
     * ones, {@code unreadable_record} the unreadable ones.
     */
    public static final String QUARANTINED = "countersign.processor.quarantined";

    /** From the reception of an event until it and its state were handed to the transaction, by resource {@code type}. */
    public static final String STATE_TIME = "countersign.processor.state.time";

    private static final String UNREADABLE = "unreadable";

    static final String VERDICT_TAG = "verdict";
    static final String PROVIDER_TAG = "provider";
    static final String TYPE_TAG = "type";

    /** From what a quiet system takes to what nobody should have to wait. */
    private static final Duration[] STATE_TIMES = LongStream.of(
                    10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000, 30_000, 60_000, 120_000, 300_000, 600_000)
            .mapToObj(Duration::ofMillis)
            .toArray(Duration[]::new);

    private final MeterRegistry meters;
    private final Counter consumed;
    private final QuarantineDepth quarantineDepth;
    private final Map<QuarantineReason, Counter> quarantined = new EnumMap<>(QuarantineReason.class);
    private final Map<ResourceType, Timer> stateTimes = new EnumMap<>(ResourceType.class);

    /** The counters met so far: finding one by its tags costs more than what it counts. */
    private final Map<Account, Counter> verdicts = new ConcurrentHashMap<>();

    public Books(MeterRegistry meters) {
        this.meters = meters;
        this.consumed = meters.counter(CONSUMED);
        this.quarantineDepth = new QuarantineDepth(meters);
        // All that is known from the start: a counter that appears with its first event cannot be rated.
        Stream.of(QuarantineReason.CONFLICT, QuarantineReason.BEYOND_LEDGER, QuarantineReason.UNREADABLE_RECORD)
                .forEach(reason -> quarantined.put(reason, meters.counter(QUARANTINED, "reason", word(reason))));
        for (ResourceType type : ResourceType.values()) {
            stateTimes.put(
                    type,
                    Timer.builder(STATE_TIME)
                            .tag(TYPE_TAG, type.word())
                            .serviceLevelObjectives(STATE_TIMES)
                            .register(meters));
        }
    }

    QuarantineDepth quarantineDepth() {
        return quarantineDepth;
    }

    /** An event and its state were handed to the transaction, so many milliseconds after it was received. */
    void arrived(ResourceType type, long millis) {
        Objects.requireNonNull(stateTimes.get(type)).record(millis, TimeUnit.MILLISECONDS);
    }

    /** What one counter of verdicts counts. */
    private record Account(String verdict, ResourceType type, String provider) {}

    /** Returns the word for it. */
    String decided(Verdict verdict, boolean unexpected, ResourceType type, EventMetadata metadata) {
        String provider = metadata.getProvider();
        String word = word(verdict);
        enter(word, type, provider);
        if (verdict == Verdict.CONFLICTING) {
            quarantined(QuarantineReason.CONFLICT);
        } else if (verdict == Verdict.BEYOND_LEDGER) {
            quarantined(QuarantineReason.BEYOND_LEDGER);
        }
        if (unexpected) {
            meters.counter(UNEXPECTED, PROVIDER_TAG, provider, TYPE_TAG, type.word())
                    .increment();
        }
        return word;
    }

    /** Returns the word for it. */
    String unreadable(ResourceType type) {
        enter(UNREADABLE, type, "unknown");
        quarantined(QuarantineReason.UNREADABLE_RECORD);
        return UNREADABLE;
    }

    private void quarantined(QuarantineReason reason) {
        Objects.requireNonNull(quarantined.get(reason)).increment();
    }

    private void enter(String verdict, ResourceType type, String provider) {
        consumed.increment();
        verdicts.computeIfAbsent(new Account(verdict, type, provider), this::counter)
                .increment();
    }

    private Counter counter(Account account) {
        return meters.counter(
                VERDICTS,
                VERDICT_TAG,
                account.verdict(),
                PROVIDER_TAG,
                account.provider(),
                TYPE_TAG,
                account.type().word());
    }

    static String word(QuarantineReason reason) {
        return reason.name().toLowerCase(Locale.ROOT);
    }

    private static String word(Verdict verdict) {
        return switch (verdict) {
            case APPLIED -> "applied";
            case LATE -> "late";
            case DUPLICATE -> "duplicate";
            case CONFLICTING, BEYOND_LEDGER -> "conflicting";
        };
    }
}
