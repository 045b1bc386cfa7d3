package io.countersign.ingress.publish;

import io.countersign.serde.Codecs;
import io.countersign.topic.Topic;
import java.time.Instant;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.LockSupport;
import org.apache.avro.specific.SpecificRecordBase;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/**
 * Writes to Kafka. {@code KafkaProducer.send} can block, on metadata and on a full buffer, so one thread of its own calls
 * it; callers leave their records in a bounded queue. A second thread sees to it that every record has its answer in time,
 * whatever the producer does.
 */
@Component
final class KafkaPublisher implements RecordPublisher, SmartLifecycle {

    private static final Logger LOG = LoggerFactory.getLogger(KafkaPublisher.class);
    private static final long DEADLINE_CHECK_MILLIS = 50;

    /** Under load the next record comes at once: giving way to it costs less than being woken for it. */
    private static final int ROUNDS_BEFORE_SLEEP = 10;

    private final KafkaProducer<String, byte[]> producer;
    private final Connection connection;
    private final long timeoutNanos;
    private final int inFlight;

    /** One permit for each record that may wait for its answer: what bounds memory when Kafka is away. */
    private final Semaphore permits;

    private final Queue<Waiting> toSend = new ConcurrentLinkedQueue<>();

    /** In the order of their deadlines, since all have the same time-out. */
    private final Queue<Waiting> toAnswer = new ConcurrentLinkedQueue<>();

    private final Thread sender = new Thread(this::send, "kafka-sender");
    private final Thread deadlines = new Thread(this::keepDeadlines, "kafka-deadlines");
    private volatile boolean senderIdle;
    private volatile boolean running;

    KafkaPublisher(KafkaProducer<String, byte[]> producer, Connection connection, PublishProperties properties) {
        this.producer = producer;
        this.connection = connection;
        this.timeoutNanos = properties.timeout().toNanos();
        this.inFlight = properties.inFlight();
        this.permits = new Semaphore(inFlight);
    }

    @Override
    public CompletableFuture<Publication> publish(
            Topic topic, String key, SpecificRecordBase message, Headers headers, Instant timestamp) {
        Codecs codecs = connection.codecs();
        if (codecs == null || !running || !permits.tryAcquire()) {
            return CompletableFuture.completedFuture(Publication.NOT_TAKEN);
        }
        Waiting waiting;
        try {
            byte[] value = codecs.encode(message);
            waiting = new Waiting(
                    new ProducerRecord<>(topic.name(), null, timestamp.toEpochMilli(), key, value, headers),
                    System.nanoTime() + timeoutNanos);
        } catch (RuntimeException | Error e) {
            permits.release();
            throw e;
        }
        toAnswer.add(waiting);
        toSend.add(waiting);
        if (senderIdle) {
            LockSupport.unpark(sender);
        }
        return waiting.publication;
    }

    @Override
    public void start() {
        running = true;
        sender.start();
        deadlines.setDaemon(true);
        deadlines.start();
    }

    /** Takes no more, and waits until what it has taken is answered, which the deadlines bound. */
    @Override
    public void stop() {
        running = false;
        LockSupport.unpark(sender);
        try {
            permits.acquire(inFlight);
            permits.release(inFlight);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        deadlines.interrupt();
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    /** Before the web server at the start, after it at the end. */
    @Override
    public int getPhase() {
        return 0;
    }

    @SuppressWarnings("ThreadPriorityCheck") // giving way saves work here, and nothing relies on it
    private void send() {
        int rounds = 0;
        while (true) {
            Waiting next = toSend.poll();
            if (next != null) {
                rounds = 0;
                next.send();
            } else if (!running) {
                return;
            } else if (rounds < ROUNDS_BEFORE_SLEEP) {
                rounds++;
                Thread.yield();
            } else {
                senderIdle = true;
                if (toSend.isEmpty() && running) {
                    LockSupport.park(this);
                }
                senderIdle = false;
            }
        }
    }

    private void keepDeadlines() {
        try {
            while (true) {
                long now = System.nanoTime();
                Waiting first = toAnswer.peek();
                while (first != null && first.isOver(now)) {
                    toAnswer.poll();
                    first = toAnswer.peek();
                }
                Thread.sleep(DEADLINE_CHECK_MILLIS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** A record that has no answer yet. */
    private final class Waiting {

        private final CompletableFuture<Publication> publication = new CompletableFuture<>();
        private final long deadline;
        private @Nullable ProducerRecord<String, byte[]> message;

        Waiting(ProducerRecord<String, byte[]> message, long deadline) {
            this.message = message;
            this.deadline = deadline;
        }

        /** Hands the record to the producer, unless its time is up. May block for the producer's {@code max.block.ms}. */
        void send() {
            ProducerRecord<String, byte[]> sent = message;
            message = null; // the producer has it from here on; an answer must not keep it
            if (sent == null || publication.isDone()) {
                return;
            }
            try {
                var unused = producer.send(sent, (metadata, failure) -> {
                    if (failure == null) {
                        answer(Publication.STORED);
                    } else {
                        notTaken(failure);
                    }
                });
            } catch (RuntimeException e) {
                notTaken(e);
            }
        }

        /** Whether the answer is there; gives it where the time is up. */
        boolean isOver(long now) {
            if (now - deadline >= 0) {
                answer(Publication.NOT_TAKEN);
            }
            return publication.isDone();
        }

        private void notTaken(Exception failure) {
            if (answer(Publication.NOT_TAKEN)) {
                LOG.atDebug()
                        .addKeyValue("failure", failure.getClass().getSimpleName())
                        .log("Kafka did not take a record.");
            }
        }

        private boolean answer(Publication answer) {
            boolean first = publication.complete(answer);
            if (first) {
                permits.release();
            }
            return first;
        }
    }
}
