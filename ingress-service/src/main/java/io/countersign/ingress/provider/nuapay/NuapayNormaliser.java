package io.countersign.ingress.provider.nuapay;

import io.countersign.event.AccountCheck;
import io.countersign.event.Resource;
import io.countersign.event.Verification;
import io.countersign.event.VerificationEvent;
import io.countersign.event.VerificationKind;
import io.countersign.ingress.hash.Sha256;
import io.countersign.ingress.json.ContentDigest;
import io.countersign.ingress.json.Fields;
import io.countersign.ingress.provider.JsonNormaliser;
import io.countersign.ingress.provider.Normalised;
import io.countersign.topic.ResourceType;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Nuapay's events. They have no id, so one is derived from the fields under the signature that tell one event from another:
 * type, resource and time.
 */
final class NuapayNormaliser extends JsonNormaliser {

    static final String PROVIDER = "nuapay";

    private static final String VERIFICATION_COMPLETED = "VerificationCompleted";
    private static final ContentDigest DIGEST = new ContentDigest(Set.of(), Set.of());
    private static final int ID_BYTES = 16;

    @Override
    protected Normalised.Event event(Fields event, Document document) {
        String providerType = event.id("eventType");
        String resourceId = event.id("resourceId");
        Instant occurredAt = event.requiredEpochMillis("eventTimestamp");
        String eventId = eventId(providerType, event.text("resourceType"), resourceId, occurredAt);
        String digest = DIGEST.of(document.root());
        if (!providerType.equals(VERIFICATION_COMPLETED)) {
            return new Normalised.Event(
                    ResourceType.UNMAPPED,
                    eventId,
                    providerType,
                    providerType,
                    PROVIDER,
                    occurredAt,
                    new Resource(ResourceType.UNMAPPED.word(), resourceId),
                    null,
                    null,
                    digest,
                    unmapped(document.text()));
        }
        Verification verification = verification(event);
        return new Normalised.Event(
                ResourceType.VERIFICATION,
                eventId,
                "verification.completed",
                providerType,
                PROVIDER,
                occurredAt,
                new Resource(ResourceType.VERIFICATION.word(), resourceId),
                null,
                null,
                digest,
                metadata -> new VerificationEvent(metadata, verification, document.text()));
    }

    private static Verification verification(Fields event) {
        AccountCheck check = new AccountCheck(
                event.text("resourceReference"),
                event.text("resourceReferenceType"),
                event.text("resourceUri"),
                event.text("resourceOwner"),
                event.text("reasonCode"),
                event.text("resourceRemittanceInformation"));
        return new Verification(VerificationKind.ACCOUNT_CHECK, "completed", null, null, null, null, check, null);
    }

    private static String eventId(String type, @Nullable String resourceType, String resourceId, Instant occurredAt) {
        MessageDigest sha256 = Sha256.ofThread();
        add(sha256, type);
        add(sha256, resourceType);
        add(sha256, resourceId);
        add(sha256, Long.toString(occurredAt.toEpochMilli()));
        return "nua_" + HexFormat.of().formatHex(sha256.digest(), 0, ID_BYTES);
    }

    /** The field with its length before it, so that no two lists of fields give the same bytes; -1 for one not sent. */
    private static void add(MessageDigest sha256, @Nullable String field) {
        byte[] bytes = field == null ? new byte[0] : field.getBytes(StandardCharsets.UTF_8);
        sha256.update(ByteBuffer.allocate(Integer.BYTES)
                .putInt(field == null ? -1 : bytes.length)
                .flip());
        sha256.update(bytes);
    }
}
