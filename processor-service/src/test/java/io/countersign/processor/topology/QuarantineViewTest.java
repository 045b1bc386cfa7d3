package io.countersign.processor.topology;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.generation.Generation;
import io.countersign.processor.FakeRegistry;
import io.countersign.processor.generation.LiveGenerations;
import io.countersign.processor.trace.Traces;
import io.countersign.quarantine.QuarantineReason;
import io.countersign.quarantine.QuarantineRecord;
import io.countersign.quarantine.Redrive;
import io.countersign.quarantine.RedriveOutcome;
import io.countersign.serde.Codecs;
import io.countersign.topic.QuarantineKey;
import io.countersign.topic.Topic;
import io.countersign.topic.TopicCatalogue;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Properties;
import org.apache.avro.specific.SpecificRecordBase;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.Stores;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class QuarantineViewTest {

    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
    private static final FakeRegistry REGISTRY = new FakeRegistry();
    private static final Codecs CODECS = Codecs.connect(REGISTRY.client(), TopicCatalogue.all());

    @TempDir
    Path folder;

    private SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private TopologyTestDriver driver;
    private KeyValueStore<String, byte[]> store;

    @BeforeEach
    void start() {
        Topology topology = new Topology();
        new ProcessorTopology(
                        Generation.FIRST,
                        new LiveGenerations(),
                        new LedgerProperties(10),
                        new Books(meters),
                        Traces.OFF,
                        () -> CODECS)
                .addTo(topology);
        Properties properties = new Properties();
        properties.put(StreamsConfig.APPLICATION_ID_CONFIG, "test");
        properties.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, "unused:1");
        properties.put(StreamsConfig.STATE_DIR_CONFIG, folder.toString());
        driver = new TopologyTestDriver(topology, properties);
        store = driver.getKeyValueStore(QuarantineStore.NAME);
    }

    @AfterEach
    void stop() {
        driver.close();
    }

    @AfterAll
    static void closeRegistry() {
        REGISTRY.close();
    }

    @Test
    void theListBeginsWithWhatWasReceivedLastAndIsThenInTheOrderOfIds() {
        quarantine("b", NOON.plusMillis(1));
        quarantine("c", NOON);
        quarantine("a", NOON.plusMillis(1));
        quarantine("before-1970", Instant.ofEpochMilli(-5));
        quarantine("far", Instant.ofEpochMilli(Long.MAX_VALUE / 2));
        quarantine("later", NOON.plusSeconds(3_000_000_000L));

        assertThat(listed()).containsExactly("far", "later", "a", "b", "c", "before-1970");
    }

    @Test
    void aRecordThatIsReadAgainIsListedOnce() {
        quarantine("a", NOON);
        quarantine("a", NOON);

        assertThat(listed()).containsExactly("a");
    }

    @Test
    void aRecordIsKeptAsItIs() {
        QuarantineRecord record = quarantine("a", NOON);

        assertThat(store.get(QuarantineStore.recordKey("a"))).isEqualTo(CODECS.encode(record));
    }

    @Test
    void aRedriveIsKnownWithoutTheBodyThatItCarries() throws Exception {
        redrive(1, null);

        assertThat(latest()).satisfies(latest -> {
            assertThat(latest.getOutcome()).isNull();
            assertThat(latest.getRecord()).isNull();
        });
    }

    @Test
    void theLatestAttemptCountsAndOfItTheOutcome() throws Exception {
        redrive(1, null);
        redrive(1, RedriveOutcome.NOT_AN_EVENT);
        redrive(1, null);
        assertThat(latest().getOutcome()).isEqualTo(RedriveOutcome.NOT_AN_EVENT);

        redrive(2, null);
        redrive(1, RedriveOutcome.NOT_TAKEN);
        assertThat(latest().getAttempt()).isEqualTo(2);
        assertThat(latest().getOutcome()).isNull();

        redrive(2, RedriveOutcome.NOT_TAKEN);
        assertThat(latest().getOutcome()).isEqualTo(RedriveOutcome.NOT_TAKEN);
    }

    @Test
    void nothingUndoesThatSomethingWasPublished() throws Exception {
        redrive(2, null);
        redrive(1, RedriveOutcome.PUBLISHED);
        redrive(2, RedriveOutcome.NOT_TAKEN);
        redrive(3, null);

        assertThat(latest().getOutcome()).isEqualTo(RedriveOutcome.PUBLISHED);
        assertThat(latest().getAttempt()).isEqualTo(1);
    }

    @Test
    void whatCannotBeReadIsPassedOver() {
        pipe(TopicCatalogue.quarantine(), "x", new byte[] {0, 1});
        pipe(TopicCatalogue.redrives(), "x", null);
        quarantine("a", NOON);

        assertThat(listed()).containsExactly("a");
    }

    @Test
    void aLineOfTheListTellsItsReasonAndItsSource() {
        byte[] line = QuarantineStore.line(record("a", NOON));

        assertThat(QuarantineStore.isOf(line, null, null)).isTrue();
        assertThat(QuarantineStore.isOf(line, QuarantineReason.NOT_JSON, "shop"))
                .isTrue();
        assertThat(QuarantineStore.isOf(line, QuarantineReason.NOT_UTF8, "shop"))
                .isFalse();
        assertThat(QuarantineStore.isOf(line, null, "sho")).isFalse();
        byte[] ofNoSource = QuarantineStore.line(
                QuarantineRecord.newBuilder(record("a", NOON)).setSource(null).build());
        assertThat(QuarantineStore.isOf(ofNoSource, null, "shop")).isFalse();
        assertThat(QuarantineStore.isOf(ofNoSource, QuarantineReason.NOT_JSON, null))
                .isTrue();
    }

    @Test
    void whatIsInQuarantineWaitsUntilItWasPublished() {
        quarantine("a", NOON);
        quarantine("b", NOON);
        quarantine("a", NOON);
        assertThat(waiting(QuarantineReason.NOT_JSON)).isEqualTo(2);
        assertThat(waiting(QuarantineReason.CONFLICT)).isZero();

        redrive(1, null);
        redrive(1, RedriveOutcome.NOT_AN_EVENT);
        redrive(2, null);
        assertThat(waiting(QuarantineReason.NOT_JSON)).isEqualTo(2);

        redrive(2, RedriveOutcome.PUBLISHED);
        redrive(2, RedriveOutcome.PUBLISHED);
        quarantine("a", NOON);
        assertThat(waiting(QuarantineReason.NOT_JSON)).isEqualTo(1);
    }

    @Test
    void anOutcomeMayBeReadBeforeItsRecord() {
        redrive(1, RedriveOutcome.PUBLISHED);
        quarantine("a", NOON);

        assertThat(waiting(QuarantineReason.NOT_JSON)).isZero();
    }

    @Test
    void aTaskCountsWhatItsStoreHoldsFromItsStartToItsEnd() {
        QuarantineDepth depth = new QuarantineDepth(meters = new SimpleMeterRegistry());
        MockProcessorContext<Void, Void> context = new MockProcessorContext<>();
        KeyValueStore<String, byte[]> restored = Stores.keyValueStoreBuilder(
                        Stores.inMemoryKeyValueStore(QuarantineStore.NAME), Serdes.String(), Serdes.ByteArray())
                .withLoggingDisabled()
                .build();
        restored.init(context.getStateStoreContext(), restored);
        context.addStateStore(restored);
        Processor<String, byte[], Void, Void> task =
                QuarantineView.supplier(depth, () -> CODECS).get();

        task.close();
        task.init(context);
        assertThat(waiting(QuarantineReason.NOT_JSON)).isZero();
        for (String id : List.of("a", "b", "c")) {
            store(context, task, TopicCatalogue.quarantine(), record(id, NOON));
        }
        store(context, task, TopicCatalogue.redrives(), redriven("a", 1, RedriveOutcome.PUBLISHED));
        store(context, task, TopicCatalogue.redrives(), redriven("b", 1, RedriveOutcome.NOT_TAKEN));
        assertThat(waiting(QuarantineReason.NOT_JSON)).isEqualTo(2);

        task.close();
        task.close();
        assertThat(waiting(QuarantineReason.NOT_JSON)).isZero();

        task.init(context);
        assertThat(waiting(QuarantineReason.NOT_JSON)).isEqualTo(2);
        store(context, task, TopicCatalogue.redrives(), redriven("b", 2, RedriveOutcome.PUBLISHED));
        assertThat(waiting(QuarantineReason.NOT_JSON)).isEqualTo(1);
    }

    private static void store(
            MockProcessorContext<Void, Void> context,
            Processor<String, byte[], Void, Void> task,
            Topic topic,
            SpecificRecordBase value) {
        context.setRecordMetadata(topic.name(), 0, 0);
        task.process(new Record<>("key", CODECS.encode(value), 0));
    }

    private double waiting(QuarantineReason reason) {
        return meters.get(QuarantineDepth.WAITING)
                .tag("reason", reason.name().toLowerCase(Locale.ROOT))
                .gauge()
                .value();
    }

    private QuarantineRecord quarantine(String id, Instant receivedAt) {
        QuarantineRecord record = record(id, receivedAt);
        pipe(TopicCatalogue.quarantine(), QuarantineKey.of("shop", id), CODECS.encode(record));
        return record;
    }

    private static QuarantineRecord record(String id, Instant receivedAt) {
        return QuarantineRecord.newBuilder()
                .setId(id)
                .setReason(QuarantineReason.NOT_JSON)
                .setDetail("expected JSON")
                .setSource("shop")
                .setReceivedAt(receivedAt)
                .setBody(ByteBuffer.wrap(new byte[] {'x'}))
                .build();
    }

    private void redrive(int attempt, @Nullable RedriveOutcome outcome) {
        pipe(TopicCatalogue.redrives(), QuarantineKey.of("shop", "a"), CODECS.encode((SpecificRecordBase)
                redriven("a", attempt, outcome)));
    }

    private static Redrive redriven(String id, int attempt, @Nullable RedriveOutcome outcome) {
        return Redrive.newBuilder()
                .setQuarantineId(id)
                .setAttempt(attempt)
                .setRequestedAt(NOON)
                .setRecord(outcome == null ? record(id, NOON) : null)
                .setOutcome(outcome)
                .build();
    }

    private void pipe(Topic topic, String key, byte @Nullable [] value) {
        driver.createInputTopic(topic.name(), new StringSerializer(), new ByteArraySerializer())
                .pipeInput(key, value, NOON);
    }

    private Redrive latest() throws Exception {
        return CODECS.codec(Redrive.class).decode(store.get(QuarantineStore.redriveKey("a")));
    }

    private List<String> listed() {
        List<String> ids = new ArrayList<>();
        try (KeyValueIterator<String, byte[]> lines = store.range(QuarantineStore.LIST, "list0")) {
            lines.forEachRemaining(line -> ids.add(QuarantineStore.idIn(line.key)));
        }
        return ids;
    }
}
