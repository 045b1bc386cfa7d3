package io.countersign.ingress.intake;

import io.countersign.cloudevent.CloudEventHeaders;
import io.countersign.ingress.envelope.Envelope;
import io.countersign.ingress.metrics.IngressMetrics;
import io.countersign.ingress.provider.Normalised;
import io.countersign.ingress.publish.Publication;
import io.countersign.ingress.publish.RecordPublisher;
import io.countersign.ingress.receipt.ReceiptSigner;
import io.countersign.ingress.signature.Authentication;
import io.countersign.ingress.signature.Authentication.Genuine;
import io.countersign.ingress.signature.Authentication.Refused;
import io.countersign.ingress.source.Source;
import io.countersign.log.LogFields;
import io.countersign.log.LogText;
import io.countersign.quarantine.QuarantineRecord;
import io.countersign.topic.QuarantineKey;
import io.countersign.topic.TopicCatalogue;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;
import org.apache.kafka.common.header.Headers;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** Takes deliveries in: authenticate, normalise, publish, sign off. Thread-safe; never blocks the caller. */
@Component
public final class Intake {

    private static final Logger LOG = LoggerFactory.getLogger(Intake.class);

    /** Header fields that are kept with a quarantined body: those that help to understand it and hold no secret. */
    private static final List<String> KEPT_HEADERS =
            List.of("content-type", "user-agent", "x-request-id", "webhook-id", "webhook-timestamp");

    private static final int LONGEST_KEPT_HEADER = 256;

    private final RecordPublisher publisher;
    private final ReceiptSigner receipts;
    private final IngressMetrics metrics;
    private final InstantSource clock;

    Intake(RecordPublisher publisher, ReceiptSigner receipts, IngressMetrics metrics, InstantSource clock) {
        this.publisher = publisher;
        this.receipts = receipts;
        this.metrics = metrics;
        this.clock = clock;
    }

    /** Takes one delivery in. The future completes in bounded time, and exceptionally only for a defect of ours. */
    public CompletableFuture<Result> take(Delivery delivery) {
        Instant receivedAt = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        Source source = delivery.source();
        Authentication authentication = source.authenticate(delivery.headers(), delivery.body(), receivedAt);
        if (authentication instanceof Refused refused) {
            return CompletableFuture.completedFuture(new Result.Unauthenticated(refused.reason()));
        }
        metrics.source(source.name()).genuine(((Genuine) authentication).secretId());
        Normalised normalised = source.normaliser().normalise(delivery.body());
        if (normalised instanceof Normalised.Event event) {
            try {
                return acknowledge(delivery, event, receivedAt);
            } catch (RuntimeException e) {
                throw new EventDefectException(event.eventId(), e);
            }
        }
        return quarantine(delivery, (Normalised.NotAnEvent) normalised, receivedAt);
    }

    private CompletableFuture<Result> acknowledge(Delivery delivery, Normalised.Event event, Instant receivedAt) {
        Source source = delivery.source();
        String receipt = receipts.sign(source.name(), event.eventId(), receivedAt, delivery.body());
        String subject = Envelope.subject(event);
        Headers headers = Envelope.headers(source.name(), event, subject);
        trace(delivery, event.eventId(), event.type(), headers);
        return publisher
                .publish(
                        TopicCatalogue.received(event.topicType()),
                        Envelope.key(event, subject),
                        event.toRecord().apply(Envelope.metadata(source.name(), event, receivedAt, receipt)),
                        headers,
                        receivedAt)
                .thenApply(publication -> {
                    if (publication == Publication.REJECTED) {
                        LOG.atError()
                                .addKeyValue(LogFields.EVENT_ID, LogText.of(event.eventId()))
                                .addKeyValue(LogFields.SOURCE, source.name())
                                .log("Kafka rejects an event; its sender repeats it in vain.");
                    }
                    return ifStored(publication, new Result.Acknowledged(event.eventId(), receivedAt, receipt));
                });
    }

    private CompletableFuture<Result> quarantine(
            Delivery delivery, Normalised.NotAnEvent notAnEvent, Instant receivedAt) {
        Source source = delivery.source();
        // UUID.randomUUID() reads the system's entropy, which may block; this id need not be secret.
        ThreadLocalRandom random = ThreadLocalRandom.current();
        String id = new UUID(random.nextLong(), random.nextLong()).toString();
        Map<String, String> kept = new HashMap<>();
        for (String name : KEPT_HEADERS) {
            List<String> values = delivery.headers().values(name);
            if (!values.isEmpty()) {
                String value = values.get(0);
                kept.put(name, value.substring(0, Math.min(value.length(), LONGEST_KEPT_HEADER)));
            }
        }
        QuarantineRecord message = QuarantineRecord.newBuilder()
                .setId(id)
                .setReason(notAnEvent.reason())
                .setDetail(notAnEvent.detail())
                .setProvider(source.provider())
                .setSource(source.name())
                .setReceivedAt(receivedAt)
                .setContentType(kept.get("content-type"))
                .setBody(ByteBuffer.wrap(source.normaliser().withoutSecrets(delivery.body())))
                .setHeaders(kept)
                .build();
        String type = "quarantine." + notAnEvent.reason().name().toLowerCase(Locale.ROOT);
        Headers headers = CloudEventHeaders.of(id, "/webhooks/" + source.name(), type, receivedAt, "quarantine/" + id);
        trace(delivery, id, type, headers);
        return publisher
                .publish(
                        TopicCatalogue.quarantine(),
                        QuarantineKey.of(source.provider(), id),
                        message,
                        headers,
                        receivedAt)
                .thenApply(publication -> {
                    if (publication == Publication.STORED || publication == Publication.SPOOLED) {
                        metrics.source(source.name()).quarantined(notAnEvent.reason());
                        LOG.atWarn()
                                .addKeyValue(LogFields.QUARANTINE_ID, id)
                                .addKeyValue(LogFields.SOURCE, source.name())
                                .addKeyValue(LogFields.REASON, notAnEvent.reason())
                                .log("A webhook is no event and is put into quarantine.");
                    }
                    return ifStored(publication, new Result.NotAnEvent(notAnEvent.detail()));
                });
    }

    private static void trace(Delivery delivery, String eventId, String eventType, Headers headers) {
        String traceparent = delivery.trace().begin(delivery.source().name(), delivery.headers(), eventId, eventType);
        headers.add(CloudEventHeaders.TRACEPARENT, traceparent.getBytes(StandardCharsets.US_ASCII));
    }

    private static Result ifStored(Publication publication, Result result) {
        return switch (publication) {
            case STORED, SPOOLED -> result;
            case NOT_TAKEN, REJECTED -> new Result.NotTaken();
        };
    }
}
