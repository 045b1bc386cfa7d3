package io.countersign.processor.ledger;

import static io.countersign.processor.Events.NOON;
import static io.countersign.processor.Events.payment;
import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.event.EventMetadata;
import io.countersign.processor.lifecycle.Lifecycles;
import io.countersign.state.HistoryEntry;
import io.countersign.state.ResourceState;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.Test;

/** What holds for all histories, tried on many: a failure names the seed that shows it again. */
class LedgerPropertiesTest {

    private static final int ROUNDS = 2_000;
    private static final List<String> STATUSES = List.of(
            "created",
            "validating",
            "blocked",
            "pending",
            "delayed",
            "denied",
            "processing",
            "retrying",
            "confirmed",
            "rejected",
            "reversed",
            "screening");

    private final Ledger ledger = new Ledger(1000);

    @Test
    void anyOrderAndAnyRepetitionEndAsTheRightOrderOnce() {
        forManySeeds((random, seed) -> {
            List<ResourceEvent> inOrder = history(random);
            List<ResourceEvent> asArrived = new ArrayList<>(inOrder);
            for (int i = random.nextInt(2 * inOrder.size()); i > 0; i--) {
                asArrived.add(inOrder.get(random.nextInt(inOrder.size())));
            }
            Collections.shuffle(asArrived, random);

            assertThat(withoutVerdicts(fold(asArrived))).as("seed %d", seed).isEqualTo(withoutVerdicts(fold(inOrder)));
        });
    }

    @Test
    void theVerdictsOfDifferentEventsAreAppliedOrLateAndRevisionCountsThem() {
        forManySeeds((random, seed) -> {
            List<ResourceEvent> events = history(random);
            Collections.shuffle(events, random);

            ResourceState state = null;
            for (ResourceEvent event : events) {
                boolean last = state == null
                        || event.metadata().getOccurredAt().isAfter(state.getChangedAt())
                        || event.metadata().getOccurredAt().equals(state.getChangedAt())
                                && rank(event.status()) > rank(state.getStatus());
                Decision decision = ledger.decide(state, event);
                assertThat(decision.verdict()).as("seed %d", seed).isEqualTo(last ? Verdict.APPLIED : Verdict.LATE);
                state = decision.state();
            }
            assertThat(state.getRevision()).as("seed %d", seed).isEqualTo(events.size());
            assertThat(state.getHistory()).as("seed %d", seed).hasSize(events.size());
        });
    }

    @Test
    void aDuplicateAndAConflictChangeNothing() {
        forManySeeds((random, seed) -> {
            List<ResourceEvent> events = history(random);
            ResourceState state = fold(events);
            ResourceEvent seen = events.get(random.nextInt(events.size()));
            ResourceEvent forged = ResourceEvent.of(payment(
                    EventMetadata.newBuilder(seen.metadata())
                            .setContentDigest("another")
                            .setOccurredAt(NOON.plusSeconds(random.nextInt(1000))),
                    "reversed"));

            Decision duplicate = ledger.decide(state, seen);
            Decision conflict = ledger.decide(state, forged);

            assertThat(duplicate).as("seed %d", seed).isEqualTo(new Decision(Verdict.DUPLICATE, state, false));
            assertThat(conflict).as("seed %d", seed).isEqualTo(new Decision(Verdict.CONFLICTING, state, false));
        });
    }

    @Test
    void anEventCountedAnewLeavesAllAsItWasButTheRevision() {
        forManySeeds((random, seed) -> {
            List<ResourceEvent> events = history(random);
            Collections.shuffle(events, random);
            ResourceState state = fold(events);

            Decision decision = ledger.countAnew(state, events.get(random.nextInt(events.size())));

            assertThat(decision.verdict().isCounted()).as("seed %d", seed).isTrue();
            assertThat(decision.state().getRevision()).as("seed %d", seed).isEqualTo(state.getRevision() + 1);
            assertThat(withoutVerdicts(decision.state()))
                    .as("seed %d", seed)
                    .isEqualTo(ResourceState.newBuilder(withoutVerdicts(state))
                            .setRevision(state.getRevision() + 1)
                            .build());
        });
    }

    @Test
    void anEventCountedAnewWithAnyTimeEndsAsIfItHadCome() {
        forManySeeds((random, seed) -> {
            List<ResourceEvent> events = history(random);
            Collections.shuffle(events, random);
            ResourceState state = fold(events);
            ResourceEvent before = events.remove(random.nextInt(events.size()));
            ResourceEvent mended = ResourceEvent.of(payment(
                    EventMetadata.newBuilder(before.metadata())
                            .setContentDigest("mended")
                            // Half a second, so that it shares no time with another one.
                            .setOccurredAt(NOON.plusMillis(random.nextInt(30) * 1000L - 500)),
                    before.status()));
            events.add(mended);

            ResourceState after = ledger.countAnew(state, mended).state();

            ResourceState expected = fold(events);
            assertThat(withoutVerdicts(after).getHistory())
                    .as("seed %d", seed)
                    .isEqualTo(withoutVerdicts(expected).getHistory());
            assertThat(after.getStatus()).as("seed %d", seed).isEqualTo(expected.getStatus());
            assertThat(after.getChangedAt()).as("seed %d", seed).isEqualTo(expected.getChangedAt());
            assertThat(after.getLastEvent()).as("seed %d", seed).isEqualTo(expected.getLastEvent());
            assertThat(after.getFirstSeenAt()).as("seed %d", seed).isEqualTo(expected.getFirstSeenAt());
            String id = before.metadata().getEventId();
            boolean noLongerLast =
                    state.getLastEvent().equals(id) && !expected.getLastEvent().equals(id);
            assertThat(after.getOutgoingPayment())
                    .as("seed %d", seed)
                    .isEqualTo((noLongerLast ? state : expected).getOutgoingPayment());
        });
    }

    @Test
    void neitherStateNorEventIsChangedByADecision() {
        forManySeeds((random, seed) -> {
            List<ResourceEvent> events = history(random);
            Collections.shuffle(events, random);
            ResourceState before = fold(events.subList(0, 1));
            ResourceState copy = ResourceState.newBuilder(before).build();

            events.forEach(event -> ledger.decide(before, event));

            assertThat(before).as("seed %d", seed).isEqualTo(copy);
        });
    }

    @Test
    void aLedgerOfAnySizeNeverHoldsMoreThanItsLimitNorCountsTwice() {
        forManySeeds((random, seed) -> {
            int limit = 1 + random.nextInt(5);
            Ledger small = new Ledger(limit);
            List<ResourceEvent> events = history(random);
            List<ResourceEvent> asArrived = new ArrayList<>(events);
            asArrived.addAll(events);
            Collections.shuffle(asArrived, random);

            ResourceState state = null;
            long counted = 0;
            for (ResourceEvent event : asArrived) {
                Decision decision = small.decide(state, event);
                counted += decision.verdict().isCounted() ? 1 : 0;
                state = decision.state();
                assertThat(state.getHistory().size()).as("seed %d", seed).isLessThanOrEqualTo(limit);
            }
            assertThat(state.getRevision())
                    .as("seed %d", seed)
                    .isEqualTo(counted)
                    .isLessThanOrEqualTo(events.size());
        });
    }

    /** Events of one payment with distinct order keys, in their order; some share a time and differ in rank. */
    private static List<ResourceEvent> history(Random random) {
        List<ResourceEvent> events = new ArrayList<>();
        int size = 1 + random.nextInt(12);
        long second = 0;
        String status = STATUSES.get(random.nextInt(STATUSES.size()));
        for (int i = 0; i < size; i++) {
            events.add(ResourceEvent.of(payment(
                    payment(status)
                            .setEventId("evt_" + random.nextInt(3) + "_" + i)
                            .setOccurredAt(NOON.plusSeconds(second))
                            .setReceivedAt(NOON.plusSeconds(random.nextInt(10_000)))
                            .setContentDigest("digest " + i),
                    status)));
            String next = STATUSES.get(random.nextInt(STATUSES.size()));
            if (random.nextBoolean() || rank(next) <= rank(status)) {
                second += 1 + random.nextInt(3);
            }
            status = next;
        }
        return events;
    }

    private ResourceState fold(List<ResourceEvent> events) {
        ResourceState state = null;
        for (ResourceEvent event : events) {
            state = ledger.decide(state, event).state();
        }
        return state;
    }

    /** Verdicts say what happened on arrival, so they may differ; nothing else may. */
    private static ResourceState withoutVerdicts(ResourceState state) {
        List<HistoryEntry> history = state.getHistory().stream()
                .map(entry -> HistoryEntry.newBuilder(entry)
                        .setVerdict(io.countersign.state.Verdict.UNKNOWN)
                        .build())
                .toList();
        return ResourceState.newBuilder(state).setHistory(history).build();
    }

    private static int rank(String status) {
        return Lifecycles.of("devengo", "outgoing-payment").rank(status);
    }

    private static void forManySeeds(BiConsumer<Random, Long> property) {
        for (long seed = 0; seed < ROUNDS; seed++) {
            property.accept(new Random(seed), seed);
        }
    }
}
