package io.countersign.processor.ledger;

import io.countersign.event.Account;
import io.countersign.event.AccountEvent;
import io.countersign.event.EventMetadata;
import io.countersign.event.IncomingPayment;
import io.countersign.event.IncomingPaymentEvent;
import io.countersign.event.OutgoingPayment;
import io.countersign.event.OutgoingPaymentEvent;
import io.countersign.event.UnmappedEvent;
import io.countersign.event.Verification;
import io.countersign.event.VerificationEvent;
import org.jspecify.annotations.Nullable;

/**
 * What the ledger needs of an event, whichever of the five it is. At most one of the typed fields is set; none is for an
 * unmapped event.
 *
 * @param metadata what is known of every event
 * @param status canonical status that the event sets
 * @param providerStatus status in the provider's words; null where not sent
 * @param account set for an account
 * @param incomingPayment set for an incoming payment
 * @param outgoingPayment set for an outgoing payment
 * @param verification set for a verification
 */
public record ResourceEvent(
        EventMetadata metadata,
        String status,
        @Nullable String providerStatus,
        @Nullable Account account,
        @Nullable IncomingPayment incomingPayment,
        @Nullable OutgoingPayment outgoingPayment,
        @Nullable Verification verification) {

    private static final String UNMAPPED = "unmapped";

    public static ResourceEvent of(AccountEvent event) {
        Account account = event.getAccount();
        return new ResourceEvent(
                event.getMetadata(), account.getStatus(), account.getProviderStatus(), account, null, null, null);
    }

    public static ResourceEvent of(IncomingPaymentEvent event) {
        IncomingPayment payment = event.getIncomingPayment();
        return new ResourceEvent(
                event.getMetadata(), payment.getStatus(), payment.getProviderStatus(), null, payment, null, null);
    }

    public static ResourceEvent of(OutgoingPaymentEvent event) {
        OutgoingPayment payment = event.getOutgoingPayment();
        return new ResourceEvent(
                event.getMetadata(), payment.getStatus(), payment.getProviderStatus(), null, null, payment, null);
    }

    public static ResourceEvent of(VerificationEvent event) {
        Verification verification = event.getVerification();
        return new ResourceEvent(
                event.getMetadata(),
                verification.getStatus(),
                verification.getProviderStatus(),
                null,
                null,
                null,
                verification);
    }

    /** An unmapped event sets no status that anybody knows: all of them read {@code unmapped}. */
    public static ResourceEvent of(UnmappedEvent event) {
        return new ResourceEvent(event.getMetadata(), UNMAPPED, null, null, null, null, null);
    }
}
