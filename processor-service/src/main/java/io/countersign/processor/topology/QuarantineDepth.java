package io.countersign.processor.topology;

import io.countersign.quarantine.QuarantineReason;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;

/**
 * How many records wait in quarantine, by reason: those of the partitions that this instance owns, so that the sum over all
 * instances is that of the topic. Kept as records come and go, since the store would have to be read to count them.
 * Thread-safe.
 */
final class QuarantineDepth {

    /** Records in quarantine that no redrive has published, by {@code reason}; a gauge. */
    static final String WAITING = "countersign.processor.quarantine.waiting";

    private final Map<QuarantineReason, AtomicLong> waiting = new EnumMap<>(QuarantineReason.class);

    QuarantineDepth(MeterRegistry meters) {
        for (QuarantineReason reason : QuarantineReason.values()) {
            waiting.put(
                    reason,
                    Objects.requireNonNull(
                            meters.gauge(WAITING, Tags.of("reason", Books.word(reason)), new AtomicLong())));
        }
    }

    /** What a task adds, from none on. */
    OfTask task() {
        return new OfTask();
    }

    /** One task's part. Not thread-safe: for the task's own thread. */
    final class OfTask {

        private final Map<QuarantineReason, Long> own = new EnumMap<>(QuarantineReason.class);

        /** So many more records wait. */
        void add(QuarantineReason reason, long number) {
            own.merge(reason, number, Long::sum);
            Objects.requireNonNull(waiting.get(reason)).addAndGet(number);
        }

        /** The task is this instance's no more. */
        void close() {
            own.forEach((reason, number) ->
                    Objects.requireNonNull(waiting.get(reason)).addAndGet(-number));
            own.clear();
        }
    }
}
