package io.countersign.replay.copy;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.countersign.event.AccountEvent;
import io.countersign.replay.Events;
import io.countersign.replay.select.Picked;
import io.countersign.replay.select.Sources;
import io.countersign.topic.ResourceType;
import io.countersign.topic.Topic;
import io.countersign.topic.TopicCatalogue;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.junit.jupiter.api.Test;

class CopiesTest {

    private static final Topic ACCOUNTS = TopicCatalogue.received(ResourceType.ACCOUNT);
    private static final Topic ACCOUNT_EVENTS = TopicCatalogue.events(ResourceType.ACCOUNT);

    @Test
    void aCopyIsTheRecordWithJobAndOriginAndATimeOfItsOwn() {
        ProducerRecord<byte[], byte[]> copy = new Copies(List.of(ACCOUNTS), null, false).of(picked(), "job-1");

        assertThat(copy.topic()).isEqualTo(ACCOUNTS.name());
        assertThat(copy.partition()).isEqualTo(3);
        assertThat(copy.key()).isEqualTo("key".getBytes(UTF_8));
        assertThat(copy.value()).isEqualTo("value".getBytes(UTF_8));
        assertThat(copy.timestamp()).isNull();
        assertThat(headers(copy))
                .isEqualTo(Map.of("ce_id", "evt_1", "ce_replayjob", "job-1", "ce_replayof", ACCOUNTS.name() + "/3/42"));
    }

    @Test
    void onAnotherTopicTheKeyDecidesThePartition() {
        assertThat(new Copies(List.of(ACCOUNTS), "mine", false).of(picked(), "job-1"))
                .satisfies(copy -> assertThat(copy.topic()).isEqualTo("mine"))
                .satisfies(copy -> assertThat(copy.partition()).isNull());
    }

    @Test
    void onlyForceIsForced() {
        Picked forced = picked();
        forced.record().headers().add("ce_replayforce", "true".getBytes(UTF_8));
        forced.record().headers().add("ce_replayjob", "job-0".getBytes(UTF_8));

        assertThat(headers(new Copies(List.of(ACCOUNTS), null, false).of(forced, "job-1")))
                .containsEntry("ce_replayjob", "job-1")
                .doesNotContainKey("ce_replayforce");
        assertThat(headers(new Copies(List.of(ACCOUNTS), null, true).of(picked(), "job-1")))
                .containsEntry("ce_replayforce", "true");
    }

    @Test
    void whoeverElseIsConcernedIsTold() {
        String events = Sources.family(Sources.events());
        assertThat(new Copies(List.of(ACCOUNTS), null, false).consequences())
                .hasValueSatisfying(words -> assertThat(words)
                        .contains("a duplicate and changes nothing")
                        .doesNotContain(events));
        assertThat(new Copies(List.of(ACCOUNTS), null, true).consequences())
                .hasValueSatisfying(
                        words -> assertThat(words).contains(events, "once more to all subscribers", "revision"));
        assertThat(new Copies(List.of(ACCOUNTS), ACCOUNT_EVENTS.name(), false).consequences())
                .hasValueSatisfying(words -> assertThat(words).contains(events, "once more"));
        assertThat(new Copies(List.of(ACCOUNTS), "mine", false).consequences()).isEmpty();
    }

    @Test
    void aTargetThatCannotBeMeantIsRefused() {
        String verifications =
                TopicCatalogue.received(ResourceType.VERIFICATION).name();
        for (String target : List.of(
                verifications,
                TopicCatalogue.state(ResourceType.ACCOUNT).name(),
                TopicCatalogue.state(ResourceType.ACCOUNT, "fix").name(),
                TopicCatalogue.quarantine().name())) {
            assertThatThrownBy(() -> new Copies(List.of(ACCOUNTS), target, false))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining(target);
        }
        assertThatThrownBy(() -> new Copies(List.of(ACCOUNTS), "mine", true))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("--force");
        assertThatThrownBy(() -> new Copies(List.of(ACCOUNT_EVENTS), null, true))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private static Picked picked() {
        ConsumerRecord<byte[], byte[]> record =
                new ConsumerRecord<>(ACCOUNTS.name(), 3, 42, "key".getBytes(UTF_8), "value".getBytes(UTF_8));
        record.headers().add("ce_id", "evt_1".getBytes(UTF_8));
        AccountEvent event = Events.account(Events.metadata("shop", "acc_1", "evt_1"));
        return new Picked(record, ACCOUNTS, event, event.getMetadata());
    }

    private static Map<String, String> headers(ProducerRecord<byte[], byte[]> record) {
        Map<String, String> headers = new TreeMap<>();
        for (Header header : record.headers()) {
            headers.put(header.key(), new String(header.value(), UTF_8));
        }
        return headers;
    }
}
