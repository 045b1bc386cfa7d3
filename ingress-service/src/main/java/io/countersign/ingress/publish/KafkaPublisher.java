package io.countersign.ingress.publish;

import io.countersign.cloudevent.CloudEventHeaders;
import io.countersign.log.LogFields;
import io.countersign.serde.Codecs;
import io.countersign.topic.Topic;
import java.time.Instant;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import org.apache.avro.specific.SpecificRecordBase;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/**
 * Writes to Kafka, on the caller's thread. {@code KafkaProducer.send} can block, on metadata and on a full buffer, so it is
 * given no time to ({@link PublishConfiguration}): what cannot be taken at once is not taken. A thread of our own sees to it
 * that every record has its answer in time, whatever the producer does.
 */
@Component
final class KafkaPublisher implements RecordPublisher, EncodedPublisher, SmartLifecycle {

    private static final Logger LOG = LoggerFactory.getLogger(KafkaPublisher.class);
    private static final long DEADLINE_CHECK_MILLIS = 50;

    private final KafkaProducer<String, byte[]> producer;
    private final Connection connection;
    private final long timeoutNanos;
    private final int inFlight;

    /** One permit for each record that may wait for its answer: what bounds memory when Kafka is away. */
    private final Semaphore permits;

    /** In the order of their deadlines, since all have the same time-out. */
    private final Queue<Waiting> toAnswer = new ConcurrentLinkedQueue<>();

    private final Thread deadlines = new Thread(this::keepDeadlines, "kafka-deadlines");
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
        byte[] value;
        try {
            value = codecs.encode(message);
        } catch (RuntimeException | Error e) {
            permits.release();
            throw e;
        }
        return sendWithPermit(new ProducerRecord<>(topic.name(), null, timestamp.toEpochMilli(), key, value, headers));
    }

    @Override
    public @Nullable EncodedRecord encode(
            Topic topic, String key, SpecificRecordBase message, Headers headers, Instant timestamp) {
        Codecs codecs = connection.registered();
        return codecs == null ? null : new EncodedRecord(topic.name(), key, timestamp, headers, codecs.encode(message));
    }

    @Override
    public CompletableFuture<Publication> send(EncodedRecord message) {
        if (connection.codecs() == null || !running || !permits.tryAcquire()) {
            return CompletableFuture.completedFuture(Publication.NOT_TAKEN);
        }
        return sendWithPermit(message.toProducerRecord());
    }

    private CompletableFuture<Publication> sendWithPermit(ProducerRecord<String, byte[]> message) {
        Waiting waiting = new Waiting(System.nanoTime() + timeoutNanos);
        toAnswer.add(waiting);
        waiting.send(message);
        return waiting.publication;
    }

    @Override
    public void start() {
        running = true;
        deadlines.setDaemon(true);
        deadlines.start();
    }

    /** Takes no more, and waits until what it has taken is answered, which the deadlines bound. */
    @Override
    public void stop() {
        running = false;
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

        Waiting(long deadline) {
            this.deadline = deadline;
        }

        void send(ProducerRecord<String, byte[]> message) {
            try {
                var unused = producer.send(message, (metadata, failure) -> {
                    if (failure == null) {
                        answer(Publication.STORED);
                    } else {
                        notTaken(message, failure);
                    }
                });
            } catch (KafkaException | IllegalStateException e) { // the latter from a producer that was closed
                notTaken(message, e);
            }
        }

        /** Whether the answer is there; gives it where the time is up. */
        boolean isOver(long now) {
            if (now - deadline >= 0) {
                answer(Publication.NOT_TAKEN);
            }
            return publication.isDone();
        }

        private void notTaken(ProducerRecord<String, byte[]> message, Exception failure) {
            if (answer(Publication.of(failure))) {
                LOG.atDebug()
                        .addKeyValue(LogFields.EVENT_ID, CloudEventHeaders.id(message.headers()))
                        .addKeyValue(LogFields.TOPIC, message.topic())
                        .addKeyValue(LogFields.FAILURE, failure.getClass().getName())
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
