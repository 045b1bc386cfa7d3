package io.countersign.endtoend;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.countersign.quarantine.QuarantineReason;
import io.countersign.quarantine.QuarantineRecord;
import io.countersign.serde.Codecs;
import io.countersign.topic.QuarantineKey;
import io.countersign.topic.TopicCatalogue;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** Puts into quarantine what no ingress of today would. */
final class Quarantining {

    private Quarantining() {}

    /** As an ingress left it whose normaliser had a defect. */
    static void notAnEvent(Countersign countersign, String id, String source, byte[] body) throws Exception {
        QuarantineRecord record = QuarantineRecord.newBuilder()
                .setId(id)
                .setReason(QuarantineReason.NOT_AN_EVENT)
                .setDetail("expected what only a defect expects")
                .setProvider("devengo")
                .setSource(source)
                .setReceivedAt(Instant.parse("2026-03-01T12:00:00Z"))
                .setContentType("application/json")
                .setBody(ByteBuffer.wrap(body))
                .build();
        Codecs codecs =
                Codecs.connect(countersign.installation().schemaRegistry(), List.of(TopicCatalogue.quarantine()));
        try (KafkaProducer<String, byte[]> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", countersign.installation().bootstrapServers()),
                new StringSerializer(),
                new ByteArraySerializer())) {
            ProducerRecord<String, byte[]> message = new ProducerRecord<>(
                    TopicCatalogue.quarantine().name(), QuarantineKey.of("devengo", id), codecs.encode(record));
            // The client of another language reads the topic too, and looks for the headers of all that is on it.
            message.headers().add("ce_specversion", "1.0".getBytes(UTF_8));
            producer.send(message).get();
        }
    }
}
