package io.countersign.replay.renormalise;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import io.countersign.event.Account;
import io.countersign.event.AccountEvent;
import io.countersign.event.EventMetadata;
import io.countersign.event.Resource;
import io.countersign.event.UnmappedEvent;
import io.countersign.event.VerificationEvent;
import io.countersign.ingress.provider.Provider;
import io.countersign.ingress.provider.SourceSettings.EventSettings;
import io.countersign.quarantine.QuarantineReason;
import io.countersign.replay.difference.Difference;
import io.countersign.replay.renormalise.ReceivedEvents.Received;
import io.countersign.topic.ResourceType;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.kafka.common.header.Header;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

class RenormaliserTest {

    private static final String ORDER = """
            {"id":"1","type":"order.paid","at":"2026-03-01T12:00:00Z","object":{"kind":"order","id":"o1"}}""";

    private final Renormaliser renormaliser = new Renormaliser(Map.of("shop", ReceivedEvents.SHOP));

    @TestFactory
    Stream<DynamicTest> anEventOfTodaysNormaliserStaysWhatItIs() {
        return Stream.of(ReceivedEvents.samples(), ReceivedEvents.goldenBodies())
                .flatMap(List::stream)
                .flatMap(file -> ReceivedEvents.received(file).stream()
                        .map(received -> DynamicTest.dynamicTest(name(file), () -> staysTheSame(received))));
    }

    private static String name(Path file) {
        int names = file.getNameCount();
        return file.subpath(names - 3, names).toString();
    }

    private void staysTheSame(Received received) {
        Renormalised.Event again = (Renormalised.Event) renormaliser.again(received.record());

        assertThat(again.differences()).isEmpty();
        assertThat(again.record()).isEqualTo(received.record());
        assertThat(again.key()).isEqualTo(received.key());
        assertThat(again.isKnownNow()).isFalse();
    }

    @Test
    void thereAreTheTwentySevenExamplesOfTheProvidersAmongThem() {
        assertThat(ReceivedEvents.samples())
                .hasSize(27)
                .allSatisfy(file -> assertThat(ReceivedEvents.received(file)).isPresent());
        assertThat(ReceivedEvents.goldenBodies()).hasSizeGreaterThan(80);
    }

    /** LOX24's payload is kept without the one-time code, and must give the digest that the body gave. */
    @Test
    void theDigestIsThatOfTheBodyThoughTheCodeIsGone() {
        Received received = ReceivedEvents.sample("lox24/verify_code.success");
        VerificationEvent event = (VerificationEvent) received.record();
        assertThat(event.getPayload()).contains("\"code\":", "[removed]");

        Renormalised.Event again = (Renormalised.Event) renormaliser.again(event);

        assertThat(((VerificationEvent) again.record()).getMetadata().getContentDigest())
                .isEqualTo(event.getMetadata().getContentDigest());
    }

    @Test
    void whatAnEarlierNormaliserGotWrongDiffers() {
        AccountEvent right =
                (AccountEvent) ReceivedEvents.sample("devengo/account.created").record();
        Account account = right.getAccount();
        // Not a builder's copy: Avro's copies cannot be compared.
        AccountEvent wrong = new AccountEvent(
                right.getMetadata(),
                new Account(
                        "active",
                        account.getProviderStatus(),
                        account.getName(),
                        account.getIdentifiers(),
                        account.getCurrency(),
                        account.getBalance(),
                        account.getBank(),
                        account.getAttributes(),
                        account.getCreatedAt(),
                        account.getClosedAt()),
                right.getPayload());

        Renormalised.Event again = (Renormalised.Event) renormaliser.again(wrong);

        assertThat(again.differences())
                .containsExactly(new Difference("account.status", "account.status", "active", "created"));
        assertThat(again.record()).isEqualTo(right);
    }

    @Test
    void everyProviderOfTheIngressIsKnown() {
        List<String> all = new ClassFileImporter()
                .importPackagesOf(Provider.class).stream()
                        .filter(type -> type.isAssignableTo(Provider.class) && !type.isInterface())
                        .map(JavaClass::getName)
                        .toList();

        assertThat(Renormaliser.providers())
                .hasSizeGreaterThan(3)
                .extracting(provider -> provider.getClass().getName())
                .containsExactlyInAnyOrderElementsOf(all);
    }

    @Test
    void whatOnlyTheIngressKnewStays() {
        AccountEvent event =
                (AccountEvent) ReceivedEvents.sample("devengo/account.created").record();

        Renormalised.Event again = (Renormalised.Event) renormaliser.again(event);

        EventMetadata metadata = ((AccountEvent) again.record()).getMetadata();
        assertThat(metadata.getSource()).isEqualTo("devengo-sandbox");
        assertThat(metadata.getReceivedAt()).isEqualTo(ReceivedEvents.RECEIVED_AT);
        assertThat(metadata.getReceipt()).isEqualTo("receipt");
        assertThat(text(again, "ce_source")).isEqualTo("/webhooks/devengo-sandbox/account.created");
    }

    @Test
    void anEventThatWasNotKnownMayBeNow() {
        Received today = ReceivedEvents.sample("devengo/account.created");
        EventMetadata known = ((AccountEvent) today.record()).getMetadata();
        UnmappedEvent then = new UnmappedEvent(
                new EventMetadata(
                        known.getEventId(),
                        known.getType(),
                        known.getProviderType(),
                        known.getProvider(),
                        known.getSource(),
                        known.getOccurredAt(),
                        known.getReceivedAt(),
                        new Resource("unmapped", known.getResource().getId()),
                        known.getApiVersion(),
                        known.getDeliveryAttempt(),
                        known.getContentDigest(),
                        known.getReceipt()),
                ((AccountEvent) today.record()).getPayload());

        Renormalised.Event again = (Renormalised.Event) renormaliser.again(then);

        assertThat(again.isKnownNow()).isTrue();
        assertThat(again.type()).isEqualTo(ResourceType.ACCOUNT);
        assertThat(again.key()).isEqualTo(today.key());
        assertThat(text(again, "ce_subject"))
                .isEqualTo("account/" + known.getResource().getId());
        assertThat(again.differences())
                .containsExactly(
                        new Difference("topic", "topic", "unmapped", "account"),
                        new Difference("metadata.resource.type", "metadata.resource.type", "unmapped", "account"));
    }

    @Test
    void anEventMayBeNoneAnyMore() {
        AccountEvent event =
                (AccountEvent) ReceivedEvents.sample("devengo/account.created").record();
        AccountEvent emptied = new AccountEvent(event.getMetadata(), event.getAccount(), "{}");

        assertThat(renormaliser.again(emptied))
                .isEqualTo(new Renormalised.NotAnEvent(
                        QuarantineReason.NOT_AN_EVENT,
                        "id: expected a string of 1 to 256 characters without control characters"));
    }

    @Test
    void ofAGenericSourceItMustBeSaidWhereItsPartsAre() {
        Received order = ReceivedEvents.received("generic", "shop", ORDER.getBytes(UTF_8))
                .orElseThrow();

        assertThat(new Renormaliser(Map.of()).again(order.record())).isEqualTo(new Renormalised.OfUnknownShape("shop"));
        Renormalised.Event again = (Renormalised.Event) new Renormaliser(
                        Map.of("shop", new EventSettings("/type", "/type", "/at", "/object/kind", "/object/id")))
                .again(order.record());
        assertThat(again.differences())
                .containsExactly(new Difference("metadata.eventId", "metadata.eventId", "1", "order.paid"));
    }

    @Test
    void placesThatAreNoJsonPointersAreRefusedAtOnce() {
        assertThatThrownBy(() -> new Renormaliser(Map.of("shop", new EventSettings("id", "/type", "/at", null, null))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("'id' is no JSON Pointer to a field (RFC 6901), such as /data/id");
    }

    private static String text(Renormalised.Event event, String name) {
        Header header = event.headers().lastHeader(name);
        return new String(header.value(), UTF_8);
    }
}
