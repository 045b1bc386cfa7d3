package io.countersign.ingress.publish;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.KafkaException;

/** A Kafka producer with no end to its patience: its configuration is what keeps the order. Not thread-safe. */
final class OrderedProducer implements PatientProducer {

    private final KafkaProducer<String, byte[]> producer;

    OrderedProducer(KafkaProducer<String, byte[]> producer) {
        this.producer = producer;
    }

    @Override
    public CompletableFuture<Publication> send(EncodedRecord message) {
        CompletableFuture<Publication> publication = new CompletableFuture<>();
        try {
            var unused = producer.send(
                    message.toProducerRecord(),
                    (metadata, failure) ->
                            publication.complete(failure == null ? Publication.STORED : Publication.of(failure)));
        } catch (KafkaException | IllegalStateException e) {
            publication.complete(Publication.NOT_TAKEN);
        }
        return publication;
    }

    @Override
    public void close() {
        producer.close(Duration.ZERO);
    }
}
