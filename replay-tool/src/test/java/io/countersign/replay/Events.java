package io.countersign.replay;

import io.countersign.event.Account;
import io.countersign.event.AccountEvent;
import io.countersign.event.AccountIdentifier;
import io.countersign.event.EventMetadata;
import io.countersign.event.Money;
import io.countersign.event.Resource;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** Valid events to start from; tests change one thing. */
public final class Events {

    public static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");

    private Events() {}

    public static EventMetadata.Builder metadata(String provider, String resource, String eventId) {
        return EventMetadata.newBuilder()
                .setEventId(eventId)
                .setType("account.created")
                .setProviderType("account.created")
                .setProvider(provider)
                .setSource(provider + "-live")
                .setOccurredAt(NOON)
                .setReceivedAt(NOON.plusSeconds(60))
                .setResource(new Resource("account", resource))
                .setContentDigest("digest")
                .setReceipt("receipt");
    }

    public static AccountEvent account(EventMetadata.Builder metadata) {
        return AccountEvent.newBuilder()
                .setMetadata(metadata.build())
                .setAccount(Account.newBuilder()
                        .setStatus("created")
                        .setName("Planted Name")
                        .setIdentifiers(List.of(new AccountIdentifier("iban", "ES9121000418450200051332")))
                        .setCurrency("EUR")
                        .setBalance(new Money(1234L, "EUR"))
                        .setAttributes(Map.of("planted key", "planted value"))
                        .setCreatedAt(NOON)
                        .build())
                .setPayload("{\"planted\":\"payload\"}")
                .build();
    }

    public static String key(EventMetadata metadata) {
        return metadata.getProvider() + "/" + metadata.getResource().getType() + "/"
                + metadata.getResource().getId();
    }
}
