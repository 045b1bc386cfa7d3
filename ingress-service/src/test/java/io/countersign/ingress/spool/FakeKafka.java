package io.countersign.ingress.spool;

import io.countersign.ingress.publish.EncodedPublisher;
import io.countersign.ingress.publish.EncodedRecord;
import io.countersign.ingress.publish.PatientProducer;
import io.countersign.ingress.publish.PatientProducers;
import io.countersign.ingress.publish.Publication;
import io.countersign.topic.Topic;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import org.apache.avro.specific.SpecificRecordBase;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/**
 * Kafka as the spool sees it, with a log for each key. What is sent waits until {@link #work} is called; while it is away,
 * direct records fail then, and those of patient producers go on waiting.
 */
final class FakeKafka implements EncodedPublisher, PatientProducers {

    private record Waiting(EncodedRecord message, CompletableFuture<Publication> publication) {}

    private final Queue<Waiting> direct = new ArrayDeque<>();
    private final Queue<Waiting> patient = new ArrayDeque<>();
    private final Map<String, List<String>> logs = new HashMap<>();
    private boolean away;
    private boolean writesWhatItDoesNotAcknowledge;
    private @Nullable String rejectedKey;
    private int patientlySent;

    @Override
    public EncodedRecord encode(
            Topic topic, String key, SpecificRecordBase message, Headers headers, Instant timestamp) {
        // The test's records are their keys and the text in their headers.
        return Records.of(key, headers.lastHeader("value").value());
    }

    @Override
    public synchronized CompletableFuture<Publication> send(EncodedRecord message) {
        return add(direct, message);
    }

    @Override
    public PatientProducer open() {
        return new PatientProducer() {
            @Override
            public CompletableFuture<Publication> send(EncodedRecord message) {
                synchronized (FakeKafka.this) {
                    patientlySent++;
                    return add(patient, message);
                }
            }

            @Override
            public void close() {
                synchronized (FakeKafka.this) {
                    patient.clear();
                }
            }
        };
    }

    private static CompletableFuture<Publication> add(Queue<Waiting> queue, EncodedRecord message) {
        Waiting waiting = new Waiting(message, new CompletableFuture<>());
        queue.add(waiting);
        return waiting.publication;
    }

    synchronized void goAway() {
        away = true;
    }

    synchronized void comeBack() {
        away = false;
    }

    /** Records that fail may have been written all the same. */
    synchronized void writeWhatIsNotAcknowledged() {
        writesWhatItDoesNotAcknowledge = true;
    }

    synchronized void reject(String key) {
        rejectedKey = key;
    }

    synchronized int waitingDirectly() {
        return direct.size();
    }

    synchronized int patientlySent() {
        return patientlySent;
    }

    synchronized Map<String, List<String>> logs() {
        Map<String, List<String>> copy = new HashMap<>();
        logs.forEach((key, log) -> copy.put(key, new ArrayList<>(log)));
        return copy;
    }

    synchronized List<String> log(String key) {
        return List.copyOf(logs.getOrDefault(key, List.of()));
    }

    /** Takes, or fails, what waits. */
    void work() {
        List<Runnable> answers = new ArrayList<>();
        synchronized (this) {
            for (Waiting next = direct.poll(); next != null; next = direct.poll()) {
                answers.add(answer(next, !away, !away || writesWhatItDoesNotAcknowledge && answers.size() % 2 == 0));
            }
            if (!away) {
                for (Waiting next = patient.poll(); next != null; next = patient.poll()) {
                    answers.add(answer(next, true, true));
                }
            }
        }
        answers.forEach(Runnable::run); // without the lock: what follows may send
    }

    /** Fails the first record of a key that waits directly. */
    void fail(String key) {
        CompletableFuture<Publication> failing;
        synchronized (this) {
            Waiting found = direct.stream()
                    .filter(waiting -> waiting.message.key().equals(key))
                    .findFirst()
                    .orElseThrow();
            direct.remove(found);
            failing = found.publication;
        }
        failing.complete(Publication.NOT_TAKEN);
    }

    private Runnable answer(Waiting waiting, boolean acknowledged, boolean written) {
        String key = waiting.message.key();
        if (key.equals(rejectedKey) && acknowledged) {
            return () -> waiting.publication.complete(Publication.REJECTED);
        }
        if (written) {
            logs.computeIfAbsent(key, any -> new ArrayList<>()).add(Records.value(waiting.message));
        }
        return () -> waiting.publication.complete(acknowledged ? Publication.STORED : Publication.NOT_TAKEN);
    }
}
