package io.countersign.replay.renormalise;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.countersign.event.AccountEvent;
import io.countersign.quarantine.QuarantineReason;
import io.countersign.replay.difference.Difference;
import io.countersign.replay.select.Picked;
import io.countersign.topic.ResourceType;
import io.countersign.topic.TopicCatalogue;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.Test;

class RenormalisedCopiesTest {

    private static final byte[] ENCODED = {1, 2, 3};
    private static final String UNMAPPED =
            TopicCatalogue.received(ResourceType.UNMAPPED).name();
    private static final String ACCOUNTS =
            TopicCatalogue.received(ResourceType.ACCOUNT).name();

    @Test
    void anEventHasItsNewEnvelopeAndOfTheOldOneWhatTheNewOneLacks() {
        ProducerRecord<byte[], byte[]> copy =
                written(new RenormalisedCopies("mine", false, false), event()).orElseThrow();

        assertThat(copy.topic()).isEqualTo("mine");
        assertThat(copy.partition()).isNull();
        assertThat(copy.timestamp()).isNull();
        assertThat(copy.key()).isEqualTo("devengo/account/acc_1".getBytes(UTF_8));
        assertThat(copy.value()).isSameAs(ENCODED);
        assertThat(headers(copy))
                .isEqualTo(Map.of(
                        "ce_id", "new",
                        "traceparent", "trace",
                        "ce_replayjob", "job-1",
                        "ce_replayof", UNMAPPED + "/3/42"));
    }

    @Test
    void intoTheReceivedTopicsAnEventGoesToThatOfItsTypeToday() {
        RenormalisedCopies copies = new RenormalisedCopies(RenormalisedCopies.OWN_TOPICS, false, true);

        assertThat(written(copies, event())).hasValueSatisfying(copy -> {
            assertThat(copy.topic()).isEqualTo(ACCOUNTS);
            assertThat(headers(copy)).containsEntry("ce_replayforce", "true");
        });
        assertThat(copies.targets()).hasSize(5).contains(ACCOUNTS, UNMAPPED);
    }

    @Test
    void whatIsWhatItWasIsWrittenUnlessOnlyChangesAreWanted() {
        assertThat(written(new RenormalisedCopies("mine", false, false), event()))
                .isPresent();
        assertThat(written(new RenormalisedCopies("mine", true, false), event()))
                .isEmpty();
        assertThat(written(
                        new RenormalisedCopies("mine", true, false),
                        event(new Difference("topic", "topic", "unmapped", "account"))))
                .isPresent();
    }

    @Test
    void whatIsNoEventIsNotWritten() {
        RenormalisedCopies copies = new RenormalisedCopies("mine", false, false);

        assertThat(written(copies, new Renormalised.NotAnEvent(QuarantineReason.NOT_AN_EVENT, "")))
                .isEmpty();
        assertThat(written(copies, new Renormalised.OfUnknownShape("shop"))).isEmpty();
    }

    @Test
    void aTopicOfOneTypeIsNoTarget() {
        assertThatThrownBy(() -> new RenormalisedCopies(ACCOUNTS, false, false))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("expected received");
        assertThatThrownBy(
                        () -> new RenormalisedCopies(TopicCatalogue.quarantine().name(), false, false))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("for other things than events");
    }

    @Test
    void onlyTheProcessorCanBeForced() {
        assertThatThrownBy(() -> new RenormalisedCopies("mine", false, true))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("--force");
    }

    @Test
    void whatOthersReadIsAskedAbout() {
        assertThat(new RenormalisedCopies("mine", false, false).consequences()).isEmpty();
        assertThat(new RenormalisedCopies("received", false, false).consequences())
                .hasValueSatisfying(words -> assertThat(words).contains("duplicate"));
        assertThat(new RenormalisedCopies("received", false, true).consequences())
                .hasValueSatisfying(words -> assertThat(words).contains("once more to all subscribers"));
    }

    private static Optional<ProducerRecord<byte[], byte[]>> written(RenormalisedCopies copies, Renormalised again) {
        return copies.of(picked(), again, "job-1", record -> ENCODED);
    }

    private static Renormalised.Event event(Difference... differences) {
        return new Renormalised.Event(
                ResourceType.UNMAPPED,
                ResourceType.ACCOUNT,
                "devengo/account/acc_1",
                new AccountEvent(),
                new RecordHeaders().add("ce_id", "new".getBytes(UTF_8)),
                List.of(differences));
    }

    private static Picked picked() {
        AccountEvent event =
                (AccountEvent) ReceivedEvents.sample("devengo/account.created").record();
        ConsumerRecord<byte[], byte[]> record = new ConsumerRecord<>(UNMAPPED, 3, 42, new byte[0], new byte[0]);
        Headers headers = record.headers();
        headers.add("ce_id", "old".getBytes(UTF_8));
        headers.add("traceparent", "trace".getBytes(UTF_8));
        headers.add("ce_replayjob", "job-0".getBytes(UTF_8));
        headers.add("ce_replayforce", "true".getBytes(UTF_8));
        return new Picked(record, TopicCatalogue.received(ResourceType.UNMAPPED), event, event.getMetadata());
    }

    private static Map<String, String> headers(ProducerRecord<byte[], byte[]> record) {
        Map<String, String> texts = new TreeMap<>();
        for (Header header : record.headers()) {
            texts.put(header.key(), new String(header.value(), UTF_8));
        }
        return texts;
    }
}
