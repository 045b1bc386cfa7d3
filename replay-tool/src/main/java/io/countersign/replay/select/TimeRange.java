package io.countersign.replay.select;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Times from one to before another.
 *
 * @param from the first of them; {@code null} for any
 * @param to the first after them; {@code null} for any
 */
public record TimeRange(@Nullable Instant from, @Nullable Instant to) {

    /** All times. */
    public static final TimeRange ALL = new TimeRange(null, null);

    public TimeRange {
        if (from != null && to != null && !from.isBefore(to)) {
            throw new IllegalArgumentException("a time range must go forward, not from " + from + " to " + to);
        }
    }

    /** Whether {@code time} is one of them. */
    public boolean contains(Instant time) {
        return (from == null || !time.isBefore(from)) && (to == null || time.isBefore(to));
    }
}
