package io.countersign.serde;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.countersign.event.AccountEvent;
import io.countersign.quarantine.QuarantineRecord;
import io.countersign.registry.FakeRegistry;
import io.countersign.registry.RegistryUnavailableException;
import io.countersign.registry.SchemaRegistry;
import io.countersign.release.ContractRecords;
import io.countersign.release.Evolution;
import io.countersign.release.RandomRecords;
import io.countersign.state.ResourceState;
import io.countersign.topic.ResourceType;
import io.countersign.topic.Topic;
import io.countersign.topic.TopicCatalogue;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import org.apache.avro.Schema;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class CodecsTest {

    private FakeRegistry server;
    private SchemaRegistry registry;

    @BeforeEach
    void start() {
        server = new FakeRegistry();
        registry = new SchemaRegistry(server.url(), Duration.ofSeconds(30));
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void connecting_registers_the_schema_of_every_topic() {
        Codecs.connect(registry, TopicCatalogue.all());

        assertThat(server.requests())
                .filteredOn(request -> request.endsWith("/versions"))
                .containsExactlyElementsOf(TopicCatalogue.all().stream()
                        .map(topic -> "POST /api/subjects/" + topic.subject() + "/versions")
                        .toList());
    }

    @Test
    void every_topics_record_has_a_codec() throws Exception {
        Codecs codecs = Codecs.connect(registry, TopicCatalogue.all());

        for (var type : ContractRecords.types()) {
            assertThat(codecs.codec(type).decode(record(ContractRecords.schema(type))))
                    .isInstanceOf(type);
        }
    }

    @Test
    void topics_of_one_type_share_a_codec() {
        List<Topic> topics =
                List.of(TopicCatalogue.state(ResourceType.ACCOUNT), TopicCatalogue.state(ResourceType.VERIFICATION));

        Codecs codecs = Codecs.connect(registry, topics);

        assertThat(codecs.codec(ResourceState.class)).isSameAs(codecs.codec(ResourceState.class));
    }

    @Test
    void a_type_of_no_topic_has_no_codec() {
        Codecs codecs = Codecs.connect(registry, List.of(TopicCatalogue.quarantine()));

        assertThatThrownBy(() -> codecs.codec(AccountEvent.class))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("none of the topics holds AccountEvent");
    }

    @Test
    void without_a_registry_there_are_no_codecs() {
        server.answer(503, "");

        assertThatThrownBy(() -> Codecs.connect(registry, TopicCatalogue.all()))
                .isInstanceOf(RegistryUnavailableException.class);
    }

    @Test
    void once_connected_the_registry_may_go_away() throws Exception {
        Codecs codecs = Codecs.connect(registry, List.of(TopicCatalogue.quarantine()));
        RecordCodec<QuarantineRecord> codec = codecs.codec(QuarantineRecord.class);
        QuarantineRecord message = codec.decode(record(ContractRecords.schema(QuarantineRecord.class)));
        server.close();

        assertThat(codec.decode(codec.encode(message))).isEqualTo(message);
    }

    @Test
    void the_schema_of_another_writer_is_fetched_once() throws Exception {
        RecordCodec<QuarantineRecord> codec =
                Codecs.connect(registry, List.of(TopicCatalogue.quarantine())).codec(QuarantineRecord.class);
        byte[] bytes = record(Evolution.growing(ContractRecords.schema(QuarantineRecord.class)));
        server.forgetRequests();

        codec.decode(bytes);
        codec.decode(bytes);
        Thread another = new Thread(() -> {
            try {
                codec.decode(bytes);
            } catch (UnreadableRecordException e) {
                throw new IllegalStateException(e);
            }
        });
        another.start();
        another.join();

        assertThat(server.requests()).hasSize(1).first().asString().startsWith("GET /api/schemas/ids/");
    }

    private byte[] record(Schema schema) {
        byte[] avro = RandomRecords.bytes(new RandomRecords(new SplittableRandom(1)).next(schema));
        int id = server.keep(schema.toString());
        return ByteBuffer.allocate(5 + avro.length)
                .put((byte) 0)
                .putInt(id)
                .put(avro)
                .array();
    }
}
