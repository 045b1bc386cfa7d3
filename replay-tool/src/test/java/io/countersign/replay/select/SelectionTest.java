package io.countersign.replay.select;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.countersign.event.EventMetadata;
import io.countersign.replay.Events;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SelectionTest {

    private static final Instant FROM = Events.NOON;
    private static final Instant TO = FROM.plusSeconds(10);
    private static final Duration TICK = Duration.ofMillis(1);

    private TimeRange received = TimeRange.ALL;
    private TimeRange occurred = TimeRange.ALL;
    private final List<Set<String>> sets =
            new ArrayList<>(List.of(Set.of(), Set.of(), Set.of(), Set.of(), Set.of(), Set.of()));

    @Test
    void a_range_of_reception_begins_with_its_first_time_and_ends_before_its_last() {
        received = new TimeRange(FROM, TO);

        assertThat(matches(receivedAt(FROM.minus(TICK)))).isFalse();
        assertThat(matches(receivedAt(FROM))).isTrue();
        assertThat(matches(receivedAt(FROM.plus(TICK)))).isTrue();
        assertThat(matches(receivedAt(TO.minus(TICK)))).isTrue();
        assertThat(matches(receivedAt(TO))).isFalse();
        assertThat(matches(receivedAt(TO.plus(TICK)))).isFalse();
    }

    @Test
    void a_range_of_occurrence_looks_at_nothing_else() {
        occurred = new TimeRange(FROM, TO);

        assertThat(matches(receivedAt(TO.plusSeconds(9)).setOccurredAt(FROM.minus(TICK))))
                .isFalse();
        assertThat(matches(receivedAt(TO.plusSeconds(9)).setOccurredAt(FROM))).isTrue();
        assertThat(matches(receivedAt(TO.plusSeconds(9)).setOccurredAt(TO.minus(TICK))))
                .isTrue();
        assertThat(matches(receivedAt(TO.plusSeconds(9)).setOccurredAt(TO))).isFalse();
    }

    @Test
    void a_range_that_goes_backward_is_refused() {
        assertThatThrownBy(() -> new TimeRange(TO, FROM)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new TimeRange(FROM, FROM)).isInstanceOf(IllegalArgumentException.class);
        assertThat(new TimeRange(FROM, FROM.plus(TICK)).contains(FROM)).isTrue();
    }

    @Test
    void each_filter_looks_at_its_own_field() {
        String[] fitting = {"shop", "shop-live", "account.created", "account", "acc_1", "evt_1"};
        for (int index = 0; index < fitting.length; index++) {
            sets.set(index, Set.of(fitting[index], "other"));
            assertThat(matches(event())).as(fitting[index]).isTrue();
            sets.set(index, Set.of("other"));
            assertThat(matches(event())).as("not " + fitting[index]).isFalse();
            sets.set(index, Set.of());
        }
    }

    @Test
    void filters_hold_together() {
        sets.set(0, Set.of("shop"));
        sets.set(5, Set.of("evt_1"));
        assertThat(matches(event())).isTrue();
        assertThat(matches(event().setEventId("evt_2"))).isFalse();
        assertThat(matches(event().setProvider("bank"))).isFalse();
    }

    @Test
    void a_resource_is_named_by_its_id_or_its_whole_key() {
        sets.set(4, Set.of("shop/account/acc_1"));
        assertThat(matches(event())).isTrue();
        assertThat(matches(event().setProvider("bank"))).isFalse();
    }

    @Test
    void topics_are_named_by_family_or_in_full() {
        assertThat(Sources.of(List.of("received"))).isEqualTo(Sources.received());
        assertThat(Sources.of(List.of("events", Sources.events().get(0).name())))
                .isEqualTo(Sources.events());
        assertThatThrownBy(() -> Sources.of(List.of("accounts")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("there are no events on a topic accounts");
    }

    private boolean matches(EventMetadata.Builder metadata) {
        return new Selection(
                        Sources.received(),
                        received,
                        occurred,
                        Duration.ZERO,
                        sets.get(0),
                        sets.get(1),
                        sets.get(2),
                        sets.get(3),
                        sets.get(4),
                        sets.get(5),
                        false)
                .matches(metadata.build());
    }

    private static EventMetadata.Builder event() {
        return Events.metadata("shop", "acc_1", "evt_1");
    }

    private static EventMetadata.Builder receivedAt(Instant time) {
        return event().setReceivedAt(time);
    }
}
