package io.countersign.processor.topology;

import static io.countersign.processor.Events.NOON;
import static io.countersign.processor.Events.account;
import static io.countersign.processor.Events.metadata;
import static io.countersign.processor.Events.payment;
import static io.countersign.processor.Events.unmapped;
import static io.countersign.processor.Events.verification;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.countersign.cloudevent.CloudEventHeaders;
import io.countersign.event.AccountEvent;
import io.countersign.event.EventMetadata;
import io.countersign.event.OutgoingPaymentEvent;
import io.countersign.event.UnmappedEvent;
import io.countersign.event.VerificationEvent;
import io.countersign.generation.Generation;
import io.countersign.processor.FakeRegistry;
import io.countersign.processor.generation.LiveGenerations;
import io.countersign.quarantine.QuarantineReason;
import io.countersign.quarantine.QuarantineRecord;
import io.countersign.registry.RegistryUnavailableException;
import io.countersign.serde.Codecs;
import io.countersign.state.HistoryEntry;
import io.countersign.state.ResourceState;
import io.countersign.topic.ResourceType;
import io.countersign.topic.Topic;
import io.countersign.topic.TopicCatalogue;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
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
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ProcessorTopologyTest {

    private static final Instant RECEIVED = NOON.plusSeconds(60);
    private static final String PAYMENT_KEY = "devengo/outgoing-payment/pyo_1";

    @TempDir
    Path folder;

    private static final FakeRegistry REGISTRY = new FakeRegistry();
    private static final Codecs CODECS = Codecs.connect(REGISTRY.client(), TopicCatalogue.all());
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final List<String> traced = new ArrayList<>();
    private final Map<String, TestOutputTopic<String, byte[]>> outputs = new HashMap<>();
    private final Headers headers = new RecordHeaders()
            .add("ce_id", bytes("evt"))
            .add("traceparent", bytes("00-1-2-01"))
            .add("authorization", bytes("secret"));
    private TopologyTestDriver driver;

    @BeforeEach
    void start() {
        start(1000);
    }

    @AfterEach
    void nothingElseCameOutAndTheBooksBalance() {
        outputs.forEach((topic, output) ->
                assertThat(output.readKeyValuesToList()).as("left on %s", topic).isEmpty());
        assertThat(meters.counter(Books.CONSUMED).count())
                .isEqualTo(verdicts("applied")
                        + verdicts("late")
                        + verdicts("duplicate")
                        + verdicts("conflicting")
                        + verdicts("unreadable"));
        assertThat(List.of("applied", "late", "duplicate", "conflicting", "unreadable"))
                .allSatisfy(verdict -> assertThat(Collections.frequency(traced, verdict))
                        .as("traces of what is %s", verdict)
                        .isEqualTo((int) verdicts(verdict)));
        driver.close();
        REGISTRY.outOfOrder(false);
    }

    @AfterAll
    static void closeRegistry() {
        REGISTRY.close();
    }

    @Test
    void theNamesOfOperatorsStoresAndTopicsStayAsTheyAre() {
        // The source's topics are a set in no order; the sinks' all start alike.
        String drawn = topology(1000)
                .describe()
                .toString()
                .replaceAll("topics: \\[[^]]*", "topics: [...")
                .replace("(topic: webhooks.", "(topic: ");

        assertThat(drawn).isEqualToNormalizingWhitespace("""
                Topologies:
                   Sub-topology: 0
                    Source: received (topics: [...])
                      --> ledger
                    Processor: ledger (stores: [ledger, promotions])
                      --> events-account, events-incoming-payment, events-outgoing-payment, events-unmapped, \
                events-verification, quarantine, state-account, state-incoming-payment, state-outgoing-payment, \
                state-verification
                      <-- received
                    Sink: events-account (topic: events.account)
                      <-- ledger
                    Sink: events-incoming-payment (topic: events.incoming-payment)
                      <-- ledger
                    Sink: events-outgoing-payment (topic: events.outgoing-payment)
                      <-- ledger
                    Sink: events-unmapped (topic: events.unmapped)
                      <-- ledger
                    Sink: events-verification (topic: events.verification)
                      <-- ledger
                    Sink: quarantine (topic: quarantine)
                      <-- ledger
                    Sink: state-account (topic: state.account)
                      <-- ledger
                    Sink: state-incoming-payment (topic: state.incoming-payment)
                      <-- ledger
                    Sink: state-outgoing-payment (topic: state.outgoing-payment)
                      <-- ledger
                    Sink: state-verification (topic: state.verification)
                      <-- ledger

                  Sub-topology: 1
                    Source: set-aside (topics: [...])
                      --> quarantine-view
                    Processor: quarantine-view (stores: [quarantine-view])
                      --> none
                      <-- set-aside
                """);
        assertThat(ProcessorTopology.receivedTopics())
                .extracting(Topic::name)
                .containsExactlyElementsOf(Stream.of(ResourceType.values())
                        .map(type -> TopicCatalogue.received(type).name())
                        .toList());
    }

    @Test
    void anEventGoesOnWithTheBytesTheHeadersAndTheTimestampThatItCameWith() {
        byte[] event = encode(payment(payment("created"), "created"));

        send(ResourceType.OUTGOING_PAYMENT, PAYMENT_KEY, event);

        TestRecord<String, byte[]> forwarded = nextEvent(ResourceType.OUTGOING_PAYMENT);
        assertThat(forwarded.key()).isEqualTo(PAYMENT_KEY);
        assertThat(forwarded.value()).isEqualTo(event);
        assertThat(forwarded.headers()).isEqualTo(headers);
        assertThat(forwarded.getRecordTime()).isEqualTo(RECEIVED);
        TestRecord<String, byte[]> state = output(
                        TopicCatalogue.state(ResourceType.OUTGOING_PAYMENT).name())
                .readRecord();
        assertThat(state.key()).isEqualTo(PAYMENT_KEY);
        assertThat(decode(ResourceState.class, state.value()).getStatus()).isEqualTo("created");
    }

    @Test
    void replayedEventsAreEachForwardedOnceHoweverOftenTheyCome() {
        for (int delivery = 0; delivery < 3; delivery++) {
            send(payment(payment("created"), "created"));
            send(payment(payment("validating"), "validating"));
        }

        assertThat(eventIds(ResourceType.OUTGOING_PAYMENT)).containsExactly("evt_created", "evt_validating");
        assertThat(states(ResourceType.OUTGOING_PAYMENT))
                .extracting(ResourceState::getRevision)
                .containsExactly(1L, 2L);
        assertThat(verdicts("applied")).isEqualTo(2);
        assertThat(verdicts("duplicate")).isEqualTo(4);
    }

    @Test
    void lateEventsAreForwardedAndChangeNoStatus() {
        send(payment(payment("confirmed").setOccurredAt(NOON.plusSeconds(5)), "confirmed"));
        send(payment(payment("created"), "created"));

        assertThat(eventIds(ResourceType.OUTGOING_PAYMENT)).containsExactly("evt_confirmed", "evt_created");
        List<ResourceState> states = states(ResourceType.OUTGOING_PAYMENT);
        assertThat(states).extracting(ResourceState::getStatus).containsExactly("confirmed", "confirmed");
        assertThat(states.get(1).getHistory())
                .extracting(HistoryEntry::getStatus)
                .containsExactly("created", "confirmed");
        assertThat(verdicts("late")).isEqualTo(1);
        assertThat(meters.counter(Books.UNEXPECTED, "provider", "devengo", "type", "outgoing-payment")
                        .count())
                .isZero();
    }

    @Test
    void anUnexpectedStepIsAppliedAndCounted() {
        send(payment(payment("created"), "created"));
        send(payment(payment("reversed"), "reversed"));

        assertThat(eventIds(ResourceType.OUTGOING_PAYMENT)).hasSize(2);
        assertThat(states(ResourceType.OUTGOING_PAYMENT))
                .extracting(ResourceState::getStatus)
                .containsExactly("created", "reversed");
        assertThat(meters.counter(Books.UNEXPECTED, "provider", "devengo", "type", "outgoing-payment")
                        .count())
                .isEqualTo(1);
    }

    @Test
    void aConflictIsQuarantinedWithItsBytesAndChangesNothing() {
        byte[] forged = encode(payment(payment("created").setContentDigest("another"), "created"));
        send(payment(payment("created"), "created"));
        send(ResourceType.OUTGOING_PAYMENT, PAYMENT_KEY, forged);
        send(payment(payment("created"), "created"));

        assertThat(eventIds(ResourceType.OUTGOING_PAYMENT)).containsExactly("evt_created");
        assertThat(states(ResourceType.OUTGOING_PAYMENT)).hasSize(1);
        TestRecord<String, byte[]> quarantined =
                output(TopicCatalogue.quarantine().name()).readRecord();
        QuarantineRecord conflict = decode(QuarantineRecord.class, quarantined.value());
        assertThat(quarantined.key()).isEqualTo("devengo/quarantine/" + conflict.getId());
        assertThat(conflict.getReason()).isEqualTo(QuarantineReason.CONFLICT);
        assertThat(conflict.getBody()).isEqualTo(ByteBuffer.wrap(forged));
        assertThat(conflict.getEventId()).isEqualTo("evt_created");
        assertThat(conflict.getReceivedAt()).isEqualTo(RECEIVED);
        assertThat(conflict.getPosition().getTopic())
                .isEqualTo(
                        TopicCatalogue.received(ResourceType.OUTGOING_PAYMENT).name());
        assertThat(conflict.getPosition().getOffset()).isEqualTo(1);
        assertThat(conflict.getHeaders()).containsOnlyKeys("ce_id", "traceparent");
        assertThat(header(quarantined, "ce_id")).isEqualTo(conflict.getId());
        assertThat(header(quarantined, "ce_type")).isEqualTo("quarantine.conflict");
        assertThat(header(quarantined, "traceparent")).isEqualTo("00-1-2-01");
        assertThat(quarantined.headers().lastHeader("authorization")).isNull();
        assertThat(verdicts("conflicting")).isEqualTo(1);
        assertThat(verdicts("duplicate")).isEqualTo(1);
    }

    @Test
    void whatTheLedgerHadToForgetIsQuarantinedWhenItComesAgain() {
        driver.close();
        start(2);
        for (int second = 1; second <= 3; second++) {
            send(payment(numbered(second), "pending"));
        }
        send(payment(numbered(1), "pending"));

        assertThat(eventIds(ResourceType.OUTGOING_PAYMENT)).containsExactly("evt_1", "evt_2", "evt_3");
        assertThat(states(ResourceType.OUTGOING_PAYMENT)).hasSize(3);
        assertThat(quarantined())
                .extracting(QuarantineRecord::getReason)
                .containsExactly(QuarantineReason.BEYOND_LEDGER);
        assertThat(verdicts("conflicting")).isEqualTo(1);
    }

    @Test
    void unmappedEventsAreDeduplicatedWithoutAState() {
        UnmappedEvent event = unmapped(metadata("lox24", "sms", "1", "delivery"));

        send(ResourceType.UNMAPPED, "lox24/sms/1", encode(event));
        send(ResourceType.UNMAPPED, "lox24/sms/1", encode(event));

        assertThat(eventIds(ResourceType.UNMAPPED)).containsExactly("evt_delivery");
        assertThat(verdicts("duplicate")).isEqualTo(1);
    }

    @Test
    void anUnmappedEventUnderTheKeyOfAMappedResourceLeavesItsStateAlone() {
        VerificationEvent mapped = verification(metadata("nuapay", "verification", "1", "completed"), "completed");
        UnmappedEvent unmapped = unmapped(metadata("nuapay", "verification", "1", "completed"));

        send(ResourceType.VERIFICATION, "nuapay/verification/1", encode(mapped));
        send(ResourceType.UNMAPPED, "nuapay/verification/1", encode(unmapped));

        assertThat(eventIds(ResourceType.VERIFICATION)).hasSize(1);
        assertThat(eventIds(ResourceType.UNMAPPED)).hasSize(1);
        assertThat(states(ResourceType.VERIFICATION)).hasSize(1);
    }

    @Test
    void resourcesDoNotMeddleWithEachOther() {
        send(account("acc_1", "created"));
        send(account("acc_2", "created"));

        assertThat(eventIds(ResourceType.ACCOUNT)).hasSize(2);
        assertThat(states(ResourceType.ACCOUNT))
                .extracting(state -> state.getResource().getId())
                .containsExactly("acc_1", "acc_2");
    }

    @Test
    void whatCannotBeReadIsQuarantinedAndTheStreamGoesOn() {
        byte[] good = encode(account("acc_1", "created"));
        byte[] cut = Arrays.copyOf(good, good.length - 1);
        byte[] tooLong = Arrays.copyOf(good, good.length + 1);
        byte[] unknownSchema = good.clone();
        ByteBuffer.wrap(unknownSchema, 1, 4).putInt(4711);
        byte[] anotherRecord = encode(payment(payment("created"), "created"));
        byte[] hugeString = ByteBuffer.allocate(30)
                .put(good, 0, 5)
                .put(new byte[] {(byte) 0xfe, (byte) 0xff, (byte) 0xff, (byte) 0xff, 0x0f})
                .array();

        for (byte[] bad :
                new byte[][] {null, {}, bytes("{}"), cut, tooLong, unknownSchema, anotherRecord, hugeString}) {
            send(ResourceType.ACCOUNT, "devengo/account/acc_1", bad);
        }
        send(ResourceType.ACCOUNT, "devengo/account/acc_1", good);

        List<QuarantineRecord> quarantined = quarantined();
        assertThat(quarantined)
                .hasSize(8)
                .allSatisfy(record -> {
                    assertThat(record.getReason()).isEqualTo(QuarantineReason.UNREADABLE_RECORD);
                    assertThat(record.getDetail()).isNotBlank().doesNotContain("acc_1");
                    assertThat(record.getReceivedAt()).isEqualTo(RECEIVED);
                    assertThat(record.getProvider()).isNull();
                })
                .extracting(record -> record.getPosition().getOffset())
                .containsExactly(0L, 1L, 2L, 3L, 4L, 5L, 6L, 7L);
        assertThat(quarantined).extracting(QuarantineRecord::getId).doesNotHaveDuplicates();
        assertThat(quarantined.get(0).getBody()).isEqualTo(ByteBuffer.allocate(0));
        assertThat(quarantined.get(2).getBody()).isEqualTo(ByteBuffer.wrap(bytes("{}")));
        assertThat(eventIds(ResourceType.ACCOUNT)).containsExactly("evt_created");
        assertThat(states(ResourceType.ACCOUNT)).hasSize(1);
        assertThat(verdicts("unreadable")).isEqualTo(8);
    }

    @Test
    void aKeyThatIsNotTheEventsOwnIsUnreadable() {
        byte[] event = encode(account("acc_1", "created"));
        byte[] ofAnotherType = encode(account(metadata("devengo", "verification", "acc_1", "created"), "created"));
        byte[] withoutId = encode(account("", "created"));

        send(ResourceType.ACCOUNT, "devengo/account/acc_2", event);
        send(ResourceType.ACCOUNT, null, event);
        send(ResourceType.ACCOUNT, "devengo/verification/acc_1", ofAnotherType);
        send(ResourceType.ACCOUNT, "devengo/account/", withoutId);

        assertThat(quarantined())
                .hasSize(4)
                .allSatisfy(record -> assertThat(record.getProvider()).isEqualTo("devengo"))
                .allSatisfy(record -> assertThat(record.getEventId()).isEqualTo("evt_created"));
    }

    @Test
    void theSamePlaceGivesTheSameQuarantineId() {
        send(ResourceType.ACCOUNT, "x", bytes("no event"));
        String first = quarantined().get(0).getId();
        driver.close();
        start(1000);
        send(ResourceType.ACCOUNT, "x", bytes("no event"));

        assertThat(quarantined().get(0).getId()).isEqualTo(first);
    }

    @Test
    void aSchemaThatIsNotAvrosMakesItsRecordsUnreadable() {
        int id = REGISTRY.id("message Account { string id = 1; }");
        byte[] record = ByteBuffer.allocate(20).put((byte) 0).putInt(id).array();

        send(ResourceType.ACCOUNT, "devengo/account/acc_1", record);

        assertThat(quarantined())
                .extracting(QuarantineRecord::getReason)
                .containsExactly(QuarantineReason.UNREADABLE_RECORD);
    }

    @Test
    void aRegistryThatDoesNotAnswerMakesNothingUnreadable() {
        byte[] ofAnotherVersion = encode(account("acc_1", "created"));
        String schema = AccountEvent.getClassSchema().toString();
        ByteBuffer.wrap(ofAnotherVersion, 1, 4).putInt(REGISTRY.id(schema));
        REGISTRY.outOfOrder(true);

        assertThatThrownBy(() -> send(ResourceType.ACCOUNT, "devengo/account/acc_1", ofAnotherVersion))
                .hasRootCauseInstanceOf(RegistryUnavailableException.class);
        assertThat(meters.counter(Books.CONSUMED).count()).isZero();
    }

    @Test
    void whileTheRegistryIsAwayWhatItIsNotAskedForGoesOn() {
        REGISTRY.outOfOrder(true);

        send(account("acc_1", "created"));

        assertThat(eventIds(ResourceType.ACCOUNT)).hasSize(1);
        assertThat(states(ResourceType.ACCOUNT)).hasSize(1);
    }

    @Test
    void whatIsCountedIsTimedFromItsReceptionOn() {
        driver.advanceWallClockTime(Duration.ofMillis(1500));
        send(payment(payment("created").setOccurredAt(NOON.plusSeconds(1)), "created"));
        driver.advanceWallClockTime(Duration.ofMillis(500));
        send(payment(payment("late").setOccurredAt(NOON), "late"));

        assertThat(stateTime(ResourceType.OUTGOING_PAYMENT).count()).isEqualTo(2);
        assertThat(stateTime(ResourceType.OUTGOING_PAYMENT).totalTime(TimeUnit.MILLISECONDS))
                .isEqualTo(3500);
        assertThat(stateTime(ResourceType.ACCOUNT).count()).isZero();
        drainOutputs();
    }

    @Test
    void whatIsNotCountedIsNotTimed() {
        send(payment(payment("created"), "created"));
        send(payment(payment("created"), "created"));
        send(payment(payment("created").setContentDigest("another"), "created"));
        send(ResourceType.OUTGOING_PAYMENT, PAYMENT_KEY, new byte[] {1});

        assertThat(stateTime(ResourceType.OUTGOING_PAYMENT).count()).isEqualTo(1);
        drainOutputs();
    }

    @Test
    void aReceptionAheadOfOurClockCountsAsNoTime() {
        send(payment(payment("created").setReceivedAt(RECEIVED.plusMillis(1)), "created"));

        assertThat(stateTime(ResourceType.OUTGOING_PAYMENT).count()).isEqualTo(1);
        assertThat(stateTime(ResourceType.OUTGOING_PAYMENT).totalTime(TimeUnit.MILLISECONDS))
                .isZero();
        drainOutputs();
    }

    @ParameterizedTest
    @ValueSource(strings = {CloudEventHeaders.REPLAY_JOB, CloudEventHeaders.REDRIVE_OF})
    void whatIsReceivedOnceMoreIsCountedButNotTimed(String header) {
        headers.add(header, bytes("id"));
        send(payment(payment("created"), "created"));

        assertThat(verdicts("applied")).isEqualTo(1);
        assertThat(stateTime(ResourceType.OUTGOING_PAYMENT).count()).isZero();
        drainOutputs();
    }

    private Timer stateTime(ResourceType type) {
        return meters.get(Books.STATE_TIME).tag("type", type.word()).timer();
    }

    private void drainOutputs() {
        outputs.values().forEach(TestOutputTopic::readKeyValuesToList);
    }

    private static EventMetadata.Builder numbered(int number) {
        return payment("pending").setEventId("evt_" + number).setOccurredAt(NOON.plusSeconds(number));
    }

    private Topology topology(int limit) {
        Topology topology = new Topology();
        new ProcessorTopology(
                        Generation.FIRST,
                        new LiveGenerations(),
                        new LedgerProperties(limit),
                        new Books(meters),
                        (origin, received) -> (verdict, metadata) -> traced.add(verdict),
                        () -> CODECS)
                .addTo(topology);
        return topology;
    }

    private void start(int limit) {
        Properties properties = new Properties();
        properties.put(StreamsConfig.APPLICATION_ID_CONFIG, "test");
        properties.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, "unused:1");
        properties.put(
                StreamsConfig.STATE_DIR_CONFIG,
                folder.resolve(Integer.toString(limit)).toString());
        driver = new TopologyTestDriver(topology(limit), properties, RECEIVED);
        outputs.clear();
        TopicCatalogue.all().stream()
                .filter(topic -> !ProcessorTopology.receivedTopics().contains(topic))
                .forEach(topic -> outputs.put(
                        topic.name(),
                        driver.createOutputTopic(topic.name(), new StringDeserializer(), new ByteArrayDeserializer())));
    }

    private void send(AccountEvent event) {
        send(
                ResourceType.ACCOUNT,
                "devengo/account/" + event.getMetadata().getResource().getId(),
                encode(event));
    }

    private void send(OutgoingPaymentEvent event) {
        send(ResourceType.OUTGOING_PAYMENT, PAYMENT_KEY, encode(event));
    }

    private void send(ResourceType type, String key, byte[] value) {
        TestInputTopic<String, byte[]> input = driver.createInputTopic(
                TopicCatalogue.received(type).name(), new StringSerializer(), new ByteArraySerializer());
        input.pipeInput(new TestRecord<>(key, value, headers, RECEIVED));
    }

    private TestOutputTopic<String, byte[]> output(String topic) {
        return outputs.get(topic);
    }

    private TestRecord<String, byte[]> nextEvent(ResourceType type) {
        return output(TopicCatalogue.events(type).name()).readRecord();
    }

    private List<String> eventIds(ResourceType type) {
        return output(TopicCatalogue.events(type).name()).readValuesToList().stream()
                .map(value -> switch (type) {
                    case ACCOUNT -> decode(AccountEvent.class, value).getMetadata();
                    case OUTGOING_PAYMENT ->
                        decode(OutgoingPaymentEvent.class, value).getMetadata();
                    case VERIFICATION -> decode(VerificationEvent.class, value).getMetadata();
                    case UNMAPPED -> decode(UnmappedEvent.class, value).getMetadata();
                    case INCOMING_PAYMENT -> throw new IllegalArgumentException("none is sent here");
                })
                .map(EventMetadata::getEventId)
                .toList();
    }

    private List<ResourceState> states(ResourceType type) {
        return output(TopicCatalogue.state(type).name()).readValuesToList().stream()
                .map(value -> decode(ResourceState.class, value))
                .toList();
    }

    private List<QuarantineRecord> quarantined() {
        return output(TopicCatalogue.quarantine().name()).readValuesToList().stream()
                .map(value -> decode(QuarantineRecord.class, value))
                .toList();
    }

    private <T extends SpecificRecordBase> T decode(Class<T> type, byte[] value) {
        try {
            return CODECS.codec(type).decode(value);
        } catch (io.countersign.serde.UnreadableRecordException e) {
            throw new AssertionError(e);
        }
    }

    @SuppressWarnings("unchecked")
    private <T extends SpecificRecordBase> byte[] encode(T event) {
        return CODECS.codec((Class<T>) event.getClass()).encode(event);
    }

    private double verdicts(String verdict) {
        return meters.find(Books.VERDICTS).tag("verdict", verdict).counters().stream()
                .mapToDouble(Counter::count)
                .sum();
    }

    private static String header(TestRecord<String, byte[]> record, String name) {
        return new String(record.headers().lastHeader(name).value(), StandardCharsets.UTF_8);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
