package io.countersign.processor.lifecycle;

import java.util.Map;

/** The documented lifecycles, by provider and resource type. */
public final class Lifecycles {

    private static final String DEVENGO = "Devengo, Webhooks, Event Objects (API v1)";

    private static final Map<String, Lifecycle> DOCUMENTED = Map.of(
            "devengo/account",
            Lifecycle.documentedBy(DEVENGO)
                    .then("created")
                    .then("delayed")
                    .then("active")
                    .then("deactivated")
                    .finallyOneOf("closed")
                    .step("created", "delayed", "active")
                    .step("delayed", "active")
                    .step("active", "deactivated", "closed")
                    .step("deactivated", "closed")
                    .lifecycle(),
            "devengo/incoming-payment",
            Lifecycle.documentedBy(DEVENGO)
                    .then("created")
                    .finallyOneOf("confirmed", "rejected")
                    .step("created", "confirmed", "rejected")
                    .lifecycle(),
            "devengo/outgoing-payment",
            Lifecycle.documentedBy(DEVENGO)
                    .then("created")
                    .then("validating")
                    .then("blocked")
                    .then("pending")
                    .then("delayed")
                    .then("processing")
                    .then("retrying")
                    .finallyOneOf("denied", "confirmed", "rejected")
                    .evenThen("reversed")
                    .step("created", "validating")
                    .step("validating", "blocked", "pending", "denied")
                    .step("blocked", "pending", "denied")
                    .step("pending", "delayed", "processing")
                    .step("delayed", "pending")
                    .step("processing", "retrying", "confirmed", "rejected")
                    .step("retrying", "processing", "confirmed", "rejected")
                    .step("confirmed", "reversed")
                    .lifecycle(),
            "devengo/verification",
            Lifecycle.documentedBy(DEVENGO)
                    .then("created")
                    .then("delivered")
                    .finallyOneOf("rejected", "confirmed", "failed", "expired")
                    .step("created", "delivered", "rejected")
                    .step("delivered", "confirmed", "failed", "expired")
                    .lifecycle(),
            "nuapay/verification",
            Lifecycle.documentedBy("Nuapay, Webhooks, VerificationCompleted")
                    .finallyOneOf("completed")
                    .lifecycle(),
            // Channels are tried one after the other, so every round of the channel events may be followed by another.
            "lox24/verification",
            Lifecycle.documentedBy("LOX24, Webhooks, verify_code events (2022-05-25)")
                    .then("channel_updated")
                    .then("channel_sent")
                    .then("channel_success")
                    .then("channel_failed")
                    .finallyOneOf("confirmed", "failed")
                    .step("channel_updated", "channel_updated", "channel_sent", "channel_success", "channel_failed")
                    .step("channel_updated", "confirmed", "failed")
                    .step("channel_sent", "channel_updated", "channel_sent", "channel_success", "channel_failed")
                    .step("channel_sent", "confirmed", "failed")
                    .step("channel_success", "channel_updated", "channel_sent", "confirmed", "failed")
                    .step("channel_failed", "channel_updated", "channel_sent", "confirmed", "failed")
                    .lifecycle());

    private Lifecycles() {}

    /**
     * The lifecycle of a provider's resources of one type; an undocumented one, which finds nothing unexpected, where no
     * documentation is known (generic sources, unmapped events).
     *
     * @param provider the provider's name, such as {@code devengo}
     * @param resourceType the type as keys spell it, such as {@code incoming-payment}
     */
    public static Lifecycle of(String provider, String resourceType) {
        return DOCUMENTED.getOrDefault(provider + "/" + resourceType, Lifecycle.UNDOCUMENTED);
    }
}
