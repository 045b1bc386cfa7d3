package io.countersign.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.apicurio.registry.serde.avro.AvroKafkaDeserializer;
import io.apicurio.registry.serde.avro.AvroKafkaSerializer;
import io.countersign.event.VerificationEvent;
import io.countersign.platform.LocalRegistry;
import io.countersign.release.ContractRecords;
import io.countersign.release.Evolution;
import io.countersign.release.RandomRecords;
import io.countersign.serde.Codecs;
import io.countersign.serde.RecordCodec;
import io.countersign.serde.SchemaText;
import io.countersign.serde.UnreadableRecordException;
import io.countersign.state.ResourceState;
import io.countersign.topic.ResourceType;
import io.countersign.topic.Topic;
import io.countersign.topic.TopicCatalogue;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import org.apache.avro.Schema;
import org.apache.avro.SchemaParser;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.specific.SpecificRecordBase;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The client and the codecs against a real registry, and against a serde that shares no code of ours. */
class SchemaRegistryIT {

    private static final Topic VERIFICATIONS = TopicCatalogue.events(ResourceType.VERIFICATION);
    private static final int RECORDS = 20;

    @TempDir
    static Path folder;

    private static LocalRegistry server;
    private static SchemaRegistry registry;
    private static Codecs codecs;

    @BeforeAll
    static void start() {
        server = LocalRegistry.in(folder.resolve("registry")).start();
        registry = new SchemaRegistry(server.url(), Duration.ofSeconds(20));
        codecs = Codecs.connect(registry, TopicCatalogue.all());
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void every_topics_schema_is_found_by_its_id() {
        for (Topic topic : TopicCatalogue.all()) {
            String text = SchemaText.of(topic.valueType());

            int id = registry.register(topic.subject(), text);

            assertThat(registry.schema(id)).contains(SchemaParser.parseSingle(text));
        }
    }

    @Test
    void registering_again_gives_the_same_id() {
        for (Topic topic : TopicCatalogue.all()) {
            String text = SchemaText.of(topic.valueType());

            assertThat(registry.register(topic.subject(), text)).isEqualTo(registry.register(topic.subject(), text));
        }
    }

    @Test
    void one_schema_has_one_id_under_all_its_subjects() {
        assertThat(ResourceType.withState().stream()
                        .map(TopicCatalogue::state)
                        .map(topic -> registry.register(topic.subject(), SchemaText.of(ResourceState.class)))
                        .distinct())
                .hasSize(1);
    }

    @Test
    void every_subject_is_fully_transitive() throws Exception {
        for (Topic topic : TopicCatalogue.all()) {
            assertThat(get("/config/" + topic.subject())).contains("\"FULL_TRANSITIVE\"");
        }
    }

    @Test
    void what_the_readme_allows_is_accepted() {
        for (Class<? extends SpecificRecordBase> type : ContractRecords.types()) {
            String subject = "growing-" + type.getSimpleName();
            int today = registry.register(subject, SchemaText.of(type));

            int later = registry.register(
                    subject, Evolution.growing(ContractRecords.schema(type)).toString());

            assertThat(later).isNotEqualTo(today);
        }
    }

    @Test
    void an_incompatible_schema_is_refused() {
        String subject = "refusing";
        registry.register(
                subject, "{\"type\":\"record\",\"name\":\"A\",\"fields\":[{\"name\":\"x\",\"type\":\"int\"}]}");

        assertThatThrownBy(() -> registry.register(
                        subject,
                        "{\"type\":\"record\",\"name\":\"A\",\"fields\":[{\"name\":\"x\",\"type\":\"string\"}]}"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("refuses to register refusing: 409");
    }

    @Test
    void an_id_that_nobody_has_is_unreadable() {
        for (int id : new int[] {Integer.MIN_VALUE, -1, 0, Integer.MAX_VALUE}) {
            byte[] bytes = ByteBuffer.allocate(9).put((byte) 0).putInt(id).array();

            assertThat(registry.schema(id)).isEmpty();
            assertThatExceptionOfType(UnreadableRecordException.class)
                    .isThrownBy(() -> codecs.codec(VerificationEvent.class).decode(bytes));
        }
    }

    @Test
    void an_address_beside_the_api_is_an_outage_and_no_missing_schema() {
        SchemaRegistry beside = new SchemaRegistry(server.url().resolve("/nowhere"), Duration.ofSeconds(20));

        assertThatThrownBy(() -> beside.schema(1)).isInstanceOf(RegistryUnavailableException.class);
    }

    @Test
    void another_serde_reads_what_we_write() {
        RecordCodec<VerificationEvent> codec = codecs.codec(VerificationEvent.class);
        Schema schema = ContractRecords.schema(VerificationEvent.class);
        try (AvroKafkaDeserializer<GenericRecord> peer = new AvroKafkaDeserializer<>()) {
            peer.configure(peerConfiguration(), false);
            for (GenericRecord written : records(schema)) {
                byte[] bytes = codec.encode(decoded(codec, written));

                GenericRecord read = peer.deserialize(VERIFICATIONS.name(), bytes);

                assertThat(read).hasToString(generic(bytes, schema).toString());
            }
        }
    }

    @Test
    void we_read_what_another_serde_writes() throws Exception {
        RecordCodec<VerificationEvent> codec = codecs.codec(VerificationEvent.class);
        // A schema that only the other side knows: what it registered we have to fetch.
        for (Schema schema : List.of(
                ContractRecords.schema(VerificationEvent.class),
                Evolution.growing(ContractRecords.schema(VerificationEvent.class)))) {
            try (AvroKafkaSerializer<GenericRecord> peer = new AvroKafkaSerializer<>()) {
                peer.configure(peerConfiguration(), false);
                for (GenericRecord written : records(schema)) {
                    byte[] bytes = peer.serialize(VERIFICATIONS.name(), written);

                    VerificationEvent read = codec.decode(bytes);

                    assertThat(read.getPayload())
                            .isEqualTo(written.get("payload").toString());
                    assertThat(read.getMetadata().getEventId())
                            .isEqualTo(((GenericRecord) written.get("metadata"))
                                    .get("eventId")
                                    .toString());
                }
            }
        }
    }

    @Test
    void another_serde_writes_the_same_under_the_same_id() throws Exception {
        RecordCodec<VerificationEvent> codec = codecs.codec(VerificationEvent.class);
        try (AvroKafkaSerializer<GenericRecord> peer = new AvroKafkaSerializer<>()) {
            peer.configure(peerConfiguration(), false);
            for (GenericRecord written : records(ContractRecords.schema(VerificationEvent.class))) {
                byte[] ours = codec.encode(decoded(codec, written));

                byte[] theirs = peer.serialize(VERIFICATIONS.name(), written);

                // Byte for byte it cannot be: the entries of a map have no order.
                assertThat(theirs).hasSameSizeAs(ours).startsWith(Arrays.copyOf(ours, 5));
                assertThat(codec.decode(theirs)).isEqualTo(codec.decode(ours));
            }
        }
    }

    private static List<GenericRecord> records(Schema schema) {
        return LongStream.range(0, RECORDS)
                .mapToObj(seed -> new RandomRecords(new SplittableRandom(seed)).next(schema))
                .toList();
    }

    private static VerificationEvent decoded(RecordCodec<VerificationEvent> codec, GenericRecord written) {
        byte[] avro = RandomRecords.bytes(written);
        int id = registry.register(VERIFICATIONS.subject(), SchemaText.of(VerificationEvent.class));
        try {
            return codec.decode(ByteBuffer.allocate(5 + avro.length)
                    .put((byte) 0)
                    .putInt(id)
                    .put(avro)
                    .array());
        } catch (UnreadableRecordException e) {
            throw new AssertionError(e);
        }
    }

    private static GenericRecord generic(byte[] bytes, Schema schema) {
        return RandomRecords.read(Arrays.copyOfRange(bytes, 5, bytes.length), schema, schema);
    }

    private static Map<String, Object> peerConfiguration() {
        return Map.of(
                "apicurio.registry.url",
                server.url().resolve("/apis/registry/v3").toString(),
                "apicurio.registry.auto-register",
                true,
                "apicurio.registry.artifact-resolver-strategy",
                "io.apicurio.registry.serde.strategy.TopicIdStrategy",
                // Otherwise it registers every nested record by itself.
                "apicurio.registry.dereference-schema",
                true);
    }

    private static String get(String path) throws IOException, InterruptedException {
        return HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(URI.create(server.url() + path)).build(), BodyHandlers.ofString())
                .body();
    }
}
