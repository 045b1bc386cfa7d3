package io.countersign.processor.resources;

import io.countersign.quarantine.Redrive;
import io.countersign.redrive.RedriveLog;
import io.countersign.serde.Codecs;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.function.Supplier;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;
import org.springframework.kafka.core.DefaultKafkaProducerFactory;

/** Writes requests for a redrive, which the ingress takes up. Thread-safe; blocks for some seconds at most. */
final class RedriveRequests implements AutoCloseable {

    private static final Duration TIMEOUT = Duration.ofSeconds(4);

    private final DefaultKafkaProducerFactory<?, ?> kafka;
    private final Supplier<Codecs> codecs;
    private @Nullable KafkaProducer<String, byte[]> producer;

    RedriveRequests(DefaultKafkaProducerFactory<?, ?> kafka, Supplier<Codecs> codecs) {
        this.kafka = kafka;
        this.codecs = codecs;
    }

    /**
     * Writes a request.
     *
     * @param request what to write, with its record
     * @throws NotTakenException where Kafka does not take it in time; it may turn up all the same
     */
    void write(Redrive request) {
        try {
            producer()
                    .send(RedriveLog.message(request, codecs.get().encode(request), "/processor"))
                    .get();
        } catch (ExecutionException | KafkaException e) {
            throw new NotTakenException("Kafka did not take the request in time.", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new NotTakenException("The instance is stopping.", e);
        }
    }

    @Override
    public synchronized void close() {
        if (producer != null) {
            producer.close(TIMEOUT);
        }
    }

    /** Made with the first request: most instances never write one. */
    private synchronized KafkaProducer<String, byte[]> producer() {
        KafkaProducer<String, byte[]> existing = producer;
        if (existing != null) {
            return existing;
        }
        Map<String, Object> configuration = new HashMap<>(kafka.getConfigurationProperties());
        configuration.put(ProducerConfig.ACKS_CONFIG, "all");
        configuration.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
        configuration.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, TIMEOUT.toMillis());
        configuration.put(ProducerConfig.LINGER_MS_CONFIG, 0);
        configuration.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, (int) TIMEOUT.toMillis() / 2);
        configuration.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, (int) TIMEOUT.toMillis());
        KafkaProducer<String, byte[]> created =
                new KafkaProducer<>(configuration, new StringSerializer(), new ByteArraySerializer());
        producer = created;
        return created;
    }
}
