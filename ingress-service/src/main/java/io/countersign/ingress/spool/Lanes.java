package io.countersign.ingress.spool;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/**
 * Which way records take: directly to Kafka, or into the queue before the spool's store. Gives each record its place in
 * the order of arrival. docs/spool.md has the reasoning. Thread-safe; nothing here waits on anything but the monitor, which
 * nobody holds for longer than a few assignments, but for {@link #take} and {@link #awaitNoneDirect}, which are for the
 * spool's own threads.
 */
final class Lanes {

    /** Which way a record takes. */
    enum Lane {
        DIRECT,
        QUEUE,
        /** None: the queue is full, or nothing is taken any more. */
        NONE
    }

    private static final int BATCH = 2_000;
    private static final long BATCH_BYTES = 4 << 20;

    private final int longestQueue;
    private final long largestQueueBytes;

    private final Queue<Entry> queue = new ArrayDeque<>();
    private long queueBytes;
    private long arrivals;
    private boolean open;
    private boolean spooling;
    private boolean nudged;

    /** Records that were sent directly, and are neither on the brokers nor in the store nor refused yet. */
    private int direct;

    Lanes(int longestQueue, long largestQueueBytes) {
        this.longestQueue = longestQueue;
        this.largestQueueBytes = largestQueueBytes;
    }

    /** From now on records are taken. The first one is given this number; it goes behind what is in the store. */
    synchronized void open(long number, boolean storeIsEmpty) {
        arrivals = number;
        spooling = !storeIsEmpty;
        open = true;
    }

    /** From now on no more are taken. Those that are under way still find the queue. */
    synchronized void close() {
        open = false;
        notifyAll();
    }

    /** A record arrives. */
    synchronized Lane enter(Entry entry) {
        if (!open) {
            return Lane.NONE;
        }
        entry.number(arrivals++);
        if (spooling) {
            return enqueue(entry) ? Lane.QUEUE : Lane.NONE;
        }
        direct++;
        return Lane.DIRECT;
    }

    /**
     * A record that was sent directly was not taken: all that come from now on go into the queue. The record counts as
     * direct until {@link #settled}.
     *
     * @return whether the queue has taken it
     */
    synchronized boolean fallBack(Entry entry) {
        entry.fallBack();
        spooling = true;
        return enqueue(entry);
    }

    /** What became of a record that was sent directly is known, and where it is to be in the store, it is there. */
    synchronized void settled() {
        direct--;
        if (direct == 0 && (spooling || !open)) {
            notifyAll();
        }
    }

    synchronized boolean isSpooling() {
        return spooling;
    }

    /** Waits until all that were sent directly are settled. */
    synchronized void awaitNoneDirect() throws InterruptedException {
        while (direct > 0) {
            wait();
        }
    }

    /**
     * For the writer: the next records of the queue, in the order of arrival but for those that have fallen back. Waits for
     * some, or for a nudge.
     *
     * @return {@code null} when none will come any more
     */
    synchronized @Nullable List<Entry> take() throws InterruptedException {
        while (queue.isEmpty() && !nudged && (open || direct > 0)) {
            wait();
        }
        if (queue.isEmpty() && !nudged) {
            return null;
        }
        nudged = false;
        List<Entry> taken = new ArrayList<>(Math.min(queue.size(), BATCH));
        long bytes = 0;
        while (taken.size() < BATCH && bytes < BATCH_BYTES && !queue.isEmpty()) {
            Entry entry = queue.remove();
            bytes += entry.message().value().length;
            taken.add(entry);
        }
        queueBytes -= bytes;
        return taken;
    }

    /** Lets {@link #take} return, were it without records: the store has become empty. */
    synchronized void nudge() {
        nudged = true;
        notifyAll();
    }

    /** For the writer: it sends a record of the queue directly. */
    synchronized void sentDirectly() {
        direct++;
    }

    /**
     * For the writer, and only while the store is empty: records go directly again, unless some are queued.
     *
     * @return whether that is a change
     */
    synchronized boolean tryDirect() {
        if (!spooling || !queue.isEmpty()) {
            return false;
        }
        spooling = false;
        return true;
    }

    private boolean enqueue(Entry entry) {
        int bytes = entry.message().value().length;
        if (queue.size() >= longestQueue || queueBytes + bytes > largestQueueBytes) {
            return false;
        }
        queue.add(entry);
        queueBytes += bytes;
        notifyAll();
        return true;
    }
}
