package io.countersign.ingress.provider;

import io.countersign.event.EventMetadata;
import io.countersign.event.Resource;
import io.countersign.quarantine.QuarantineReason;
import io.countersign.topic.ResourceType;
import java.time.Instant;
import java.util.function.Function;
import org.apache.avro.specific.SpecificRecordBase;
import org.jspecify.annotations.Nullable;

/** What a normaliser makes of an authentic body. */
public sealed interface Normalised {

    /**
     * An event, of a known type or {@linkplain ResourceType#UNMAPPED not}. The metadata lacks only what the ingress knows
     * and the provider does not: source, received at, receipt.
     *
     * @param topicType which topics it belongs to
     * @param eventId the provider's event id, or one derived from signed fields
     * @param type canonical type
     * @param providerType the provider's own type
     * @param provider the provider's name
     * @param occurredAt when it happened
     * @param resource what it is about
     * @param apiVersion version of the payload format, if the provider names one
     * @param deliveryAttempt number of this delivery, if the provider counts
     * @param contentDigest SHA-256 of the content without delivery data and secrets, lower-case hexadecimal
     * @param toRecord makes the topic's record out of the complete metadata
     */
    record Event(
            ResourceType topicType,
            String eventId,
            String type,
            String providerType,
            String provider,
            Instant occurredAt,
            Resource resource,
            @Nullable String apiVersion,
            @Nullable Integer deliveryAttempt,
            String contentDigest,
            Function<EventMetadata, SpecificRecordBase> toRecord)
            implements Normalised {}

    /**
     * No event of this provider: it goes to quarantine and is answered 400.
     *
     * @param reason why
     * @param detail what was expected and where, for the sender and for the quarantine; never content
     */
    record NotAnEvent(QuarantineReason reason, String detail) implements Normalised {}
}
