package io.countersign.processor.topology;

import static io.countersign.processor.Events.NOON;
import static io.countersign.processor.Events.account;
import static io.countersign.processor.Events.metadata;
import static io.countersign.processor.Events.payment;
import static io.countersign.processor.Events.unmapped;
import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.cloudevent.CloudEventHeaders;
import io.countersign.event.AccountEvent;
import io.countersign.event.EventMetadata;
import io.countersign.generation.Generation;
import io.countersign.generation.Marker;
import io.countersign.processor.FakeRegistry;
import io.countersign.processor.generation.LiveGenerations;
import io.countersign.processor.trace.RecordTrace;
import io.countersign.serde.Codecs;
import io.countersign.state.ResourceState;
import io.countersign.topic.ResourceType;
import io.countersign.topic.Topic;
import io.countersign.topic.TopicCatalogue;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.apache.avro.specific.SpecificRecordBase;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TestOutputTopic;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.processor.api.RecordMetadata;
import org.apache.kafka.streams.test.TestRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two generations that read the same records, and the markers that tell which of them shows what it makes of them. */
class GenerationTopologyTest {

    private static final String TWO = "two";
    private static final FakeRegistry REGISTRY = new FakeRegistry();
    private static final Codecs CODECS = Codecs.connect(REGISTRY.client(), TopicCatalogue.all());

    @TempDir
    Path folder;

    private Running first;
    private Running two;

    @BeforeEach
    void start() {
        first = new Running(Generation.FIRST);
        two = new Running(new Generation(TWO));
    }

    @AfterEach
    void nothingElseCameOutAndTheBooksBalance() {
        for (Running generation : List.of(first, two)) {
            generation.outputs.forEach((topic, output) -> assertThat(output.readKeyValuesToList())
                    .as("left on %s by %s", topic, generation.name)
                    .isEmpty());
            assertThat(generation.consumed()).isEqualTo(generation.allVerdicts());
            generation.close();
        }
    }

    @AfterAll
    static void closeRegistry() {
        REGISTRY.close();
    }

    @Test
    void anotherGenerationHasFourSinksMoreAndIsOtherwiseTheSame() {
        List<String> ofFirst = first.drawn();
        List<String> ofTwo = new ArrayList<>(two.drawn());

        ofTwo.removeAll(ofFirst);

        assertThat(ofTwo)
                .containsExactly(
                        "Sink: own-state-account (topic: state.account.two)",
                        "Sink: own-state-incoming-payment (topic: state.incoming-payment.two)",
                        "Sink: own-state-outgoing-payment (topic: state.outgoing-payment.two)",
                        "Sink: own-state-verification (topic: state.verification.two)");
        assertThat(two.drawn()).containsAll(ofFirst);
    }

    @Test
    void whatIsNotLiveWritesItsOwnStatesAndNothingElse() {
        two.send(ResourceType.ACCOUNT, "devengo/account/acc_1", encode(account("acc_1", "created")));
        two.send(
                ResourceType.ACCOUNT,
                "devengo/account/acc_1",
                encode(account(of("acc_1", "created").setContentDigest("another"), "created")));
        two.send(ResourceType.ACCOUNT, "devengo/account/acc_1", new byte[] {1, 2, 3});
        two.send(ResourceType.ACCOUNT, "devengo/account/acc_1", null);
        two.send(ResourceType.UNMAPPED, "lox24/sms/1", encode(unmapped(metadata("lox24", "sms", "1", "delivery"))));

        assertThat(two.ownStates(ResourceType.ACCOUNT)).containsExactly("acc_1 created");
        assertThat(two.verdicts("applied")).isEqualTo(2);
        assertThat(two.verdicts("conflicting")).isEqualTo(1);
        assertThat(two.verdicts("unreadable")).isEqualTo(2);
        assertThat(two.traced).isEmpty();
    }

    @Test
    void aMarkerSwitchesAtItsVeryPlaceInBothDirections() {
        both("acc_1");
        marker(ResourceType.ACCOUNT, TWO);
        both("acc_2");
        marker(ResourceType.ACCOUNT, "first");
        both("acc_3");

        assertThat(first.traced).containsExactly("acc_1 applied", "acc_3 applied");
        assertThat(two.traced).containsExactly("acc_2 applied");
        assertThat(first.events(ResourceType.ACCOUNT)).containsExactly("acc_1", "acc_3");
        assertThat(two.events(ResourceType.ACCOUNT)).containsExactly("acc_2");
        assertThat(first.states(ResourceType.ACCOUNT)).containsExactly("acc_1 created", "acc_3 created");
        assertThat(two.states(ResourceType.ACCOUNT)).containsExactly("acc_2 created");
        assertThat(two.ownStates(ResourceType.ACCOUNT))
                .containsExactly("acc_1 created", "acc_2 created", "acc_3 created");
        assertThat(first.consumed()).isEqualTo(3);
        assertThat(two.consumed()).isEqualTo(3);
        assertThat(first.timed()).isEqualTo(2);
        assertThat(two.timed()).isEqualTo(1);
        passTime(1);
        assertThat(first.states(ResourceType.ACCOUNT))
                .containsExactly("acc_1 created", "acc_2 created", "acc_3 created");
    }

    @Test
    void aQuarantineRecordIsWrittenByWhoIsLive() {
        marker(ResourceType.ACCOUNT, TWO);
        for (Running generation : List.of(first, two)) {
            generation.send(ResourceType.ACCOUNT, "x", new byte[] {1});
        }

        assertThat(two.output(TopicCatalogue.quarantine()).readValuesToList()).hasSize(1);
    }

    @Test
    void aMarkerOfAnotherTopicDoesNotSwitchThisOne() {
        marker(ResourceType.OUTGOING_PAYMENT, TWO);
        both("acc_1");
        for (Running generation : List.of(first, two)) {
            generation.send(
                    ResourceType.OUTGOING_PAYMENT,
                    "devengo/outgoing-payment/pyo_1",
                    encode(payment(payment("created"), "created")));
        }

        assertThat(first.events(ResourceType.ACCOUNT)).containsExactly("acc_1");
        assertThat(first.states(ResourceType.ACCOUNT)).hasSize(1);
        assertThat(two.ownStates(ResourceType.ACCOUNT)).hasSize(1);
        assertThat(two.output(TopicCatalogue.events(ResourceType.OUTGOING_PAYMENT))
                        .readValuesToList())
                .hasSize(1);
        assertThat(two.states(ResourceType.OUTGOING_PAYMENT)).hasSize(1);
        assertThat(two.ownStates(ResourceType.OUTGOING_PAYMENT)).hasSize(1);
    }

    @Test
    void unmappedEventsAreSwitchedTooAndHaveNoStatesToPublish() {
        marker(ResourceType.UNMAPPED, TWO);
        for (Running generation : List.of(first, two)) {
            generation.send(
                    ResourceType.UNMAPPED, "lox24/sms/1", encode(unmapped(metadata("lox24", "sms", "1", "delivery"))));
        }
        passTime(2);

        assertThat(two.output(TopicCatalogue.events(ResourceType.UNMAPPED)).readValuesToList())
                .hasSize(1);
    }

    @Test
    void afterItsPromotionAGenerationPublishesAllStatesOfTheTypeByPartsAndOnce() {
        List<String> all = new ArrayList<>();
        for (int number = 0; number <= StatePublication.STATES_AT_A_TIME; number++) {
            String id = String.format("acc_%05d", number);
            two.send(ResourceType.ACCOUNT, "devengo/account/" + id, encode(account(id, "created")));
            all.add(id + " created");
        }
        two.send(
                ResourceType.OUTGOING_PAYMENT,
                "devengo/outgoing-payment/pyo_1",
                encode(payment(payment("created"), "created")));
        assertThat(two.ownStates(ResourceType.ACCOUNT)).isEqualTo(all);
        assertThat(two.ownStates(ResourceType.OUTGOING_PAYMENT)).hasSize(1);

        marker(ResourceType.ACCOUNT, TWO);
        assertThat(two.states(ResourceType.ACCOUNT)).isEmpty();
        passTime(1);
        assertThat(two.states(ResourceType.ACCOUNT)).isEqualTo(all.subList(0, StatePublication.STATES_AT_A_TIME));
        passTime(1);
        assertThat(two.states(ResourceType.ACCOUNT))
                .isEqualTo(all.subList(StatePublication.STATES_AT_A_TIME, all.size()));
        passTime(3);
    }

    @Test
    void aPublishedStateHasTheEnvelopeOfItsLastEvent() {
        two.send(ResourceType.ACCOUNT, "devengo/account/acc_1", encode(account("acc_1", "created")));
        assertThat(two.ownStates(ResourceType.ACCOUNT)).hasSize(1);
        marker(ResourceType.ACCOUNT, TWO);
        passTime(1);

        TestRecord<String, byte[]> state =
                two.output(TopicCatalogue.state(ResourceType.ACCOUNT)).readRecord();
        assertThat(state.key()).isEqualTo("devengo/account/acc_1");
        assertThat(state.headers())
                .extracting(header -> header.key() + "=" + new String(header.value(), StandardCharsets.UTF_8))
                .containsExactly(
                        "ce_specversion=1.0",
                        "ce_id=evt_created",
                        "ce_source=/processor",
                        "ce_type=account.created",
                        "ce_time=2026-03-01T12:00:00Z",
                        "ce_subject=account/acc_1");
    }

    @Test
    void whatComesDuringThePublicationIsPublishedLast() {
        two.send(ResourceType.ACCOUNT, "devengo/account/acc_1", encode(account("acc_1", "created")));
        marker(ResourceType.ACCOUNT, TWO);
        two.send(
                ResourceType.ACCOUNT,
                "devengo/account/acc_1",
                encode(account(of("acc_1", "active").setOccurredAt(NOON.plusSeconds(1)), "active")));
        passTime(1);

        assertThat(two.events(ResourceType.ACCOUNT)).hasSize(1);
        assertThat(two.ownStates(ResourceType.ACCOUNT)).hasSize(2);
        assertThat(two.states(ResourceType.ACCOUNT)).containsExactly("acc_1 active", "acc_1 active");
    }

    @Test
    void thePublicationEndsWhereAnotherGenerationIsPromoted() {
        for (int number = 0; number <= StatePublication.STATES_AT_A_TIME; number++) {
            two.send(ResourceType.ACCOUNT, "devengo/account/" + number, encode(account("" + number, "created")));
        }
        marker(ResourceType.ACCOUNT, TWO);
        passTime(1);
        marker(ResourceType.ACCOUNT, "first");
        passTime(3);

        assertThat(two.states(ResourceType.ACCOUNT)).hasSize(StatePublication.STATES_AT_A_TIME);
        assertThat(two.ownStates(ResourceType.ACCOUNT)).hasSize(StatePublication.STATES_AT_A_TIME + 1);
    }

    @Test
    void aMarkerThatIsWrittenTwiceDoesNothingTheSecondTime() {
        both("acc_1");
        marker(ResourceType.ACCOUNT, TWO);
        passTime(2);
        assertThat(two.states(ResourceType.ACCOUNT)).containsExactly("acc_1 created");

        marker(ResourceType.ACCOUNT, TWO);
        passTime(2);
        assertThat(two.states(ResourceType.ACCOUNT)).isEmpty();
        both("acc_2");

        assertThat(first.events(ResourceType.ACCOUNT)).containsExactly("acc_1");
        assertThat(first.states(ResourceType.ACCOUNT)).hasSize(1);
        assertThat(two.events(ResourceType.ACCOUNT)).containsExactly("acc_2");
        assertThat(two.states(ResourceType.ACCOUNT)).hasSize(1);
        assertThat(two.ownStates(ResourceType.ACCOUNT)).hasSize(2);
    }

    @Test
    void aMarkerThatAsksForItHasTheLiveGenerationPublishItsStatesAgain() {
        both("acc_1");
        marker(ResourceType.ACCOUNT, TWO);
        passTime(2);
        two.states(ResourceType.ACCOUNT);

        marker(ResourceType.ACCOUNT, markerOf(TWO).add(CloudEventHeaders.PROMOTE_REFRESH, bytes("true")));
        passTime(2);

        assertThat(two.states(ResourceType.ACCOUNT)).containsExactly("acc_1 created");
        assertThat(two.ownStates(ResourceType.ACCOUNT)).hasSize(1);
        assertThat(first.events(ResourceType.ACCOUNT)).hasSize(1);
        assertThat(first.states(ResourceType.ACCOUNT)).hasSize(1);
    }

    @Test
    void aRecordWithoutAValueThatNamesNoGenerationIsUnreadableAsEver() {
        for (Headers headers : List.of(new RecordHeaders(), markerOf(""), markerOf("Two"), markerOf("two.1"))) {
            marker(ResourceType.ACCOUNT, headers);
        }
        both("acc_1");

        assertThat(first.output(TopicCatalogue.quarantine()).readValuesToList()).hasSize(4);
        assertThat(first.events(ResourceType.ACCOUNT)).hasSize(1);
        assertThat(first.states(ResourceType.ACCOUNT)).hasSize(1);
        assertThat(two.ownStates(ResourceType.ACCOUNT)).hasSize(1);
    }

    @Test
    void anEventIsAnEventWhateverItsHeadersSay() {
        Headers headers = markerOf(TWO);
        first.input(ResourceType.ACCOUNT)
                .pipeInput(
                        new TestRecord<>("devengo/account/acc_1", encode(account("acc_1", "created")), headers, NOON));

        assertThat(first.events(ResourceType.ACCOUNT)).hasSize(1);
        assertThat(first.states(ResourceType.ACCOUNT)).hasSize(1);
    }

    @Test
    void theInstanceKnowsWhoIsLiveOnceAllTopicsSayTheSame() {
        assertThat(two.live.agreed()).contains(Marker.NONE);
        for (ResourceType type : ResourceType.values()) {
            if (type != ResourceType.ACCOUNT) {
                marker(type, markerOf(TWO).add(CloudEventHeaders.PROMOTED_API, bytes("http://two:8090")));
            }
        }
        assertThat(first.live.agreed()).isEmpty();

        marker(ResourceType.ACCOUNT, markerOf(TWO).add(CloudEventHeaders.PROMOTED_API, bytes("http://two:8090")));

        assertThat(first.live.agreed()).hasValueSatisfying(live -> {
            assertThat(live.generation()).isEqualTo(new Generation(TWO));
            assertThat(live.api()).hasToString("http://two:8090");
        });
        first.close();
        assertThat(first.live.agreed()).isEmpty();
    }

    @Test
    void aForcedCopyIsCountedAnewAndGoesOnOnceMore() {
        AccountEvent event = account("acc_1", "created");
        AccountEvent mended = account(of("acc_1", "created").setContentDigest("mended"), "created");
        first.send(ResourceType.ACCOUNT, "devengo/account/acc_1", encode(event));
        sendCopy(event, null);
        sendCopy(event, "false");
        sendCopy(event, "true");
        sendCopy(mended, "true");
        sendCopy(mended, null);

        assertThat(first.events(ResourceType.ACCOUNT)).hasSize(3);
        assertThat(first.output(TopicCatalogue.state(ResourceType.ACCOUNT)).readValuesToList())
                .extracting(state -> decode(ResourceState.class, state).getRevision())
                .containsExactly(1L, 2L, 3L);
        assertThat(first.verdicts("applied")).isEqualTo(3);
        assertThat(first.verdicts("duplicate")).isEqualTo(3);
    }

    private void sendCopy(AccountEvent event, @Nullable String force) {
        Headers headers = new RecordHeaders().add(CloudEventHeaders.REPLAY_JOB, bytes("job"));
        if (force != null) {
            headers.add(CloudEventHeaders.REPLAY_FORCE, bytes(force));
        }
        first.input(ResourceType.ACCOUNT)
                .pipeInput(new TestRecord<>("devengo/account/acc_1", encode(event), headers, NOON));
    }

    private void both(String id) {
        for (Running generation : List.of(first, two)) {
            generation.send(ResourceType.ACCOUNT, "devengo/account/" + id, encode(account(id, "created")));
        }
    }

    private void marker(ResourceType type, String generation) {
        marker(type, markerOf(generation));
    }

    private void marker(ResourceType type, Headers headers) {
        for (Running generation : List.of(first, two)) {
            generation
                    .input(type)
                    .pipeInput(new TestRecord<>(
                            "countersign/generation/x", null, new RecordHeaders(headers.toArray()), NOON));
        }
    }

    private static Headers markerOf(String generation) {
        return new RecordHeaders().add(CloudEventHeaders.PROMOTE, bytes(generation));
    }

    private void passTime(int intervals) {
        for (int i = 0; i < intervals; i++) {
            first.driver.advanceWallClockTime(StatePublication.INTERVAL);
            two.driver.advanceWallClockTime(StatePublication.INTERVAL);
        }
    }

    private static EventMetadata.Builder of(String id, String status) {
        return metadata("devengo", "account", id, status);
    }

    private static <T extends SpecificRecordBase> T decode(Class<T> type, byte[] value) {
        try {
            return CODECS.codec(type).decode(value);
        } catch (io.countersign.serde.UnreadableRecordException e) {
            throw new AssertionError(e);
        }
    }

    private static byte[] encode(SpecificRecordBase event) {
        return CODECS.encode(event);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** One generation at work. */
    private final class Running {

        final String name;
        final LiveGenerations live = new LiveGenerations();
        final Map<String, TestOutputTopic<String, byte[]>> outputs = new HashMap<>();
        final TopologyTestDriver driver;
        private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
        private final Topology topology = new Topology();
        private final List<String> traced = new ArrayList<>();
        private boolean closed;

        Running(Generation generation) {
            name = generation.name();
            new ProcessorTopology(
                            generation, live, new LedgerProperties(1000), new Books(meters), this::trace, () -> CODECS)
                    .addTo(topology);
            Properties properties = new Properties();
            properties.put(StreamsConfig.APPLICATION_ID_CONFIG, generation.applicationId("test"));
            properties.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, "unused:1");
            properties.put(StreamsConfig.STATE_DIR_CONFIG, folder.toString());
            driver = new TopologyTestDriver(topology, properties);
            ProcessorTopology.usedTopics(generation).stream()
                    .filter(topic -> !ProcessorTopology.receivedTopics().contains(topic))
                    .forEach(topic -> outputs.put(
                            topic.name(),
                            driver.createOutputTopic(
                                    topic.name(), new StringDeserializer(), new ByteArrayDeserializer())));
        }

        private RecordTrace trace(RecordMetadata origin, Headers headers) {
            return (verdict, metadata) -> traced.add(
                    metadata == null ? verdict : metadata.getResource().getId() + " " + verdict);
        }

        void close() {
            if (!closed) {
                closed = true;
                driver.close();
            }
        }

        List<String> drawn() {
            return topology.describe()
                    .toString()
                    .replaceAll("topics: \\[[^]]*", "topics: [...")
                    .replace("(topic: webhooks.", "(topic: ")
                    .lines()
                    .map(String::strip)
                    .filter(line -> !line.startsWith("-->"))
                    .toList();
        }

        void send(ResourceType type, String key, byte @Nullable [] value) {
            input(type).pipeInput(new TestRecord<>(key, value, new RecordHeaders(), NOON));
        }

        TestInputTopic<String, byte[]> input(ResourceType type) {
            return driver.createInputTopic(
                    TopicCatalogue.received(type).name(), new StringSerializer(), new ByteArraySerializer());
        }

        TestOutputTopic<String, byte[]> output(Topic topic) {
            return outputs.get(topic.name());
        }

        List<String> events(ResourceType type) {
            return output(TopicCatalogue.events(type)).readValuesToList().stream()
                    .map(value -> decode(AccountEvent.class, value)
                            .getMetadata()
                            .getResource()
                            .getId())
                    .toList();
        }

        List<String> states(ResourceType type) {
            return shown(output(TopicCatalogue.state(type)));
        }

        List<String> ownStates(ResourceType type) {
            return shown(output(TopicCatalogue.state(type, TWO)));
        }

        private List<String> shown(TestOutputTopic<String, byte[]> topic) {
            return topic.readValuesToList().stream()
                    .map(value -> decode(ResourceState.class, value))
                    .map(state -> state.getResource().getId() + " " + state.getStatus())
                    .toList();
        }

        double consumed() {
            return meters.counter(Books.CONSUMED).count();
        }

        long timed() {
            return meters.find(Books.STATE_TIME).timers().stream()
                    .mapToLong(timer -> timer.count())
                    .sum();
        }

        double verdicts(String verdict) {
            return meters.find(Books.VERDICTS).tag("verdict", verdict).counters().stream()
                    .mapToDouble(counter -> counter.count())
                    .sum();
        }

        double allVerdicts() {
            return List.of("applied", "late", "duplicate", "conflicting", "unreadable").stream()
                    .mapToDouble(this::verdicts)
                    .sum();
        }
    }
}
