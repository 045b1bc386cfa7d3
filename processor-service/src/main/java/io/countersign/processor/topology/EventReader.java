package io.countersign.processor.topology;

import io.countersign.event.AccountEvent;
import io.countersign.event.EventMetadata;
import io.countersign.event.IncomingPaymentEvent;
import io.countersign.event.OutgoingPaymentEvent;
import io.countersign.event.UnmappedEvent;
import io.countersign.event.VerificationEvent;
import io.countersign.processor.ledger.ResourceEvent;
import io.countersign.registry.RegistryUnavailableException;
import io.countersign.serde.Codecs;
import io.countersign.serde.RecordCodec;
import io.countersign.serde.UnreadableRecordException;
import io.countersign.topic.ResourceType;
import org.apache.avro.AvroRuntimeException;
import org.jspecify.annotations.Nullable;

/** Reads the records of the received topics. Thread-safe. */
final class EventReader {

    private final RecordCodec<AccountEvent> accounts;
    private final RecordCodec<IncomingPaymentEvent> incomingPayments;
    private final RecordCodec<OutgoingPaymentEvent> outgoingPayments;
    private final RecordCodec<VerificationEvent> verifications;
    private final RecordCodec<UnmappedEvent> unmapped;

    EventReader(Codecs codecs) {
        accounts = codecs.codec(AccountEvent.class);
        incomingPayments = codecs.codec(IncomingPaymentEvent.class);
        outgoingPayments = codecs.codec(OutgoingPaymentEvent.class);
        verifications = codecs.codec(VerificationEvent.class);
        unmapped = codecs.codec(UnmappedEvent.class);
    }

    /**
     * @param type type of the topic that holds the record
     * @param key key of the record
     * @param value its value; null for a tombstone
     * @throws RegistryUnavailableException where the value's schema is new and the registry does not answer: that says
     *     nothing about the record, which has to be read again later
     */
    Reading read(ResourceType type, @Nullable String key, byte @Nullable [] value) {
        ResourceEvent event;
        try {
            event = decode(type, value);
        } catch (UnreadableRecordException e) {
            return new Reading.Unreadable(messageOf(e), null);
        } catch (AvroRuntimeException e) {
            return new Reading.Unreadable("expected the schema of the record's id to be one of Avro's", null);
        }
        return aboutTheResourceOfItsKey(type, key, event);
    }

    private ResourceEvent decode(ResourceType type, byte @Nullable [] value) throws UnreadableRecordException {
        return switch (type) {
            case ACCOUNT -> ResourceEvent.of(accounts.decode(value));
            case INCOMING_PAYMENT -> ResourceEvent.of(incomingPayments.decode(value));
            case OUTGOING_PAYMENT -> ResourceEvent.of(outgoingPayments.decode(value));
            case VERIFICATION -> ResourceEvent.of(verifications.decode(value));
            case UNMAPPED -> ResourceEvent.of(unmapped.decode(value));
        };
    }

    /** Under another key an event would be counted in another partition, beside the ledger of its resource. */
    private static Reading aboutTheResourceOfItsKey(ResourceType type, @Nullable String key, ResourceEvent event) {
        EventMetadata metadata = event.metadata();
        String provider = metadata.getProvider();
        String typeWord = metadata.getResource().getType();
        String id = metadata.getResource().getId();
        if (provider.isEmpty() || provider.indexOf('/') >= 0 || id.isEmpty()) {
            return new Reading.Unreadable("expected a provider without a slash and a resource with an id", metadata);
        }
        if (type.hasState() && !typeWord.equals(type.word())) {
            return new Reading.Unreadable("expected an event about a resource of the topic's type", metadata);
        }
        if (!(provider + "/" + typeWord + "/" + id).equals(key)) {
            return new Reading.Unreadable("expected the key <provider>/<resource type>/<resource id>", metadata);
        }
        // Unmapped types are the provider's own words, so theirs is part of what tells two resources apart.
        return new Reading.Understood(
                new ResourceKey(type, provider, type.hasState() ? id : typeWord + "/" + id), event);
    }

    private static String messageOf(UnreadableRecordException e) {
        String message = e.getMessage();
        return message == null ? "expected a record" : message;
    }
}
