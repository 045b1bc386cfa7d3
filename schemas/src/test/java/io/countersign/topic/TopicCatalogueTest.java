package io.countersign.topic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.countersign.event.AccountEvent;
import io.countersign.event.IncomingPaymentEvent;
import io.countersign.event.OutgoingPaymentEvent;
import io.countersign.event.UnmappedEvent;
import io.countersign.event.VerificationEvent;
import io.countersign.job.Job;
import io.countersign.quarantine.QuarantineRecord;
import io.countersign.quarantine.Redrive;
import io.countersign.state.ResourceState;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TopicCatalogueTest {

    private static final List<String> WORDS =
            List.of("account", "incoming-payment", "outgoing-payment", "verification", "unmapped");

    @Test
    void there_are_the_seventeen_topics_of_the_contract_in_its_order() {
        List<String> received =
                WORDS.stream().map(word -> named("received", word)).toList();
        List<String> events = WORDS.stream().map(word -> named("events", word)).toList();
        List<String> state =
                WORDS.subList(0, 4).stream().map(word -> named("state", word)).toList();

        assertThat(names(TopicCatalogue.all().subList(0, 5))).isEqualTo(received);
        assertThat(names(TopicCatalogue.all().subList(5, 10))).isEqualTo(events);
        assertThat(names(TopicCatalogue.all().subList(10, 14))).isEqualTo(state);
        assertThat(names(TopicCatalogue.all().subList(14, 17)))
                .containsExactly(named("quarantine"), named("redrives"), named("jobs"));
        assertThat(TopicCatalogue.all()).hasSize(17);
    }

    @Test
    void names_and_subjects_are_unique() {
        assertThat(names(TopicCatalogue.all())).doesNotHaveDuplicates();
        assertThat(TopicCatalogue.all()).extracting(Topic::subject).doesNotHaveDuplicates();
    }

    @Test
    void subjects_follow_the_topic_name_strategy() {
        assertThat(TopicCatalogue.all())
                .allSatisfy(topic -> assertThat(topic.subject()).isEqualTo(topic.name() + "-value"));
    }

    @Test
    void every_type_has_its_topics_with_its_record() {
        Map<ResourceType, Class<?>> records = Map.of(
                ResourceType.ACCOUNT, AccountEvent.class,
                ResourceType.INCOMING_PAYMENT, IncomingPaymentEvent.class,
                ResourceType.OUTGOING_PAYMENT, OutgoingPaymentEvent.class,
                ResourceType.VERIFICATION, VerificationEvent.class,
                ResourceType.UNMAPPED, UnmappedEvent.class);

        for (ResourceType type : ResourceType.values()) {
            assertThat(TopicCatalogue.received(type).name()).isEqualTo(named("received", type.word()));
            assertThat(TopicCatalogue.received(type).valueType()).isEqualTo(records.get(type));
            assertThat(TopicCatalogue.events(type).name()).isEqualTo(named("events", type.word()));
            assertThat(TopicCatalogue.events(type).valueType()).isEqualTo(records.get(type));
        }
        for (ResourceType type : ResourceType.withState()) {
            assertThat(TopicCatalogue.state(type).name()).isEqualTo(named("state", type.word()));
            assertThat(TopicCatalogue.state(type).valueType()).isEqualTo(ResourceState.class);
        }
        assertThat(TopicCatalogue.quarantine().valueType()).isEqualTo(QuarantineRecord.class);
        assertThat(TopicCatalogue.redrives().valueType()).isEqualTo(Redrive.class);
        assertThat(TopicCatalogue.jobs().valueType()).isEqualTo(Job.class);
    }

    @Test
    void a_generation_has_state_topics_of_its_own_that_are_made_like_the_first_ones() {
        Topic own = TopicCatalogue.state(ResourceType.ACCOUNT, "2026-fix");
        Topic first = TopicCatalogue.state(ResourceType.ACCOUNT);

        assertThat(own.name()).isEqualTo(named("state", "account", "2026-fix"));
        assertThat(own.configuration()).isEqualTo(first.configuration());
        assertThat(own.partitions()).isEqualTo(first.partitions());
        assertThat(own.valueType()).isEqualTo(first.valueType());
        assertThat(TopicCatalogue.state(ResourceType.ACCOUNT, "first")).isSameAs(first);
    }

    @Test
    void a_generation_is_named_by_one_to_twenty_small_letters_digits_and_hyphens() {
        assertThat(TopicCatalogue.state(ResourceType.ACCOUNT, "a".repeat(20)).name())
                .endsWith("." + "a".repeat(20));
        for (String name : List.of("", "a".repeat(21), "A", "a.b", "a_b")) {
            assertThatThrownBy(() -> TopicCatalogue.state(ResourceType.ACCOUNT, name))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("a generation's name must match [a-z0-9-]{1,20}, not " + name);
        }
    }

    @Test
    void no_state_is_kept_of_what_is_unmapped() {
        assertThatThrownBy(() -> TopicCatalogue.state(ResourceType.UNMAPPED))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("no state is kept of unmapped");
    }

    @Test
    void all_topics_have_as_many_partitions_so_that_a_resource_has_one_task() {
        assertThat(TopicCatalogue.all()).extracting(Topic::partitions).containsOnly(TopicCatalogue.PARTITIONS);
    }

    @Test
    void exactly_the_state_topics_the_redrives_and_the_jobs_are_compacted() {
        List<Topic> compacted = new ArrayList<>(
                ResourceType.withState().stream().map(TopicCatalogue::state).toList());
        compacted.add(TopicCatalogue.redrives());
        compacted.add(TopicCatalogue.jobs());

        assertThat(TopicCatalogue.all()).filteredOn(Topic::compacted).isEqualTo(compacted);
        assertThat(compacted)
                .allSatisfy(topic -> assertThat(topic.configuration()).isEqualTo(Map.of("cleanup.policy", "compact")));
    }

    @Test
    void what_is_replayed_and_what_is_quarantined_is_kept_for_ever() {
        assertThat(List.of(ResourceType.values()))
                .allSatisfy(type -> assertThat(TopicCatalogue.received(type).configuration())
                        .isEqualTo(Map.of("cleanup.policy", "delete", "retention.ms", "-1")));
        assertThat(TopicCatalogue.quarantine().configuration())
                .isEqualTo(Map.of("cleanup.policy", "delete", "retention.ms", "-1"));
    }

    @Test
    void events_are_kept_for_ninety_days() {
        assertThat(List.of(ResourceType.values()))
                .allSatisfy(type -> assertThat(TopicCatalogue.events(type).configuration())
                        .isEqualTo(Map.of("cleanup.policy", "delete", "retention.ms", "7776000000")));
    }

    @Test
    void words_lead_back_to_their_types() {
        assertThat(List.of(ResourceType.values()))
                .extracting(ResourceType::word)
                .isEqualTo(WORDS);
        assertThat(List.of(ResourceType.values()))
                .allSatisfy(type -> assertThat(ResourceType.ofWord(type.word())).contains(type));
        assertThat(ResourceType.ofWord("INCOMING_PAYMENT")).isEmpty();
        assertThat(ResourceType.ofWord("")).isEmpty();
    }

    @Test
    void a_topic_has_at_least_one_partition() {
        assertThat(topic(1, null).partitions()).isEqualTo(1);
        assertThatThrownBy(() -> topic(0, null))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("partitions of t must be at least 1, not 0");
    }

    @Test
    void a_retention_is_positive() {
        assertThat(topic(1, Duration.ofMillis(1)).configuration()).containsEntry("retention.ms", "1");
        assertThatThrownBy(() -> topic(1, Duration.ZERO))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("retention of t must be positive, not PT0S");
        assertThatThrownBy(() -> topic(1, Duration.ofMillis(-1))).isInstanceOf(IllegalArgumentException.class);
    }

    private static Topic topic(int partitions, Duration retention) {
        return new Topic("t", "Things.", "us", "<id>", AccountEvent.class, partitions, false, retention);
    }

    /** Put together, since the catalogue alone may spell a topic's name. */
    private static String named(String... words) {
        return "webhooks." + String.join(".", words);
    }

    private static List<String> names(List<Topic> topics) {
        return topics.stream().map(Topic::name).toList();
    }
}
