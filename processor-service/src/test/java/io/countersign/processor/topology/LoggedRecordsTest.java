package io.countersign.processor.topology;

import static io.countersign.processor.Events.metadata;
import static io.countersign.processor.Events.unmapped;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.countersign.event.EventMetadata;
import io.countersign.event.UnmappedEvent;
import io.countersign.generation.Generation;
import io.countersign.processor.FakeRegistry;
import io.countersign.processor.generation.LiveGenerations;
import io.countersign.processor.trace.Traces;
import io.countersign.serde.Codecs;
import io.countersign.topic.ResourceType;
import io.countersign.topic.TopicCatalogue;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.config.MeterFilter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.stream.Collectors;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.TopologyTestDriver;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** What is said of a record in the log: which one it is, and nothing of what is in it. */
class LoggedRecordsTest {

    private static final String TOPIC =
            TopicCatalogue.received(ResourceType.UNMAPPED).name();
    private static final String PLANTED = "ES7921000813610123456789";
    private static final FakeRegistry REGISTRY = new FakeRegistry();
    private static final Codecs CODECS = Codecs.connect(REGISTRY.client(), TopicCatalogue.all());

    @TempDir
    Path folder;

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final Logger logger = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    private final ListAppender<ILoggingEvent> log = new ListAppender<>();
    private TopologyTestDriver driver;

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
        log.start();
        logger.addAppender(log);
    }

    @AfterEach
    void stop() {
        logger.detachAppender(log);
        driver.close();
    }

    @AfterAll
    static void closeRegistry() {
        REGISTRY.close();
    }

    @Test
    void whatIsPutAsideIsNamedByAnIdThatCannotForgeALine() {
        send(event("evt\n2026-01-01 ERROR \"forged", "one"));
        send(event("evt\n2026-01-01 ERROR \"forged", PLANTED));

        assertThat(log.list).singleElement().satisfies(line -> {
            assertThat(line.getLevel()).isEqualTo(Level.WARN);
            assertThat(line.getMessage()).isEqualTo("A record is put into quarantine.");
            assertThat(fields(line))
                    .containsEntry("eventId", "evt?2026-01-01 ERROR ?forged")
                    .containsEntry("sourceName", "shop")
                    .containsEntry("topic", TOPIC)
                    .containsEntry("partition", "0")
                    .containsEntry("offset", "1")
                    .containsEntry("reason", "CONFLICT")
                    .containsKey("quarantineId");
        });
        assertThat(log.list.toString()).doesNotContain(PLANTED);
    }

    @Test
    void whatCannotBeReadIsNamedByItsPlace() {
        send(PLANTED.getBytes(StandardCharsets.UTF_8));

        assertThat(log.list)
                .singleElement()
                .satisfies(line -> assertThat(fields(line))
                        .containsEntry("eventId", "unknown")
                        .containsEntry("topic", TOPIC)
                        .containsEntry("offset", "0")
                        .containsEntry("reason", "UNREADABLE_RECORD"));
    }

    @Test
    void aDefectSaysWhichRecordItMetAndNothingOfWhatTheExceptionQuotes() {
        meters.config().meterFilter(new MeterFilter() {
            @Override
            public Meter.Id map(Meter.Id id) {
                if (id.getName().equals(Books.VERDICTS)) {
                    throw new IllegalStateException("quotes " + PLANTED, new NumberFormatException(PLANTED));
                }
                return id;
            }
        });

        Throwable death = catchThrowable(() -> send(event("evt_1", PLANTED)));

        StringWriter printed = new StringWriter();
        death.printStackTrace(new PrintWriter(printed));
        assertThat(printed.toString())
                .doesNotContain(PLANTED)
                .contains("IllegalStateException", "NumberFormatException", "Books.java", TOPIC + "/0/0");
        RecordDefectException defect = Objects.requireNonNull(RecordDefectException.in(death));
        assertThat(defect.eventId()).isEqualTo("evt_1");
        assertThat(defect.topic()).isEqualTo(TOPIC);
        assertThat(defect.partition()).isZero();
        assertThat(defect.offset()).isZero();
        assertThat(log.list.toString()).doesNotContain(PLANTED);
    }

    private void send(byte[] value) {
        driver.createInputTopic(TOPIC, new StringSerializer(), new ByteArraySerializer())
                .pipeInput("lox24/sms/1", value);
    }

    private static byte[] event(String id, String digest) {
        EventMetadata.Builder metadata =
                metadata("lox24", "sms", "1", "delivery").setEventId(id).setSource("shop");
        UnmappedEvent event = unmapped(metadata.setContentDigest(digest));
        return CODECS.codec(UnmappedEvent.class).encode(event);
    }

    private static Map<String, String> fields(ILoggingEvent line) {
        return line.getKeyValuePairs().stream()
                .collect(Collectors.toMap(pair -> pair.key, pair -> String.valueOf(pair.value)));
    }
}
