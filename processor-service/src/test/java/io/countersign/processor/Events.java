package io.countersign.processor;

import io.countersign.event.Account;
import io.countersign.event.AccountEvent;
import io.countersign.event.EventMetadata;
import io.countersign.event.Money;
import io.countersign.event.OutgoingPayment;
import io.countersign.event.OutgoingPaymentEvent;
import io.countersign.event.RecipientCheck;
import io.countersign.event.Resource;
import io.countersign.event.UnmappedEvent;
import io.countersign.event.Verification;
import io.countersign.event.VerificationEvent;
import io.countersign.event.VerificationKind;
import io.countersign.serde.RecordCodec;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/** Valid events to start from; tests break one thing. */
public final class Events {

    public static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");

    static {
        // Avro's builders copy only values of classes that were declared to be safe, which the codec does on loading.
        new RecordCodec<>(AccountEvent.class, 1, id -> Optional.empty());
    }

    private Events() {}

    /** What every event says of itself; id, type, time and digest derive from the status. */
    public static EventMetadata.Builder metadata(
            String provider, String resourceType, String resourceId, String status) {
        return EventMetadata.newBuilder()
                .setEventId("evt_" + status)
                .setType(resourceType.replace('-', '_') + "." + status)
                .setProviderType(resourceType.replace('-', '_') + "." + status)
                .setProvider(provider)
                .setSource(provider)
                .setOccurredAt(NOON)
                .setReceivedAt(NOON.plusSeconds(60))
                .setResource(new Resource(resourceType, resourceId))
                .setContentDigest("digest of " + status)
                .setReceipt("receipt");
    }

    public static EventMetadata.Builder payment(String status) {
        return metadata("devengo", "outgoing-payment", "pyo_1", status);
    }

    public static OutgoingPaymentEvent payment(EventMetadata.Builder metadata, String status) {
        return OutgoingPaymentEvent.newBuilder()
                .setMetadata(metadata.build())
                .setOutgoingPayment(OutgoingPayment.newBuilder()
                        .setStatus(status)
                        .setProviderStatus(status)
                        .setAmount(new Money(100L, "EUR"))
                        .setDescription("set by " + metadata.getEventId())
                        .build())
                .setPayload("{}")
                .build();
    }

    public static AccountEvent account(String id, String status) {
        return account(metadata("devengo", "account", id, status), status);
    }

    public static AccountEvent account(EventMetadata.Builder metadata, String status) {
        return AccountEvent.newBuilder()
                .setMetadata(metadata.build())
                .setAccount(Account.newBuilder()
                        .setStatus(status)
                        .setProviderStatus(status)
                        .setName("Savings")
                        .setCreatedAt(NOON)
                        .build())
                .setPayload("{}")
                .build();
    }

    public static VerificationEvent verification(EventMetadata.Builder metadata, String status) {
        return VerificationEvent.newBuilder()
                .setMetadata(metadata.build())
                .setVerification(Verification.newBuilder()
                        .setKind(VerificationKind.RECIPIENT_CHECK)
                        .setStatus(status)
                        .setRecipientCheck(RecipientCheck.newBuilder()
                                .setAttributes(Map.of("order", "1"))
                                .build())
                        .build())
                .setPayload("{}")
                .build();
    }

    public static UnmappedEvent unmapped(EventMetadata.Builder metadata) {
        return UnmappedEvent.newBuilder()
                .setMetadata(metadata.build())
                .setPayload("{}")
                .build();
    }
}
