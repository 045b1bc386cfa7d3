package io.countersign.ingress.spool;

import io.countersign.ingress.metrics.SpoolMetrics;
import io.countersign.ingress.metrics.SpoolMetrics.Refusal;
import io.countersign.ingress.publish.Publication;
import io.countersign.log.LogFields;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.rocksdb.RocksDBException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Empties the queue: into the store, all that has gathered with one write to the disk; or, when the store is empty, directly
 * to Kafka. A thread of its own, and the only one that fills the store and that ends the spooling.
 */
final class Writer implements Runnable {

    private static final Logger LOG = LoggerFactory.getLogger(Writer.class);

    /**
     * How long records are held when only acknowledgements are missing before the store is empty. Without that pause it
     * would never be, under a load that always has one more to put in.
     */
    private static final Duration HOLD = Duration.ofMillis(200);

    private static final Duration BETWEEN_RECOVERIES = Duration.ofSeconds(1);

    private final Store store;
    private final Lanes lanes;
    private final Drain drain;
    private final Spool spool;
    private final SpoolMetrics metrics;

    private long heldInVainAt = -1;
    private long recoveredAt = System.nanoTime() - BETWEEN_RECOVERIES.toNanos();
    private boolean told;
    private volatile boolean failing;

    Writer(Store store, Lanes lanes, Drain drain, Spool spool, SpoolMetrics metrics) {
        this.store = store;
        this.lanes = lanes;
        this.drain = drain;
        this.spool = spool;
        this.metrics = metrics;
    }

    /** Whether the last write failed. */
    boolean isFailing() {
        return failing;
    }

    @Override
    public void run() {
        try {
            for (List<Entry> batch = lanes.take(); batch != null; batch = lanes.take()) {
                if (batch.isEmpty()) {
                    check();
                } else if (mayGoDirectly(batch)) {
                    batch.forEach(this::sendDirectly);
                } else {
                    tellOnce();
                    write(batch);
                }
                if (store.isEmpty() && lanes.tryDirect()) {
                    told = false;
                    LOG.atInfo().log("Records go directly to Kafka again.");
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void tellOnce() {
        if (!told) {
            told = true;
            LOG.atWarn().log("Kafka does not take records in time, or not all that came before: they are spooled.");
        }
    }

    private boolean mayGoDirectly(List<Entry> batch) throws InterruptedException {
        if (batch.stream().anyMatch(Entry::hasFallenBack)) {
            return false;
        }
        if (store.isEmpty()) {
            return true;
        }
        long progress = drain.acknowledged();
        if (!drain.hasSentAll() || progress == heldInVainAt) {
            return false;
        }
        boolean empty = store.awaitEmpty(HOLD);
        heldInVainAt = empty ? -1 : drain.acknowledged();
        return empty;
    }

    private void sendDirectly(Entry entry) {
        if (!entry.answer().isDone()) {
            lanes.sentDirectly();
            spool.sendDirectly(entry);
        }
    }

    private void write(List<Entry> batch) {
        List<Entry> wanted = new ArrayList<>(batch);
        wanted.removeIf(entry -> entry.answer().isDone()); // was told to come again
        try {
            if (!wanted.isEmpty()) {
                List<Entry> refused = store.write(wanted);
                failing = false;
                refused.forEach(entry -> spool.refuse(entry, Refusal.FULL));
                metrics.spooled(wanted.size() - refused.size());
                // Those that were refused have their answer already.
                wanted.forEach(entry -> entry.answer().complete(Publication.SPOOLED));
            }
        } catch (RocksDBException | RuntimeException e) {
            failed(e);
            wanted.forEach(entry -> spool.refuse(entry, Refusal.FAILING));
        } finally {
            batch.stream().filter(Entry::hasFallenBack).forEach(entry -> lanes.settled());
        }
    }

    /** Nobody sends to an ingress that is not ready: it has to find out by itself that the disk works again. */
    private void check() {
        if (failing) {
            try {
                store.check();
                failing = false;
            } catch (RocksDBException e) {
                failed(e);
            }
        }
    }

    private void failed(Exception failure) {
        failing = true;
        LOG.atError().addKeyValue(LogFields.FAILURE, failure.toString()).log("The spool cannot be written.");
        if (failure instanceof RocksDBException stores) {
            recover(stores);
        }
    }

    private void recover(RocksDBException failure) {
        long now = System.nanoTime();
        if (now - recoveredAt < BETWEEN_RECOVERIES.toNanos()) {
            return;
        }
        recoveredAt = now;
        try {
            store.recover(failure);
        } catch (IOException | RocksDBException e) {
            LOG.atError().addKeyValue(LogFields.FAILURE, e.getMessage()).log("The spool cannot be opened again.");
        }
    }
}
