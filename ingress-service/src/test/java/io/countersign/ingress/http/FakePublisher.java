package io.countersign.ingress.http;

import io.countersign.ingress.publish.Publication;
import io.countersign.ingress.publish.RecordPublisher;
import io.countersign.topic.Topic;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;
import org.apache.avro.specific.SpecificRecordBase;
import org.apache.kafka.common.header.Headers;

/** Kafka as the HTTP side sees it: keeps what it is given, and answers as it is told. */
final class FakePublisher implements RecordPublisher {

    record Published(Topic topic, String key, SpecificRecordBase message, Headers headers, Instant timestamp) {}

    private final List<Published> published = new CopyOnWriteArrayList<>();
    private volatile Supplier<CompletableFuture<Publication>> answer = FakePublisher::stored;
    private volatile boolean forgets;

    @Override
    public CompletableFuture<Publication> publish(
            Topic topic, String key, SpecificRecordBase message, Headers headers, Instant timestamp) {
        CompletableFuture<Publication> publication = answer.get();
        if (!forgets) {
            published.add(new Published(topic, key, message, headers, timestamp));
        }
        return publication;
    }

    List<Published> published() {
        return published;
    }

    void answers(Supplier<CompletableFuture<Publication>> supplier) {
        answer = supplier;
    }

    /** From now on keeps nothing, until it is reset. */
    void forgets() {
        forgets = true;
    }

    void reset() {
        forgets = false;
        published.clear();
        answer = FakePublisher::stored;
    }

    static CompletableFuture<Publication> stored() {
        return CompletableFuture.completedFuture(Publication.STORED);
    }
}
