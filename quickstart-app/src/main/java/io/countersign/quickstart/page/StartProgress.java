package io.countersign.quickstart.page;

import io.countersign.quickstart.stack.Progress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Shows what is being started: on a terminal in one line that is overwritten, elsewhere with a sign of life every few
 * seconds; a line for each step that is done. Thread-safe. Stops with {@link #close()}.
 */
public final class StartProgress implements Progress, AutoCloseable {

    private static final Duration TICK = Duration.ofMillis(200);
    private static final Duration SIGN_OF_LIFE = Duration.ofSeconds(5);
    private static final int COLUMN = 44;

    private final Page page;
    private final CountDownLatch closed = new CountDownLatch(1);
    private final List<String> going = new ArrayList<>();
    private final long begun = System.nanoTime();

    /** Shows it on a page. */
    public StartProgress(Page page) {
        this.page = page;
        Thread ticker = new Thread(this::tickUntilClosed, "progress");
        ticker.setDaemon(true);
        ticker.start();
    }

    private void tickUntilClosed() {
        Duration interval = page.isTerminal() ? TICK : SIGN_OF_LIFE;
        try {
            while (!closed.await(interval.toMillis(), TimeUnit.MILLISECONDS)) {
                tick();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public synchronized Step begin(String what) {
        going.add(what);
        long start = System.nanoTime();
        return () -> done(what, start);
    }

    private synchronized void done(String what, long start) {
        going.remove(what);
        page.line("  " + page.mark(true) + " " + page.column(what, COLUMN) + page.pale(seconds(start)));
    }

    private synchronized void tick() {
        if (going.isEmpty()) {
            return;
        }
        String text = "  ... " + String.join(", ", going) + "  " + seconds(begun);
        if (page.isTerminal()) {
            page.passing(page.pale(page.column(text, Math.min(text.length(), Page.WIDTH - 20))));
        } else {
            page.line(text);
        }
    }

    private static String seconds(long start) {
        return String.format(Locale.ROOT, "%5.1f s", (System.nanoTime() - start) / 1e9);
    }

    @Override
    public synchronized void close() {
        going.clear();
        closed.countDown();
        page.passing("");
    }
}
