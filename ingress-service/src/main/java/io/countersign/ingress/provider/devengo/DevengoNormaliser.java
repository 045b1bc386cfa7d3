package io.countersign.ingress.provider.devengo;

import io.countersign.event.Account;
import io.countersign.event.AccountEvent;
import io.countersign.event.AccountIdentifier;
import io.countersign.event.Bank;
import io.countersign.event.EventMetadata;
import io.countersign.event.IncomingPayment;
import io.countersign.event.IncomingPaymentEvent;
import io.countersign.event.Money;
import io.countersign.event.OutgoingPayment;
import io.countersign.event.OutgoingPaymentEvent;
import io.countersign.event.Party;
import io.countersign.event.PaymentRail;
import io.countersign.event.ProviderError;
import io.countersign.event.RecipientCheck;
import io.countersign.event.Resource;
import io.countersign.event.Verification;
import io.countersign.event.VerificationEvent;
import io.countersign.event.VerificationKind;
import io.countersign.ingress.json.ContentDigest;
import io.countersign.ingress.json.Fields;
import io.countersign.ingress.provider.JsonNormaliser;
import io.countersign.ingress.provider.Normalised;
import io.countersign.topic.ResourceType;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import org.apache.avro.specific.SpecificRecordBase;
import org.jspecify.annotations.Nullable;

/**
 * Devengo's events. The envelope has the event's id, type and time; {@code data.object} is a snapshot of the resource. One id is
 * on several events of different types, and bank names and BICs come swapped: both are carried as sent.
 */
final class DevengoNormaliser extends JsonNormaliser {

    static final String PROVIDER = "devengo";

    private static final ContentDigest DIGEST = new ContentDigest(Set.of(), Set.of());

    /** What one of Devengo's types means here. */
    private record Known(String type, ResourceType resource, String status) {}

    private static final Map<String, Known> TYPES = types();

    private static Map<String, Known> types() {
        Map<String, Known> types = new HashMap<>();
        add(types, ResourceType.ACCOUNT, "account", "created", "delayed", "deactivated", "closed");
        types.put("account.activated", new Known("account.activated", ResourceType.ACCOUNT, "active"));
        add(types, ResourceType.INCOMING_PAYMENT, "incoming_payment", "created", "confirmed", "rejected");
        add(
                types,
                ResourceType.OUTGOING_PAYMENT,
                "outgoing_payment",
                "created",
                "validating",
                "blocked",
                "pending",
                "denied",
                "delayed",
                "processing",
                "retrying",
                "confirmed",
                "rejected",
                "reversed");
        // The documentation calls it outgoing_payment.reversed, its example payment.reversed: either may come.
        types.put(
                "payment.reversed", new Known("outgoing_payment.reversed", ResourceType.OUTGOING_PAYMENT, "reversed"));
        add(
                types,
                ResourceType.VERIFICATION,
                "verification",
                "created",
                "delivered",
                "rejected",
                "confirmed",
                "failed",
                "expired");
        return Map.copyOf(types);
    }

    private static void add(Map<String, Known> types, ResourceType resource, String word, String... statuses) {
        for (String status : statuses) {
            String type = word + '.' + status;
            types.put(type, new Known(type, resource, status));
        }
    }

    @Override
    protected Normalised.Event event(Fields event, Document document) {
        String id = event.id("id");
        String providerType = event.id("type");
        Known known = TYPES.get(providerType);
        Fields data = known == null ? event.objectIfAny("data") : event.object("data");
        Fields object = known == null ? data.objectIfAny("object") : data.object("object");
        return new Normalised.Event(
                known == null ? ResourceType.UNMAPPED : known.resource(),
                id,
                known == null ? providerType : known.type(),
                providerType,
                PROVIDER,
                event.requiredIsoTime("created_at"),
                known == null
                        ? new Resource(
                                ResourceType.UNMAPPED.word(), Objects.requireNonNullElse(object.idIfUsable("id"), id))
                        : new Resource(known.resource().word(), object.id("id")),
                event.text("api_version"),
                null,
                DIGEST.of(document.root()),
                known == null ? unmapped(document.text()) : record(known, object, document.text()));
    }

    private static Function<EventMetadata, SpecificRecordBase> record(Known known, Fields object, String payload) {
        switch (known.resource()) {
            case ACCOUNT -> {
                Account account = account(object, known.status());
                return metadata -> new AccountEvent(metadata, account, payload);
            }
            case INCOMING_PAYMENT -> {
                IncomingPayment payment = incomingPayment(object, known.status());
                return metadata -> new IncomingPaymentEvent(metadata, payment, payload);
            }
            case OUTGOING_PAYMENT -> {
                OutgoingPayment payment = outgoingPayment(object, known.status());
                return metadata -> new OutgoingPaymentEvent(metadata, payment, payload);
            }
            case VERIFICATION -> {
                Verification verification = verification(object, known.status());
                return metadata -> new VerificationEvent(metadata, verification, payload);
            }
            default -> throw new IllegalStateException("no type of Devengo's is " + known.resource());
        }
    }

    private static Account account(Fields account, String status) {
        return new Account(
                status,
                account.text("status"),
                account.text("name"),
                account.objects("identifiers", DevengoNormaliser::identifier),
                account.text("currency"),
                account.object("balance", DevengoNormaliser::money),
                account.object("bank", DevengoNormaliser::bank),
                account.freeMap("metadata"),
                account.isoTime("created_at"),
                account.isoTime("closed_at"));
    }

    private static IncomingPayment incomingPayment(Fields payment, String status) {
        return new IncomingPayment(
                status,
                payment.text("status"),
                payment.text("account_id"),
                money(payment.object("amount")),
                payment.text("description"),
                payment.text("company_reference"),
                payment.flag("internal"),
                payment.flag("instant"),
                payment.object("processor", DevengoNormaliser::rail),
                payment.object("third_party", DevengoNormaliser::party),
                payment.isoTime("created_at"));
    }

    private static OutgoingPayment outgoingPayment(Fields payment, String status) {
        return new OutgoingPayment(
                status,
                payment.text("status"),
                payment.text("account_id"),
                money(payment.object("amount")),
                payment.text("recipient"),
                payment.object("destination", destination -> new AccountIdentifier("iban", destination.text("iban"))),
                payment.text("description"),
                payment.text("company_reference"),
                payment.flag("internal"),
                payment.flag("instant"),
                payment.object("processor", DevengoNormaliser::rail),
                payment.object("third_party", DevengoNormaliser::party),
                payment.object("error", DevengoNormaliser::error),
                payment.freeMap("links"),
                payment.freeMap("metadata"),
                payment.isoTime("eta"),
                payment.isoTime("created_at"));
    }

    private static Verification verification(Fields verification, String status) {
        RecipientCheck check = new RecipientCheck(
                verification.object("third_party", DevengoNormaliser::party),
                verification.text("company_reference"),
                verification.freeMap("metadata"),
                verification.integer("attempts"),
                verification.object("error", DevengoNormaliser::error),
                verification.isoTime("eta"),
                verification.isoTime("expired_at"));
        return new Verification(
                VerificationKind.RECIPIENT_CHECK,
                status,
                verification.text("status"),
                verification.isoTime("created_at"),
                null,
                null,
                null,
                check);
    }

    private static Money money(Fields money) {
        return new Money(money.requiredLong("cents"), money.requiredCurrency("currency"));
    }

    private static Bank bank(Fields bank) {
        return new Bank(bank.text("name"), bank.text("bic"));
    }

    private static PaymentRail rail(Fields processor) {
        return new PaymentRail(processor.text("network"), processor.text("scheme"));
    }

    private static ProviderError error(Fields error) {
        return new ProviderError(error.text("code"), error.text("type"), error.text("reason"));
    }

    /** An identifier names its kind, and has its value under that name. */
    private static AccountIdentifier identifier(Fields identifier) {
        return new AccountIdentifier(identifier.requiredText("type"), identifier.textNamedBy("type"));
    }

    private static Party party(Fields party) {
        @Nullable Fields account = party.object("account", Function.identity());
        return new Party(
                party.text("name"),
                account == null ? List.of() : account.objects("identifiers", DevengoNormaliser::identifier),
                account == null ? null : account.object("bank", DevengoNormaliser::bank));
    }
}
