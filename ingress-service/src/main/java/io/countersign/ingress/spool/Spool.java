package io.countersign.ingress.spool;

import io.countersign.ingress.metrics.SpoolMetrics;
import io.countersign.ingress.metrics.SpoolMetrics.Refusal;
import io.countersign.ingress.publish.EncodedPublisher;
import io.countersign.ingress.publish.EncodedRecord;
import io.countersign.ingress.publish.PatientProducers;
import io.countersign.ingress.publish.Publication;
import io.countersign.ingress.publish.RecordPublisher;
import io.countersign.ingress.publish.Reserve;
import io.countersign.log.LogFields;
import io.countersign.topic.Topic;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.apache.avro.specific.SpecificRecordBase;
import org.apache.kafka.common.header.Headers;
import org.rocksdb.RocksDBException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/**
 * Writes to Kafka, and to disk what Kafka does not take; from there it goes to Kafka, in the order of arrival, before
 * anything new does. docs/spool.md tells what holds, and why.
 */
final class Spool implements RecordPublisher, Reserve, SmartLifecycle {

    private static final Logger LOG = LoggerFactory.getLogger(Spool.class);

    /** An answer has to come within 5 s. */
    private static final Duration LONGEST = Duration.ofMillis(4_800);

    private static final Duration DEADLINE_CHECK = Duration.ofMillis(50);

    /** How often a disk that fails is tried. */
    private static final Duration CHECK = Duration.ofSeconds(1);

    /** What may wait in memory for the disk. */
    private static final int LONGEST_QUEUE = 10_000;

    private static final long LARGEST_QUEUE_BYTES = 32L << 20;

    /** No record that Kafka takes is larger. */
    private static final long ROOM_FOR_ANY = 1L << 20;

    private final EncodedPublisher kafka;
    private final Store store;
    private final SpoolMetrics metrics;
    private final InstantSource clock;
    private final Lanes lanes = new Lanes(LONGEST_QUEUE, LARGEST_QUEUE_BYTES);
    private final Drain drain;
    private final Writer writer;

    /** Those that the store is to answer. */
    private final Queue<Entry> unanswered = new ConcurrentLinkedQueue<>();

    private final Thread draining;
    private final Thread writing;
    private final Thread deadlines = thread("spool-deadlines", this::keepDeadlines);
    private volatile boolean running;

    Spool(EncodedPublisher kafka, PatientProducers producers, Store store, SpoolMetrics metrics, InstantSource clock) {
        this.kafka = kafka;
        this.store = store;
        this.metrics = metrics;
        this.clock = clock;
        this.drain = new Drain(store, lanes, producers, metrics);
        this.writer = new Writer(store, lanes, drain, this, metrics);
        this.draining = thread("spool-drain", drain);
        this.writing = thread("spool-writer", writer);
    }

    @Override
    public CompletableFuture<Publication> publish(
            Topic topic, String key, SpecificRecordBase message, Headers headers, Instant timestamp) {
        EncodedRecord encoded = kafka.encode(topic, key, message, headers, timestamp);
        if (encoded == null) {
            metrics.refused(Refusal.NO_SCHEMAS);
            return CompletableFuture.completedFuture(Publication.NOT_TAKEN);
        }
        Entry entry = new Entry(encoded, System.nanoTime());
        switch (lanes.enter(entry)) {
            case DIRECT -> sendDirectly(entry);
            case QUEUE -> unanswered.add(entry);
            case NONE -> refuse(entry, Refusal.BUSY);
        }
        return entry.answer();
    }

    /** For a record that counts as sent directly from now on. */
    void sendDirectly(Entry entry) {
        try {
            var unused = kafka.send(entry.message()).thenAccept(publication -> {
                if (publication == Publication.NOT_TAKEN) {
                    fallBack(entry);
                } else {
                    lanes.settled();
                    entry.answer().complete(publication);
                }
            });
        } catch (RuntimeException e) { // a defect
            lanes.settled();
            entry.answer().completeExceptionally(e);
        }
    }

    private void fallBack(Entry entry) {
        if (lanes.fallBack(entry)) {
            unanswered.add(entry);
        } else {
            refuse(entry, Refusal.BUSY);
            lanes.settled();
        }
    }

    /** Has the sender come again. */
    void refuse(Entry entry, Refusal reason) {
        if (entry.answer().complete(Publication.NOT_TAKEN)) {
            metrics.refused(reason);
        }
    }

    @Override
    public boolean isInUse() {
        return lanes.isSpooling();
    }

    @Override
    public boolean hasRoom() {
        return !writer.isFailing() && store.room() >= ROOM_FOR_ANY;
    }

    @Override
    public Map<String, Object> details() {
        Store.Totals totals = store.totals();
        Map<String, Object> details = new LinkedHashMap<>();
        details.put("spooling", isInUse());
        details.put("spooled", totals.entries());
        details.put("spooledBytes", totals.bytes());
        details.put("spoolLimitBytes", store.limit());
        Instant oldest = store.oldest();
        if (oldest != null) {
            details.put("oldestSpooled", oldest.toString());
        }
        details.put("aside", totals.aside());
        if (writer.isFailing()) {
            details.put("spoolTrouble", "the spool cannot be written");
        } else if (!hasRoom()) {
            details.put("spoolTrouble", "the spool is full");
        }
        return details;
    }

    @Override
    public void start() {
        store.open();
        long next;
        try {
            next = store.nextNumber();
        } catch (RocksDBException e) {
            store.close();
            throw new IllegalStateException("The spool cannot be read: " + e.getMessage(), e);
        }
        long restored = store.totals().entries();
        metrics.started(restored, this::entries, this::bytes, this::aside, this::oldestSeconds, store.limit());
        if (restored > 0) {
            LOG.atInfo().addKeyValue(LogFields.RECORDS, restored).log("Records of an earlier run are in the spool.");
        }
        lanes.open(next, restored == 0);
        running = true;
        writing.start();
        draining.start();
        deadlines.start();
    }

    /** Takes no more, and waits until what it has taken is answered. What is in the store stays there. */
    @Override
    public void stop() {
        lanes.close();
        end(draining);
        try {
            writing.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        end(deadlines);
        store.close();
        running = false;
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    /** As the publisher, which it depends on: started after it, stopped before it. */
    @Override
    public int getPhase() {
        return 0;
    }

    private void keepDeadlines() {
        try {
            long checked = System.nanoTime();
            while (true) {
                long now = System.nanoTime();
                unanswered.removeIf(entry -> isOver(entry, now));
                if (writer.isFailing() && now - checked >= CHECK.toNanos()) {
                    checked = now;
                    lanes.nudge();
                }
                Thread.sleep(DEADLINE_CHECK.toMillis());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Whether the answer is there; gives it where the time is up. */
    private boolean isOver(Entry entry, long now) {
        if (now - entry.arrivedNanos() >= LONGEST.toNanos()) {
            refuse(entry, Refusal.LATE);
        }
        return entry.answer().isDone();
    }

    private long entries() {
        return store.totals().entries();
    }

    private long bytes() {
        return store.totals().allBytes();
    }

    private long aside() {
        return store.totals().aside();
    }

    private double oldestSeconds() {
        Instant oldest = store.oldest();
        return oldest == null
                ? 0
                : Math.max(0, Duration.between(oldest, clock.instant()).toMillis() / 1_000.0);
    }

    private static void end(Thread thread) {
        thread.interrupt();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static Thread thread(String name, Runnable work) {
        Thread thread = new Thread(work, name);
        thread.setDaemon(true);
        return thread;
    }
}
