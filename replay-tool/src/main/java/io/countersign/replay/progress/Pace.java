package io.countersign.replay.progress;

import java.time.Duration;
import java.util.function.LongSupplier;

/** So many records a second, evenly; at most a tenth of a second is made up for. Not thread-safe. */
public final class Pace {

    private static final double NANOS = Duration.ofSeconds(1).toNanos();
    /** Sleep is longer than asked for: without it the rate would be lower. */
    private static final long MADE_UP_NANOS = Duration.ofMillis(100).toNanos();

    private final long nanosEach;
    private final LongSupplier nanoTime;
    private long nextAt;

    private Pace(long nanosEach, LongSupplier nanoTime) {
        this.nanosEach = nanosEach;
        this.nanoTime = nanoTime;
        this.nextAt = nanoTime.getAsLong();
    }

    /** As fast as it goes. */
    public static Pace unlimited() {
        return new Pace(0, System::nanoTime);
    }

    /** At most so many records a second. */
    public static Pace perSecond(double records) {
        return perSecond(records, System::nanoTime);
    }

    static Pace perSecond(double records, LongSupplier nanoTime) {
        if (!(records > 0)) {
            throw new IllegalArgumentException("a rate must be positive, not " + records);
        }
        return new Pace(Math.max(1, Math.round(NANOS / records)), nanoTime);
    }

    /** How long to wait before the next record; zero if it may go now. */
    public Duration untilNext() {
        return nanosEach == 0 ? Duration.ZERO : Duration.ofNanos(Math.max(0, nextAt - nanoTime.getAsLong()));
    }

    /** To be told of each record that goes. */
    public void gone() {
        if (nanosEach > 0) {
            nextAt = Math.max(nextAt, nanoTime.getAsLong() - MADE_UP_NANOS) + nanosEach;
        }
    }
}
