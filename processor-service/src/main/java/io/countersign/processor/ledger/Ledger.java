package io.countersign.processor.ledger;

import io.countersign.event.EventMetadata;
import io.countersign.processor.lifecycle.Lifecycle;
import io.countersign.processor.lifecycle.Lifecycles;
import io.countersign.state.HistoryEntry;
import io.countersign.state.ResourceState;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Decides what an event does to the state of its resource. Pure: the same state and event always give the same decision,
 * and neither is changed. Safe for use by many threads.
 *
 * <p>The state is a fold over the events in the order of occurrence (time, then the documented lifecycle's rank, then
 * arrival), not in the order of arrival. So any order of arrival ends in the same status, fields, history and flags;
 * only the verdicts, which say what happened on arrival, and the first among equals depend on it.
 */
public final class Ledger {

    private final int limit;

    /**
     * @param limit how many events are remembered per resource, at least 1. Beyond it the oldest by order are forgotten.
     */
    public Ledger(int limit) {
        if (limit < 1) {
            throw new IllegalArgumentException("limit must be at least 1, not " + limit);
        }
        this.limit = limit;
    }

    /**
     * What {@code event} does to {@code state}.
     *
     * @param state the state of the event's resource; null where no event of it was counted yet
     */
    public Decision decide(@Nullable ResourceState state, ResourceEvent event) {
        if (state == null) {
            return new Decision(Verdict.APPLIED, begin(event), false);
        }
        EventMetadata metadata = event.metadata();
        for (HistoryEntry seen : state.getHistory()) {
            if (isSame(seen, metadata)) {
                boolean sameContent = seen.getContentDigest().equals(metadata.getContentDigest());
                return new Decision(sameContent ? Verdict.DUPLICATE : Verdict.CONFLICTING, state, false);
            }
        }
        Instant forgottenUpTo = state.getForgottenUpTo();
        if (forgottenUpTo != null && !metadata.getOccurredAt().isAfter(forgottenUpTo)) {
            return new Decision(Verdict.BEYOND_LEDGER, state, false);
        }
        return count(state, event);
    }

    /**
     * What {@code event} does to {@code state} if it counts whether or not it has been counted: what was counted of it leaves
     * the history first. So the outcome is what it would be if the event came now for the first time, but for the revision,
     * which goes on.
     *
     * <p>Of the events before it the ledger has no fields. So where the event was the last in order and is not any more, the
     * typed fields stay as they are, while status and time are those of the event that is the last now.
     *
     * @param state as for {@link #decide}
     */
    public Decision countAnew(@Nullable ResourceState state, ResourceEvent event) {
        return state == null ? decide(null, event) : count(without(state, event), event);
    }

    private static ResourceState without(ResourceState state, ResourceEvent event) {
        EventMetadata metadata = event.metadata();
        List<HistoryEntry> history = new ArrayList<>(state.getHistory());
        int index = history.size() - 1;
        while (index >= 0 && !isSame(history.get(index), metadata)) {
            index--;
        }
        if (index < 0) {
            return state;
        }
        history.remove(index);
        if (index < history.size()) {
            Lifecycle lifecycle =
                    Lifecycles.of(metadata.getProvider(), metadata.getResource().getType());
            judgeAgain(history, index, lifecycle);
        }
        boolean wasLast = index == history.size() && !history.isEmpty();
        HistoryEntry last = wasLast ? history.get(index - 1) : null;
        return new ResourceState(
                state.getProvider(),
                state.getResource(),
                last == null ? state.getStatus() : last.getStatus(),
                last == null ? state.getProviderStatus() : null,
                state.getRevision(),
                state.getFirstSeenAt(),
                last == null ? state.getChangedAt() : last.getOccurredAt(),
                last == null ? state.getLastEvent() : last.getEventId(),
                state.getAccount(),
                state.getIncomingPayment(),
                state.getOutgoingPayment(),
                state.getVerification(),
                history,
                state.getForgottenUpTo());
    }

    private static ResourceState begin(ResourceEvent event) {
        EventMetadata metadata = event.metadata();
        return new ResourceState(
                metadata.getProvider(),
                metadata.getResource(),
                event.status(),
                event.providerStatus(),
                1L,
                metadata.getReceivedAt(),
                metadata.getOccurredAt(),
                metadata.getEventId(),
                event.account(),
                event.incomingPayment(),
                event.outgoingPayment(),
                event.verification(),
                List.of(entry(event, Verdict.APPLIED, false)),
                null);
    }

    private Decision count(ResourceState state, ResourceEvent event) {
        EventMetadata metadata = event.metadata();
        Lifecycle lifecycle =
                Lifecycles.of(metadata.getProvider(), metadata.getResource().getType());
        List<HistoryEntry> history = new ArrayList<>(state.getHistory());
        int position = position(history, event, lifecycle);
        Verdict verdict = position == history.size() ? Verdict.APPLIED : Verdict.LATE;
        boolean unexpected =
                position > 0 && !lifecycle.documents(history.get(position - 1).getStatus(), event.status());

        history.add(position, entry(event, verdict, unexpected));
        if (verdict == Verdict.LATE) {
            judgeAgain(history, position + 1, lifecycle);
        }
        Instant forgottenUpTo = forgetBeyondLimit(history, state.getForgottenUpTo());

        Instant firstSeenAt = earlier(state.getFirstSeenAt(), metadata.getReceivedAt());
        long revision = state.getRevision() + 1;
        ResourceState after = verdict == Verdict.APPLIED
                ? new ResourceState(
                        state.getProvider(),
                        state.getResource(),
                        event.status(),
                        event.providerStatus(),
                        revision,
                        firstSeenAt,
                        metadata.getOccurredAt(),
                        metadata.getEventId(),
                        event.account(),
                        event.incomingPayment(),
                        event.outgoingPayment(),
                        event.verification(),
                        history,
                        forgottenUpTo)
                : new ResourceState(
                        state.getProvider(),
                        state.getResource(),
                        state.getStatus(),
                        state.getProviderStatus(),
                        revision,
                        firstSeenAt,
                        state.getChangedAt(),
                        state.getLastEvent(),
                        state.getAccount(),
                        state.getIncomingPayment(),
                        state.getOutgoingPayment(),
                        state.getVerification(),
                        history,
                        forgottenUpTo);
        return new Decision(verdict, after, unexpected);
    }

    /** Identity within a resource, whose provider is given: event id and type. Devengo reuses ids across types. */
    private static boolean isSame(HistoryEntry seen, EventMetadata metadata) {
        return seen.getEventId().equals(metadata.getEventId()) && seen.getType().equals(metadata.getType());
    }

    /** Where the event belongs: after everything that is not later than it. */
    private static int position(List<HistoryEntry> history, ResourceEvent event, Lifecycle lifecycle) {
        int position = history.size();
        while (position > 0 && isLater(history.get(position - 1), event, lifecycle)) {
            position--;
        }
        return position;
    }

    private static boolean isLater(HistoryEntry entry, ResourceEvent event, Lifecycle lifecycle) {
        int byTime = entry.getOccurredAt().compareTo(event.metadata().getOccurredAt());
        return byTime != 0 ? byTime > 0 : lifecycle.rank(entry.getStatus()) > lifecycle.rank(event.status());
    }

    /** A new predecessor may explain a step, or make one unexpected; the first step has none to be judged by. */
    private static void judgeAgain(List<HistoryEntry> history, int position, Lifecycle lifecycle) {
        HistoryEntry entry = history.get(position);
        boolean unexpected =
                position > 0 && !lifecycle.documents(history.get(position - 1).getStatus(), entry.getStatus());
        if (entry.getUnexpected() != unexpected) {
            history.set(
                    position,
                    new HistoryEntry(
                            entry.getEventId(),
                            entry.getType(),
                            entry.getStatus(),
                            entry.getOccurredAt(),
                            entry.getReceivedAt(),
                            entry.getContentDigest(),
                            entry.getVerdict(),
                            unexpected));
        }
    }

    private @Nullable Instant forgetBeyondLimit(List<HistoryEntry> history, @Nullable Instant forgottenUpTo) {
        Instant upTo = forgottenUpTo;
        while (history.size() > limit) {
            Instant forgotten = history.remove(0).getOccurredAt();
            // Later than those before it, but for one that had been forgotten already and was counted anew.
            upTo = upTo == null || forgotten.isAfter(upTo) ? forgotten : upTo;
        }
        return upTo;
    }

    private static HistoryEntry entry(ResourceEvent event, Verdict verdict, boolean unexpected) {
        EventMetadata metadata = event.metadata();
        return new HistoryEntry(
                metadata.getEventId(),
                metadata.getType(),
                event.status(),
                metadata.getOccurredAt(),
                metadata.getReceivedAt(),
                metadata.getContentDigest(),
                verdict == Verdict.APPLIED ? io.countersign.state.Verdict.APPLIED : io.countersign.state.Verdict.LATE,
                unexpected);
    }

    private static Instant earlier(Instant one, Instant other) {
        return one.isBefore(other) ? one : other;
    }
}
