package io.countersign.processor.topology;

import io.countersign.event.EventMetadata;
import io.countersign.processor.ledger.Verdict;
import io.countersign.quarantine.QuarantineReason;
import io.countersign.topic.ResourceType;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The processor's books: what came in and what was said of it. They balance at any time:
 *
 * <pre>consumed = applied + late + duplicate + conflicting + unreadable</pre>
 *
 * <p>They count what this instance did since it started. A record whose transaction was aborted is consumed again, and
 * counted again, on both sides of the equation. Thread-safe.
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

    static final String VERDICT_TAG = "verdict";
    static final String PROVIDER_TAG = "provider";
    static final String TYPE_TAG = "type";

    private final MeterRegistry meters;
    private final Counter consumed;

    /** The counters met so far: finding one by its tags costs more than what it counts. */
    private final Map<Account, Counter> verdicts = new ConcurrentHashMap<>();

    public Books(MeterRegistry meters) {
        this.meters = meters;
        this.consumed = meters.counter(CONSUMED);
    }

    /** What one counter of verdicts counts. */
    private record Account(String verdict, ResourceType type, String provider) {}

    void decided(Verdict verdict, boolean unexpected, ResourceType type, EventMetadata metadata) {
        String provider = metadata.getProvider();
        enter(word(verdict), type, provider);
        if (verdict == Verdict.CONFLICTING) {
            quarantined(QuarantineReason.CONFLICT);
        } else if (verdict == Verdict.BEYOND_LEDGER) {
            quarantined(QuarantineReason.BEYOND_LEDGER);
        }
        if (unexpected) {
            meters.counter(UNEXPECTED, PROVIDER_TAG, provider, TYPE_TAG, type.word())
                    .increment();
        }
    }

    void unreadable(ResourceType type) {
        enter("unreadable", type, "unknown");
        quarantined(QuarantineReason.UNREADABLE_RECORD);
    }

    private void quarantined(QuarantineReason reason) {
        meters.counter(QUARANTINED, "reason", reason.name().toLowerCase(Locale.ROOT))
                .increment();
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

    private static String word(Verdict verdict) {
        return switch (verdict) {
            case APPLIED -> "applied";
            case LATE -> "late";
            case DUPLICATE -> "duplicate";
            case CONFLICTING, BEYOND_LEDGER -> "conflicting";
        };
    }
}
