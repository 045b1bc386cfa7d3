package io.countersign.ingress.spool;

import io.countersign.cloudevent.CloudEventHeaders;
import io.countersign.ingress.metrics.SpoolMetrics;
import io.countersign.ingress.publish.EncodedRecord;
import io.countersign.ingress.publish.PatientProducer;
import io.countersign.ingress.publish.PatientProducers;
import io.countersign.ingress.publish.Publication;
import io.countersign.ingress.spool.Store.Stored;
import io.countersign.log.LogFields;
import io.countersign.log.LogText;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.rocksdb.RocksDBException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends what is in the store, in order, and takes out what the brokers have. A thread of its own, which blocks as it likes.
 * Its producer never gives up a record, so that none overtakes another while brokers are away.
 */
final class Drain implements Runnable {

    private static final Logger LOG = LoggerFactory.getLogger(Drain.class);
    private static final int WINDOW = 2_000;
    private static final long WINDOW_BYTES = 8L << 20;
    private static final int READ_AT_ONCE = 500;
    private static final long READ_BYTES_AT_ONCE = 2L << 20;
    private static final Duration SHORTEST_PAUSE = Duration.ofMillis(100);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(2);

    private final Store store;
    private final Lanes lanes;
    private final PatientProducers producers;
    private final SpoolMetrics metrics;

    private volatile boolean allSent;
    private final AtomicLong acknowledged = new AtomicLong();

    Drain(Store store, Lanes lanes, PatientProducers producers, SpoolMetrics metrics) {
        this.store = store;
        this.lanes = lanes;
        this.producers = producers;
        this.metrics = metrics;
    }

    /** Whether everything in the store is under way, so that it may be empty soon. */
    boolean hasSentAll() {
        return allSent;
    }

    /** How many records the brokers have acknowledged. */
    long acknowledged() {
        return acknowledged.get();
    }

    @Override
    public void run() {
        Duration pause = SHORTEST_PAUSE;
        try {
            while (true) {
                store.awaitEntries();
                // What was sent directly and has no outcome yet may still have to be put in, before what is there.
                lanes.awaitNoneDirect();
                long before = acknowledged.get();
                boolean done = drain();
                pause = done || acknowledged.get() > before ? SHORTEST_PAUSE : longer(pause);
                if (!done) {
                    Thread.sleep(pause.toMillis());
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // the end
        }
    }

    private static Duration longer(Duration pause) {
        Duration doubled = pause.multipliedBy(2);
        return doubled.compareTo(LONGEST_PAUSE) < 0 ? doubled : LONGEST_PAUSE;
    }

    /** Goes through the store from its beginning, until it is empty ({@code true}) or something fails. */
    private boolean drain() throws InterruptedException {
        Pass pass = new Pass();
        try (PatientProducer producer = producers.open()) {
            return pass.through(producer);
        } catch (RocksDBException e) {
            LOG.atError().addKeyValue(LogFields.FAILURE, e.getMessage()).log("The spool's store fails; trying again.");
            return false;
        } catch (RuntimeException e) { // such as brokers whose names nobody knows at the moment
            LOG.atWarn()
                    .addKeyValue(LogFields.FAILURE, e.getClass().getName())
                    .log("The spool cannot be drained; trying again.");
            return false;
        } finally {
            allSent = false;
        }
    }

    private static void tellOf(Stored rejected) {
        EncodedRecord message = rejected.message();
        LOG.atError()
                .addKeyValue(
                        LogFields.EVENT_ID,
                        message == null ? LogText.of(null) : CloudEventHeaders.id(message.headers()))
                .addKeyValue(LogFields.TOPIC, LogText.of(message == null ? null : message.topic()))
                .log("Kafka rejects a record that was acknowledged; it is kept aside in the spool.");
    }

    /** A record that was sent, and what becomes of it. */
    private record Sent(Stored stored, CompletableFuture<Publication> publication) {}

    private final class Pass {

        private final Deque<Stored> read = new ArrayDeque<>();
        private final Deque<Sent> sent = new ArrayDeque<>();
        private long sentBytes;
        private long cursor = -1;

        boolean through(PatientProducer producer) throws InterruptedException, RocksDBException {
            while (true) {
                boolean going = send(producer);
                if (sent.isEmpty()) {
                    return false; // nothing can be sent, or the store tells of records that it does not give
                }
                if (!take(going)) {
                    return false;
                }
                if (store.isEmpty()) {
                    lanes.nudge();
                    return true;
                }
            }
        }

        /** Sends as much as may be under way; tells whether the producer took all that it was given. */
        private boolean send(PatientProducer producer) throws RocksDBException {
            while (sent.size() < WINDOW && sentBytes < WINDOW_BYTES) {
                if (read.isEmpty()) {
                    read.addAll(store.read(cursor, READ_AT_ONCE, READ_BYTES_AT_ONCE));
                    if (read.isEmpty()) {
                        allSent = true;
                        return true;
                    }
                }
                Stored next = read.element();
                CompletableFuture<Publication> publication = send(producer, next.message());
                if (publication.isDone() && publication.join() == Publication.NOT_TAKEN) {
                    return false; // it keeps its place: nothing behind it is sent before it
                }
                read.remove();
                cursor = next.number();
                sent.add(new Sent(next, publication));
                sentBytes += next.bytes();
            }
            allSent = false;
            return true;
        }

        private CompletableFuture<Publication> send(PatientProducer producer, @Nullable EncodedRecord message) {
            return message == null ? CompletableFuture.completedFuture(Publication.REJECTED) : producer.send(message);
        }

        /** Waits for the first outcome, takes all that are there, and tells whether to go on. */
        private boolean take(boolean going) throws InterruptedException, RocksDBException {
            List<Stored> stored = new ArrayList<>();
            List<Stored> rejected = new ArrayList<>();
            boolean failed = false;
            awaitFirst(going);
            while (!failed && !sent.isEmpty() && sent.element().publication.isDone()) {
                Sent first = sent.remove();
                sentBytes -= first.stored.bytes();
                switch (first.publication.join()) {
                    case STORED, SPOOLED -> stored.add(first.stored);
                    case REJECTED -> rejected.add(first.stored);
                    case NOT_TAKEN -> failed = true;
                }
            }
            takeOut(stored, rejected);
            return !failed;
        }

        /** While the producer does not take the next record, it is asked again from time to time. */
        private void awaitFirst(boolean going) throws InterruptedException {
            CompletableFuture<Publication> first = sent.element().publication;
            try {
                if (going && !allSent) {
                    var unused = first.get();
                } else {
                    var unused = first.get(SHORTEST_PAUSE.toMillis(), TimeUnit.MILLISECONDS);
                }
            } catch (ExecutionException e) {
                throw new IllegalStateException("publications do not fail", e);
            } catch (TimeoutException e) {
                // There may be more to send meanwhile.
            }
        }

        /** Nothing more is sent before it is out of the store: it would be sent over and over again. */
        private void takeOut(List<Stored> stored, List<Stored> rejected) throws InterruptedException {
            if (stored.isEmpty() && rejected.isEmpty()) {
                return;
            }
            while (true) {
                try {
                    store.remove(stored, rejected);
                    break;
                } catch (RocksDBException e) {
                    LOG.atError()
                            .addKeyValue(LogFields.FAILURE, e.getMessage())
                            .log("What Kafka has taken cannot be deleted from the spool; trying again.");
                    Thread.sleep(LONGEST_PAUSE.toMillis());
                }
            }
            acknowledged.addAndGet(stored.size());
            metrics.drained(stored.size());
            rejected.forEach(Drain::tellOf);
        }
    }
}
