package io.countersign.processor.ledger;

import static io.countersign.processor.Events.NOON;
import static io.countersign.processor.Events.payment;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.countersign.event.EventMetadata;
import io.countersign.processor.Events;
import io.countersign.state.HistoryEntry;
import io.countersign.state.ResourceState;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class LedgerTest {

    private final Ledger ledger = new Ledger(1000);

    @Test
    void theFirstEventBeginsTheState() {
        ResourceEvent created = event("created", NOON);

        Decision decision = ledger.decide(null, created);

        assertThat(decision.verdict()).isEqualTo(Verdict.APPLIED);
        assertThat(decision.unexpected()).isFalse();
        ResourceState state = decision.state();
        assertThat(state.getProvider()).isEqualTo("devengo");
        assertThat(state.getResource()).isEqualTo(created.metadata().getResource());
        assertThat(state.getStatus()).isEqualTo("created");
        assertThat(state.getRevision()).isEqualTo(1);
        assertThat(state.getFirstSeenAt()).isEqualTo(created.metadata().getReceivedAt());
        assertThat(state.getChangedAt()).isEqualTo(NOON);
        assertThat(state.getLastEvent()).isEqualTo("evt_created");
        assertThat(state.getOutgoingPayment()).isEqualTo(created.outgoingPayment());
        assertThat(state.getHistory()).extracting(HistoryEntry::getUnexpected).containsExactly(false);
    }

    @Test
    void aLaterEventSetsStatusAndFields() {
        ResourceEvent validating = event("validating", NOON.plusSeconds(1));

        Decision decision = ledger.decide(stateAfter(event("created", NOON)), validating);

        assertThat(decision.verdict()).isEqualTo(Verdict.APPLIED);
        assertThat(decision.state().getStatus()).isEqualTo("validating");
        assertThat(decision.state().getChangedAt()).isEqualTo(NOON.plusSeconds(1));
        assertThat(decision.state().getLastEvent()).isEqualTo("evt_validating");
        assertThat(decision.state().getOutgoingPayment()).isEqualTo(validating.outgoingPayment());
        assertThat(decision.state().getRevision()).isEqualTo(2);
    }

    @Test
    void aLateEventIsInTheHistoryAndNotInTheStatus() {
        ResourceEvent confirmed = event("confirmed", NOON.plusSeconds(9));

        Decision decision = ledger.decide(stateAfter(confirmed), event("created", NOON));

        assertThat(decision.verdict()).isEqualTo(Verdict.LATE);
        assertThat(decision.state().getStatus()).isEqualTo("confirmed");
        assertThat(decision.state().getChangedAt()).isEqualTo(NOON.plusSeconds(9));
        assertThat(decision.state().getLastEvent()).isEqualTo("evt_confirmed");
        assertThat(decision.state().getOutgoingPayment()).isEqualTo(confirmed.outgoingPayment());
        assertThat(decision.state().getRevision()).isEqualTo(2);
        assertThat(statuses(decision.state())).containsExactly("created", "confirmed");
        assertThat(decision.state().getHistory())
                .extracting(HistoryEntry::getVerdict)
                .containsExactly(io.countersign.state.Verdict.LATE, io.countersign.state.Verdict.APPLIED);
    }

    @Test
    void firstSeenIsTheEarliestReceptionWhateverTheOrder() {
        ResourceEvent second = of(payment("validating").setReceivedAt(NOON.plusSeconds(5)), "validating");
        ResourceEvent first = of(payment("created").setReceivedAt(NOON.plusSeconds(3)), "created");

        assertThat(stateAfter(second, first).getFirstSeenAt()).isEqualTo(NOON.plusSeconds(3));
        assertThat(stateAfter(first, second).getFirstSeenAt()).isEqualTo(NOON.plusSeconds(3));
    }

    @Test
    void theSameIdentityAndContentIsADuplicate() {
        ResourceState state = stateAfter(event("created", NOON));

        Decision decision = ledger.decide(state, event("created", NOON));

        assertThat(decision).isEqualTo(new Decision(Verdict.DUPLICATE, state, false));
    }

    @Test
    void aDuplicateIsRecognisedHoweverLateItComes() {
        ResourceState state = stateAfter(event("created", NOON), event("validating", NOON.plusSeconds(1)));
        ResourceEvent again = of(payment("created").setReceivedAt(NOON.plus(Duration.ofDays(3650))), "created");

        assertThat(ledger.decide(state, again).verdict()).isEqualTo(Verdict.DUPLICATE);
    }

    @Test
    void theSameIdentityWithOtherContentIsAConflict() {
        ResourceState state = stateAfter(event("created", NOON));

        Decision decision = ledger.decide(state, of(payment("created").setContentDigest("another"), "created"));

        assertThat(decision).isEqualTo(new Decision(Verdict.CONFLICTING, state, false));
    }

    @Test
    void anEventThatIsCountedAnewReplacesWhatWasCountedOfIt() {
        ResourceState state = stateAfter(event("created", NOON), event("validating", NOON.plusSeconds(1)));
        ResourceEvent mended =
                of(payment("validating").setOccurredAt(NOON.plusSeconds(1)).setContentDigest("mended"), "validating");

        Decision decision = ledger.countAnew(state, mended);

        assertThat(decision.verdict()).isEqualTo(Verdict.APPLIED);
        assertThat(decision.state().getRevision()).isEqualTo(3);
        assertThat(decision.state().getOutgoingPayment()).isEqualTo(mended.outgoingPayment());
        assertThat(statuses(decision.state())).containsExactly("created", "validating");
        assertThat(decision.state().getHistory())
                .extracting(HistoryEntry::getContentDigest)
                .containsExactly("digest of created", "mended");
        assertThat(ledger.decide(decision.state(), mended).verdict()).isEqualTo(Verdict.DUPLICATE);
        assertThat(ledger.decide(decision.state(), event("validating", NOON)).verdict())
                .isEqualTo(Verdict.CONFLICTING);
    }

    @Test
    void anEventInTheMiddleThatIsCountedAnewIsLateAndLeavesTheStatus() {
        ResourceState state = stateAfter(
                event("created", NOON),
                event("validating", NOON.plusSeconds(1)),
                event("pending", NOON.plusSeconds(2)));

        Decision decision = ledger.countAnew(state, event("validating", NOON.plusSeconds(1)));

        assertThat(decision.verdict()).isEqualTo(Verdict.LATE);
        assertThat(decision.unexpected()).isFalse();
        assertThat(statuses(decision.state())).containsExactly("created", "validating", "pending");
        assertThat(unexpected(decision.state())).containsExactly(false, false, false);
        assertThat(decision.state().getStatus()).isEqualTo("pending");
        assertThat(decision.state().getRevision()).isEqualTo(4);
    }

    @Test
    void theFirstEventCountedAnewWithALaterTimeLeavesAFirstStepThatIsNotJudged() {
        ResourceState state = stateAfter(event("created", NOON), event("pending", NOON.plusSeconds(2)));
        assertThat(unexpected(state)).containsExactly(false, true);

        Decision decision = ledger.countAnew(state, event("created", NOON.plusSeconds(3)));

        assertThat(decision.verdict()).isEqualTo(Verdict.APPLIED);
        assertThat(statuses(decision.state())).containsExactly("pending", "created");
        assertThat(unexpected(decision.state())).containsExactly(false, true);
        assertThat(decision.state().getStatus()).isEqualTo("created");
    }

    @Test
    void theLastEventCountedAnewWithAnEarlierTimeGivesTheStatusBackToTheOneBeforeIt() {
        ResourceState state = stateAfter(event("created", NOON), event("validating", NOON.plusSeconds(1)));
        ResourceEvent mended = event("validating", NOON.minusSeconds(1));

        Decision decision = ledger.countAnew(state, mended);

        assertThat(decision.verdict()).isEqualTo(Verdict.LATE);
        assertThat(statuses(decision.state())).containsExactly("validating", "created");
        assertThat(decision.state().getStatus()).isEqualTo("created");
        assertThat(decision.state().getProviderStatus()).isNull();
        assertThat(decision.state().getChangedAt()).isEqualTo(NOON);
        assertThat(decision.state().getLastEvent()).isEqualTo("evt_created");
        assertThat(decision.state().getOutgoingPayment()).isEqualTo(state.getOutgoingPayment());
    }

    @Test
    void theOnlyEventCountedAnewGoesOnWithTheRevision() {
        ResourceState state = stateAfter(event("created", NOON));

        Decision decision = ledger.countAnew(state, event("created", NOON.minusSeconds(1)));

        assertThat(decision.verdict()).isEqualTo(Verdict.APPLIED);
        assertThat(decision.state().getRevision()).isEqualTo(2);
        assertThat(decision.state().getChangedAt()).isEqualTo(NOON.minusSeconds(1));
        assertThat(decision.state().getHistory()).hasSize(1);
    }

    @Test
    void whatHasNotBeenCountedIsCountedAnewLikeAnyOther() {
        ResourceState state = stateAfter(event("created", NOON));
        ResourceEvent next = event("validating", NOON.plusSeconds(1));

        assertThat(ledger.countAnew(null, next)).isEqualTo(ledger.decide(null, next));
        assertThat(ledger.countAnew(state, next)).isEqualTo(ledger.decide(state, next));
    }

    @Test
    void whatWasForgottenIsCountedAnewAndForgottenAgainWithoutRaisingOrLoweringWhatIsForgotten() {
        Ledger small = new Ledger(2);
        ResourceState state = fold(small, numbered(1), numbered(2), numbered(3), numbered(4));
        assertThat(state.getForgottenUpTo()).isEqualTo(NOON.plusSeconds(2));

        for (int second = 1; second <= 2; second++) {
            assertThat(small.decide(state, numbered(second)).verdict()).isEqualTo(Verdict.BEYOND_LEDGER);
            Decision decision = small.countAnew(state, numbered(second));
            assertThat(decision.verdict()).isEqualTo(Verdict.LATE);
            assertThat(decision.state().getForgottenUpTo()).isEqualTo(NOON.plusSeconds(2));
            assertThat(decision.state().getHistory()).isEqualTo(state.getHistory());
            assertThat(decision.state().getRevision()).isEqualTo(state.getRevision() + 1);
        }
        assertThat(small.countAnew(state, numbered(3)).state().getForgottenUpTo())
                .isEqualTo(NOON.plusSeconds(2));
    }

    @Test
    void oneIdOnTwoTypesIsTwoEvents() {
        ResourceEvent confirmed = of(payment("confirmed").setEventId("evt_1"), "confirmed");
        ResourceEvent rejected = of(payment("rejected").setEventId("evt_1"), "rejected");

        assertThat(stateAfter(confirmed, rejected).getRevision()).isEqualTo(2);
    }

    @Test
    void equalTimesAreOrderedByTheDocumentedLifecycle() {
        ResourceState state = stateAfter(event("reversed", NOON), event("created", NOON), event("confirmed", NOON));

        assertThat(statuses(state)).containsExactly("created", "confirmed", "reversed");
        assertThat(state.getStatus()).isEqualTo("reversed");
    }

    @Test
    void ofEqualTimesAndRanksTheLastToArriveWins() {
        ResourceEvent confirmed = event("confirmed", NOON);
        ResourceEvent rejected = event("rejected", NOON);

        assertThat(stateAfter(confirmed, rejected).getStatus()).isEqualTo("rejected");
        assertThat(stateAfter(rejected, confirmed).getStatus()).isEqualTo("confirmed");
    }

    @Test
    void aStepThatTheDocumentationDoesNotKnowIsAppliedAndFlagged() {
        Decision decision = ledger.decide(stateAfter(event("rejected", NOON)), event("reversed", NOON.plusSeconds(1)));

        assertThat(decision.verdict()).isEqualTo(Verdict.APPLIED);
        assertThat(decision.unexpected()).isTrue();
        assertThat(decision.state().getStatus()).isEqualTo("reversed");
        assertThat(unexpected(decision.state())).containsExactly(false, true);
    }

    @Test
    void aLateEventExplainsTheStepThatLookedUnexpected() {
        ResourceState gap = stateAfter(event("created", NOON), event("pending", NOON.plusSeconds(2)));
        assertThat(unexpected(gap)).containsExactly(false, true);

        Decision decision = ledger.decide(gap, event("validating", NOON.plusSeconds(1)));

        assertThat(decision.unexpected()).isFalse();
        assertThat(unexpected(decision.state())).containsExactly(false, false, false);
    }

    @Test
    void anUnknownStatusIsUnexpectedAndStillTheStatus() {
        Decision decision = ledger.decide(stateAfter(event("created", NOON)), event("screening", NOON.plusSeconds(1)));

        assertThat(decision.unexpected()).isTrue();
        assertThat(decision.state().getStatus()).isEqualTo("screening");
    }

    @Test
    void typedFieldsOfEveryTypeStandUnderTheirOwnName() {
        ResourceState account = decideFirst(ResourceEvent.of(Events.account("acc_1", "active")));
        ResourceState verification = decideFirst(ResourceEvent.of(
                Events.verification(Events.metadata("devengo", "verification", "vrf_1", "delivered"), "delivered")));
        ResourceState unmapped =
                decideFirst(ResourceEvent.of(Events.unmapped(Events.metadata("lox24", "unmapped", "sms", "delivery"))));

        assertThat(account.getAccount().getStatus()).isEqualTo("active");
        assertThat(account.getVerification()).isNull();
        assertThat(verification.getVerification().getStatus()).isEqualTo("delivered");
        assertThat(verification.getAccount()).isNull();
        assertThat(unmapped.getStatus()).isEqualTo("unmapped");
    }

    @Test
    void theLedgerForgetsTheOldestByOrderBeyondItsLimit() {
        Ledger small = new Ledger(3);

        ResourceState below = fold(small, numbered(1), numbered(2));
        ResourceState at = fold(small, numbered(1), numbered(2), numbered(3));
        ResourceState above = fold(small, numbered(1), numbered(2), numbered(3), numbered(4));

        assertThat(ids(below)).containsExactly("evt_1", "evt_2");
        assertThat(below.getForgottenUpTo()).isNull();
        assertThat(ids(at)).containsExactly("evt_1", "evt_2", "evt_3");
        assertThat(at.getForgottenUpTo()).isNull();
        assertThat(ids(above)).containsExactly("evt_2", "evt_3", "evt_4");
        assertThat(above.getForgottenUpTo()).isEqualTo(NOON.plusSeconds(1));
        assertThat(above.getRevision()).isEqualTo(4);
    }

    @Test
    void whatIsAsOldAsTheForgottenCannotBeToldFromTheSeen() {
        Ledger small = new Ledger(2);
        ResourceState state = fold(small, numbered(1), numbered(10), numbered(20), numbered(30));
        assertThat(state.getForgottenUpTo()).isEqualTo(NOON.plusSeconds(10));

        assertThat(small.decide(state, numbered(9)).verdict()).isEqualTo(Verdict.BEYOND_LEDGER);
        assertThat(small.decide(state, numbered(10))).isEqualTo(new Decision(Verdict.BEYOND_LEDGER, state, false));
        assertThat(small.decide(state, numbered(11)).verdict()).isEqualTo(Verdict.LATE);
        assertThat(small.decide(state, numbered(20)).verdict()).isEqualTo(Verdict.DUPLICATE);
    }

    @Test
    void anEventThatAFullLedgerForgetsAtOnceIsCountedOnce() {
        Ledger small = new Ledger(2);
        ResourceState full = fold(small, numbered(10), numbered(20));

        Decision first = small.decide(full, numbered(5));
        Decision again = small.decide(first.state(), numbered(5));

        assertThat(first.verdict()).isEqualTo(Verdict.LATE);
        assertThat(first.state().getRevision()).isEqualTo(3);
        assertThat(ids(first.state())).containsExactly("evt_10", "evt_20");
        assertThat(again.verdict()).isEqualTo(Verdict.BEYOND_LEDGER);
    }

    @Test
    void aLedgerRemembersAtLeastOneEvent() {
        assertThatIllegalArgumentException().isThrownBy(() -> new Ledger(0)).withMessageContaining("at least 1, not 0");
        assertThat(new Ledger(1).decide(null, numbered(1)).verdict()).isEqualTo(Verdict.APPLIED);
    }

    private static ResourceEvent event(String status, Instant occurredAt) {
        return of(payment(status).setOccurredAt(occurredAt), status);
    }

    private static ResourceEvent numbered(int number) {
        return of(payment("pending").setEventId("evt_" + number).setOccurredAt(NOON.plusSeconds(number)), "pending");
    }

    private static ResourceEvent of(EventMetadata.Builder metadata, String status) {
        return ResourceEvent.of(payment(metadata, status));
    }

    private ResourceState stateAfter(ResourceEvent... events) {
        return fold(ledger, events);
    }

    private ResourceState decideFirst(ResourceEvent event) {
        return ledger.decide(null, event).state();
    }

    private static ResourceState fold(Ledger ledger, ResourceEvent... events) {
        ResourceState state = ledger.decide(null, events[0]).state();
        for (int i = 1; i < events.length; i++) {
            state = ledger.decide(state, events[i]).state();
        }
        return state;
    }

    private static List<String> statuses(ResourceState state) {
        return state.getHistory().stream().map(HistoryEntry::getStatus).toList();
    }

    private static List<String> ids(ResourceState state) {
        return state.getHistory().stream().map(HistoryEntry::getEventId).toList();
    }

    private static List<Boolean> unexpected(ResourceState state) {
        return state.getHistory().stream().map(HistoryEntry::getUnexpected).toList();
    }
}
