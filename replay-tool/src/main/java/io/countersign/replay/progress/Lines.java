package io.countersign.replay.progress;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.Locale;
import java.util.function.LongSupplier;

/** A line every ten seconds, for logs. */
public final class Lines implements Progress {

    private static final Duration INTERVAL = Duration.ofSeconds(10);

    private final PrintWriter out;
    private final LongSupplier nanoTime;
    private final long began;
    private long lineAt;
    private long doneBefore = -1;

    public Lines(PrintWriter out) {
        this(out, System::nanoTime);
    }

    Lines(PrintWriter out, LongSupplier nanoTime) {
        this.out = out;
        this.nanoTime = nanoTime;
        this.began = nanoTime.getAsLong();
        this.lineAt = began;
    }

    @Override
    public void at(long done, long total, long written) {
        if (doneBefore < 0) {
            // What an earlier run has read says nothing about how fast this one is.
            doneBefore = done;
        }
        long now = nanoTime.getAsLong();
        if (now - lineAt < INTERVAL.toNanos()) {
            return;
        }
        lineAt = now;
        double perSecond = (done - doneBefore) * 1e9 / (now - began);
        String left = perSecond > 0 ? ", " + spoken((long) ((total - done) / perSecond)) + " left" : "";
        out.printf(
                Locale.ROOT,
                "%d of %d read (%d %%), %d written, %.0f/s%s%n",
                done,
                total,
                total == 0 ? 100 : done * 100 / total,
                written,
                perSecond,
                left);
        out.flush();
    }

    private static String spoken(long seconds) {
        return seconds < 60 ? seconds + " s" : seconds < 3600 ? seconds / 60 + " min" : seconds / 3600 + " h";
    }
}
