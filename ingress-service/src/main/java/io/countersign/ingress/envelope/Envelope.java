package io.countersign.ingress.envelope;

import io.countersign.cloudevent.CloudEventHeaders;
import io.countersign.event.EventMetadata;
import io.countersign.ingress.provider.Normalised;
import java.time.Instant;
import org.apache.kafka.common.header.Headers;

/** What an event is written with. */
public final class Envelope {

    private Envelope() {}

    /** What CloudEvents call the event's subject: its resource. */
    public static String subject(Normalised.Event event) {
        return event.resource().getType() + '/' + event.resource().getId();
    }

    /**
     * The key of the event's record.
     *
     * @param subject the event's {@linkplain #subject subject}
     */
    public static String key(Normalised.Event event, String subject) {
        return event.provider() + '/' + subject;
    }

    /**
     * The headers of the event's record, but for the trace that it belongs to.
     *
     * @param source name of the source through which the event came in
     * @param subject the event's {@linkplain #subject subject}
     */
    public static Headers headers(String source, Normalised.Event event, String subject) {
        // Devengo sends one id with several types, and CloudEvents wants source and id together to be unique.
        return CloudEventHeaders.of(
                event.eventId(), "/webhooks/" + source + '/' + event.type(), event.type(), event.occurredAt(), subject);
    }

    /**
     * The event's complete metadata.
     *
     * @param source name of the source through which the event came in
     * @param receivedAt when it did
     * @param receipt what signed it off
     */
    public static EventMetadata metadata(String source, Normalised.Event event, Instant receivedAt, String receipt) {
        return new EventMetadata(
                event.eventId(),
                event.type(),
                event.providerType(),
                event.provider(),
                source,
                event.occurredAt(),
                receivedAt,
                event.resource(),
                event.apiVersion(),
                event.deliveryAttempt(),
                event.contentDigest(),
                receipt);
    }
}
