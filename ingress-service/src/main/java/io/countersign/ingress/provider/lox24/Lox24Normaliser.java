package io.countersign.ingress.provider.lox24;

import io.countersign.event.CodeDelivery;
import io.countersign.event.DeliveryStep;
import io.countersign.event.Money;
import io.countersign.event.Resource;
import io.countersign.event.RoutingStep;
import io.countersign.event.Verification;
import io.countersign.event.VerificationEvent;
import io.countersign.event.VerificationKind;
import io.countersign.ingress.json.ContentDigest;
import io.countersign.ingress.json.Fields;
import io.countersign.ingress.json.ValueRemoval;
import io.countersign.ingress.provider.JsonNormaliser;
import io.countersign.ingress.provider.Normalised;
import io.countersign.topic.ResourceType;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * LOX24's events. The body has the one-time code in it, which must never be kept: every field called {@code code}, at any depth
 * and in events of any type, is left out of the digest and replaced in the payload, and none is mapped.
 */
final class Lox24Normaliser extends JsonNormaliser {

    static final String PROVIDER = "lox24";

    private static final String CODE = "code";
    private static final ValueRemoval CODE_REMOVAL = new ValueRemoval(CODE);

    /** A delivery again has another number and another task, and is the same event. */
    private static final ContentDigest DIGEST = new ContentDigest(
            Set.of("attempt_number", "attempt_total", "attempts_total", "notification_task_id"), Set.of(CODE));

    /** What one of LOX24's types means here. */
    private record Known(String type, String status) {}

    private static final Map<String, Known> TYPES = Map.of(
            "verify_code.success", new Known("verification.confirmed", "confirmed"),
            "verify_code.failed", new Known("verification.failed", "failed"),
            "verify_code.channel.updated", new Known("verification.channel_updated", "channel_updated"),
            "verify_code.channel.sent", new Known("verification.channel_sent", "channel_sent"),
            "verify_code.channel.success", new Known("verification.channel_success", "channel_success"),
            "verify_code.channel.failed", new Known("verification.channel_failed", "channel_failed"));

    @Override
    protected Normalised.Event event(Fields event, Document document) {
        String id = event.id("id");
        String providerType = event.id("name");
        Known known = TYPES.get(providerType);
        Fields data = known == null ? event.objectIfAny("data") : event.object("data");
        Verification verification = known == null ? null : verification(data, known.status());
        String payload = payload(document.text());
        return new Normalised.Event(
                known == null ? ResourceType.UNMAPPED : ResourceType.VERIFICATION,
                id,
                known == null ? providerType : known.type(),
                providerType,
                PROVIDER,
                event.requiredEpochSeconds("created_at"),
                known == null
                        ? new Resource(
                                ResourceType.UNMAPPED.word(), Objects.requireNonNullElse(data.idIfUsable("id"), id))
                        : new Resource(ResourceType.VERIFICATION.word(), data.id("id")),
                event.text("api_version"),
                event.integer("attempt_number"),
                DIGEST.of(document.root()),
                verification == null
                        ? unmapped(payload)
                        : metadata -> new VerificationEvent(metadata, verification, payload));
    }

    private static String payload(String text) {
        return new String(CODE_REMOVAL.from(text.getBytes(StandardCharsets.UTF_8)), StandardCharsets.UTF_8);
    }

    @Override
    public byte[] withoutSecrets(byte[] body) {
        return CODE_REMOVAL.from(body);
    }

    private static Verification verification(Fields data, String status) {
        CodeDelivery delivery = new CodeDelivery(
                data.text("phone"),
                data.text("user_id"),
                data.objects("routing_strategy", Lox24Normaliser::routingStep),
                data.text("delivered_channel"),
                cost(data),
                data.integer("code_length"),
                data.flag("is_code_deleted"),
                data.text("payload"),
                data.objects("history", Lox24Normaliser::deliveryStep),
                data.object("channel", Lox24Normaliser::deliveryStep));
        return new Verification(
                VerificationKind.CODE_DELIVERY,
                status,
                data.text("status"),
                data.epochSeconds("created_at"),
                data.epochSeconds("updated_at"),
                delivery,
                null,
                null);
    }

    private static @Nullable Money cost(Fields data) {
        Long cents = data.wholeNumber("cost");
        String currency = data.currency("currency");
        return cents == null || currency == null ? null : new Money(cents, currency);
    }

    private static RoutingStep routingStep(Fields step) {
        return new RoutingStep(step.text("channel"), step.integer("timeout_sec"), step.text("sender_id"));
    }

    private static DeliveryStep deliveryStep(Fields step) {
        return new DeliveryStep(
                step.text("id"),
                step.text("channel"),
                step.text("status"),
                step.epochSeconds("processed_at"),
                step.text("external_id"),
                step.text("error_message"));
    }
}
