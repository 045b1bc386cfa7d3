package io.countersign.replay.difference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.countersign.event.Account;
import io.countersign.event.AccountEvent;
import io.countersign.event.AccountIdentifier;
import io.countersign.event.Bank;
import io.countersign.event.EventMetadata;
import io.countersign.event.Money;
import io.countersign.event.Resource;
import io.countersign.event.UnmappedEvent;
import io.countersign.quarantine.QuarantineReason;
import io.countersign.quarantine.QuarantineRecord;
import io.countersign.state.HistoryEntry;
import io.countersign.state.ResourceState;
import io.countersign.state.Verdict;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

class DifferencesTest {

    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");

    @Test
    void recordsThatSayTheSameDoNotDiffer() {
        assertThat(Differences.between(event(account -> account), event(account -> account)))
                .isEmpty();
    }

    @Test
    void whatMayBeSeenIsShown() {
        List<Difference> found = Differences.between(
                event(account -> account),
                event(account -> account.setStatus("closed")
                        .setCurrency("USD")
                        .setBalance(new Money(101L, "EUR"))
                        .setCreatedAt(NOON)));

        assertThat(found)
                .containsExactly(
                        new Difference("account.status", "account.status", "active", "closed"),
                        new Difference("account.currency", "account.currency", "EUR", "USD"),
                        new Difference("account.balance.minorUnits", "account.balance.minorUnits", "100", "101"),
                        new Difference("account.createdAt", "account.createdAt", "null", "2026-03-01T12:00:00Z"));
    }

    @Test
    void whatMayBeSomebodysDataIsNot() {
        List<Difference> found = Differences.between(
                event(account -> account),
                event(account -> account.setName("Jane Roe")
                        .setBank(null)
                        .setIdentifiers(List.of(new AccountIdentifier("iban", "DE02")))
                        .setAttributes(Map.of("her name", "Jane"))));

        assertThat(found)
                .containsExactly(
                        new Difference("account.name", "account.name", "***", "***"),
                        new Difference("account.identifiers[0].value", "account.identifiers[].value", "***", "***"),
                        new Difference("account.bank", "account.bank", "{…}", "null"),
                        new Difference("account.attributes[***]", "account.attributes[]", "null", "***"),
                        new Difference("account.attributes[***]", "account.attributes[]", "***", "null"));
        assertThat(found.toString()).doesNotContain("Jane", "John", "DE0", "her name", "his name");
    }

    @Test
    void ofTheMetadataAllIsShownButTheReceipt() {
        UnmappedEvent one = new UnmappedEvent(metadata("evt_1", "1", "source", "aa", "receipt 1"), "{}");
        UnmappedEvent other = new UnmappedEvent(metadata("evt_2", "2", "other", "bb", "receipt 2"), "{ }");

        assertThat(Differences.between(one, other))
                .extracting(Difference::path, Difference::before, Difference::after)
                .map(Object::toString)
                .containsExactly(
                        "(\"metadata.eventId\", \"evt_1\", \"evt_2\")",
                        "(\"metadata.source\", \"source\", \"other\")",
                        "(\"metadata.apiVersion\", \"1\", \"2\")",
                        "(\"metadata.contentDigest\", \"aa\", \"bb\")",
                        "(\"metadata.receipt\", \"***\", \"***\")",
                        "(\"payload\", \"***\", \"***\")");
    }

    @Test
    void anEventMoreInTheHistoryIsOneDifference() {
        List<Difference> found = Differences.between(
                state(entry("evt_1", "account.created", Verdict.APPLIED), entry("evt_3", "x", Verdict.APPLIED)),
                state(
                        entry("evt_1", "account.created", Verdict.LATE),
                        entry("evt_1", "account.activated", Verdict.APPLIED),
                        entry("evt_3", "x", Verdict.APPLIED)));

        assertThat(found)
                .containsExactly(
                        new Difference(
                                "history[evt_1/account.created].verdict", "history[].verdict", "APPLIED", "LATE"),
                        new Difference("history[evt_1/account.activated]", "history[]", "null", "{…}"));
    }

    @Test
    void anotherOrderOfTheSameEventsIsADifference() {
        HistoryEntry one = entry("evt_1", "x", Verdict.APPLIED);
        HistoryEntry other = entry("evt_2", "x", Verdict.APPLIED);

        assertThat(Differences.between(state(one, other), state(other, one)))
                .containsExactly(new Difference("history", "history", "in this order", "in another order"));
    }

    @Test
    void itemsWithoutIdsOfTheirOwnAreComparedByTheirPlace() {
        HistoryEntry twice = entry("evt_1", "x", Verdict.APPLIED);

        assertThat(Differences.between(state(twice, twice), state(twice)))
                .containsExactly(new Difference("history[1]", "history[]", "{…}", "null"));
    }

    @Test
    void ofBytesTheirNumberIsShown() {
        assertThat(Differences.between(quarantined(1), quarantined(2)))
                .containsExactly(new Difference("body", "body", "1 bytes", "2 bytes"));
    }

    @Test
    void aLongTextIsCut() {
        List<Difference> found = Differences.between(
                event(account -> account.setStatus("a".repeat(256))),
                event(account -> account.setStatus("a".repeat(257))));

        assertThat(found).singleElement().satisfies(difference -> {
            assertThat(difference.before()).isEqualTo("a".repeat(256));
            assertThat(difference.after()).isEqualTo("a".repeat(256) + "…");
        });
    }

    @Test
    void recordsOfDifferentTypesCannotBeCompared() {
        assertThatThrownBy(() -> Differences.between(event(account -> account), quarantined(1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("cannot compare AccountEvent with QuarantineRecord");
    }

    private static AccountEvent event(UnaryOperator<Account.Builder> change) {
        Account account = change.apply(Account.newBuilder()
                        .setStatus("active")
                        .setName("John Doe")
                        .setIdentifiers(List.of(new AccountIdentifier("iban", "DE01")))
                        .setCurrency("EUR")
                        .setBalance(new Money(100L, "EUR"))
                        .setBank(new Bank("A bank", "BIC"))
                        .setAttributes(Map.of("his name", "John")))
                .build();
        return new AccountEvent(metadata("evt_1", "1", "source", "aa", "receipt"), account, "{}");
    }

    private static EventMetadata metadata(
            String eventId, String version, String source, String digest, String receipt) {
        return new EventMetadata(
                eventId,
                "account.activated",
                "account.activated",
                "devengo",
                source,
                NOON,
                NOON,
                new Resource("account", "acc_1"),
                version,
                null,
                digest,
                receipt);
    }

    private static ResourceState state(HistoryEntry... history) {
        return ResourceState.newBuilder()
                .setProvider("devengo")
                .setResource(new Resource("account", "acc_1"))
                .setStatus("active")
                .setRevision(1)
                .setFirstSeenAt(NOON)
                .setChangedAt(NOON)
                .setLastEvent("evt_1")
                .setHistory(List.of(history))
                .build();
    }

    private static HistoryEntry entry(String id, String type, Verdict verdict) {
        return new HistoryEntry(id, type, "active", NOON, NOON, "aa", verdict, false);
    }

    private static QuarantineRecord quarantined(int bytes) {
        return QuarantineRecord.newBuilder()
                .setId("q1")
                .setReason(QuarantineReason.NOT_JSON)
                .setDetail("expected JSON")
                .setReceivedAt(NOON)
                .setBody(ByteBuffer.wrap(new byte[bytes]))
                .build();
    }
}
