package io.countersign.replay.progress;

import java.time.Duration;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.jspecify.annotations.Nullable;

/** A bar on standard error that draws over itself: how much has been read, how fast, how long it will take. */
public final class Bar implements Progress {

    private static final int INTERVAL_MILLIS = 500;

    private final String task;
    private @Nullable ProgressBar bar;

    /** @param task what is being done, one word */
    public Bar(String task) {
        this.task = task;
    }

    @Override
    public void at(long done, long total, long written) {
        ProgressBar drawn = bar;
        if (drawn == null) {
            // What an earlier run has read says nothing about how fast this one is.
            drawn = new ProgressBarBuilder()
                    .setTaskName(task)
                    .setInitialMax(total)
                    .startsFrom(done, Duration.ZERO)
                    .setStyle(ProgressBarStyle.ASCII)
                    .setUpdateIntervalMillis(INTERVAL_MILLIS)
                    .showSpeed()
                    .build();
            bar = drawn;
        }
        drawn.stepTo(done);
        drawn.setExtraMessage(" " + written + " written");
    }

    @Override
    public void close() {
        if (bar != null) {
            bar.close();
        }
    }
}
