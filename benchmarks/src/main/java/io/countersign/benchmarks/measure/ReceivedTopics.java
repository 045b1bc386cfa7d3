package io.countersign.benchmarks.measure;

import io.countersign.benchmarks.load.Webhooks;
import io.countersign.cloudevent.CloudEventHeaders;
import io.countersign.event.EventMetadata;
import io.countersign.event.Resource;
import io.countersign.ingress.provider.Normalised;
import io.countersign.ingress.provider.Normaliser;
import io.countersign.ingress.provider.Provider;
import io.countersign.ingress.provider.SourceSettings;
import io.countersign.ingress.provider.devengo.DevengoProvider;
import io.countersign.ingress.provider.lox24.Lox24Provider;
import io.countersign.ingress.provider.nuapay.NuapayProvider;
import io.countersign.registry.SchemaRegistry;
import io.countersign.serde.Codecs;
import io.countersign.topic.TopicCatalogue;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * Fills the received topics without an ingress, which would take its time, with records that are made of webhooks by the
 * ingress's own normalisers.
 */
final class ReceivedTopics {

    /** Of the length that receipts have; the processor carries them and never looks. */
    private static final String RECEIPT = "e".repeat(60) + '.' + "e".repeat(260) + '.' + "e".repeat(43);

    private static final String TRACE = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-00";
    private static final int SAY_EVERY = 250_000;

    private final Platform platform;
    private final Codecs codecs;
    private final Map<String, Normaliser> normalisers = new HashMap<>();

    ReceivedTopics(Platform platform) {
        this.platform = platform;
        this.codecs = Codecs.connect(
                new SchemaRegistry(platform.registryUrl(), Duration.ofSeconds(10)), TopicCatalogue.all());
        for (Provider provider : List.of(new DevengoProvider(), new NuapayProvider(), new Lox24Provider())) {
            normalisers.put(
                    provider.name(),
                    provider.normaliser(new SourceSettings(provider.name(), null, Duration.ofMinutes(5), null, null)));
        }
    }

    /** Writes so many events; returns how many of them are new. */
    long fill(Webhooks webhooks, long events) {
        long fresh = 0;
        try (Writer writer = new Writer(Map.of("linger.ms", 20, "batch.size", 256 * 1024))) {
            for (long i = 1; i <= events; i++) {
                fresh += writer.write(webhooks, Instant.now()) ? 1 : 0;
                if (i % SAY_EVERY == 0) {
                    Progress.say("%,d of %,d events written.".formatted(i, events));
                }
            }
        }
        return fresh;
    }

    /**
     * Writes events at a steady rate, each as received when its time has come, whether or not it could be written then;
     * returns how many of them are new.
     */
    long trickle(Webhooks webhooks, double perSecond, Duration duration) throws InterruptedException {
        long events = Math.round(perSecond * duration.toNanos() / 1e9);
        long fresh = 0;
        try (Writer writer = new Writer(Map.of("linger.ms", 0))) {
            Instant begin = Instant.now();
            for (long i = 0; i < events; i++) {
                Instant due = begin.plusNanos((long) (i * 1e9 / perSecond));
                long early = Duration.between(Instant.now(), due).toNanos();
                if (early > 0) {
                    TimeUnit.NANOSECONDS.sleep(early);
                }
                fresh += writer.write(webhooks, due) ? 1 : 0;
            }
        }
        return fresh;
    }

    /** A producer with the ingress's promises. */
    private final class Writer implements AutoCloseable {
        private final KafkaProducer<String, byte[]> producer;
        private final AtomicReference<Exception> failed = new AtomicReference<>();

        Writer(Map<String, Object> batching) {
            Map<String, Object> settings = new HashMap<>(batching);
            settings.put("bootstrap.servers", platform.bootstrapServers());
            settings.put("acks", "all");
            producer = new KafkaProducer<>(settings, new StringSerializer(), new ByteArraySerializer());
        }

        /** Writes the next event; says whether it is a new one. */
        boolean write(Webhooks webhooks, Instant receivedAt) {
            webhooks.next();
            var unused =
                    producer.send(next(webhooks, receivedAt.truncatedTo(ChronoUnit.MILLIS)), (metadata, failure) -> {
                        if (failure != null) {
                            failed.set(failure);
                        }
                    });
            return !webhooks.isDuplicate();
        }

        @Override
        public void close() {
            producer.close();
            if (failed.get() != null) {
                throw new IllegalStateException("the topics could not be filled", failed.get());
            }
        }
    }

    private ProducerRecord<String, byte[]> next(Webhooks webhooks, Instant receivedAt) {
        Normaliser normaliser = normalisers.get(webhooks.provider());
        if (normaliser == null || !(normaliser.normalise(webhooks.body()) instanceof Normalised.Event event)) {
            throw new IllegalStateException("a webhook of " + webhooks.provider() + " is no event");
        }
        EventMetadata metadata = new EventMetadata(
                event.eventId(),
                event.type(),
                event.providerType(),
                event.provider(),
                webhooks.provider(),
                event.occurredAt(),
                receivedAt,
                event.resource(),
                event.apiVersion(),
                event.deliveryAttempt(),
                event.contentDigest(),
                RECEIPT);
        Resource resource = event.resource();
        String subject = resource.getType() + '/' + resource.getId();
        Headers headers = CloudEventHeaders.of(
                event.eventId(),
                "/webhooks/" + webhooks.provider() + '/' + event.type(),
                event.type(),
                event.occurredAt(),
                subject);
        headers.add(CloudEventHeaders.TRACEPARENT, TRACE.getBytes(StandardCharsets.US_ASCII));
        return new ProducerRecord<>(
                TopicCatalogue.received(event.topicType()).name(),
                null,
                receivedAt.toEpochMilli(),
                event.provider() + '/' + subject,
                codecs.encode(event.toRecord().apply(metadata)),
                headers);
    }
}
