package io.countersign.ingress.spool;

import io.countersign.ingress.publish.EncodedRecord;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.message.BinaryMessageDecoder;
import org.apache.avro.message.BinaryMessageEncoder;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;

/**
 * Turns records into what the store keeps, and back: Avro's single-object encoding of {@code spooled-record.avsc}, in which
 * each one names its schema, so that a later version can read what an earlier one has left. Thread-safe.
 */
final class SpooledRecords {

    private static final Schema SCHEMA = schema();
    private static final Schema HEADER = SCHEMA.getField("headers").schema().getElementType();
    // Without conversions: times stay the numbers that they are.
    private static final GenericData MODEL = new GenericData();
    private static final BinaryMessageEncoder<GenericRecord> ENCODER = new BinaryMessageEncoder<>(MODEL, SCHEMA);
    private static final BinaryMessageDecoder<GenericRecord> DECODER = new BinaryMessageDecoder<>(MODEL, SCHEMA);

    private SpooledRecords() {}

    static byte[] encode(EncodedRecord message) {
        List<GenericRecord> headers = new ArrayList<>();
        for (Header header : message.headers()) {
            GenericRecord one = new GenericData.Record(HEADER);
            one.put("name", header.key());
            one.put("value", ByteBuffer.wrap(header.value()));
            headers.add(one);
        }
        GenericRecord spooled = new GenericData.Record(SCHEMA);
        spooled.put("topic", message.topic());
        spooled.put("key", message.key());
        spooled.put("timestamp", message.timestamp().toEpochMilli());
        spooled.put("headers", headers);
        spooled.put("value", ByteBuffer.wrap(message.value()));
        try {
            ByteBuffer bytes = ENCODER.encode(spooled);
            byte[] copy = new byte[bytes.remaining()];
            bytes.get(copy);
            return copy;
        } catch (IOException e) {
            throw new UncheckedIOException(e); // a buffer in memory does not fail
        }
    }

    /** @throws IOException if the bytes are none of ours */
    static EncodedRecord decode(byte[] bytes) throws IOException {
        try {
            GenericRecord spooled = DECODER.decode(bytes);
            Headers headers = new RecordHeaders();
            for (Object header : (List<?>) spooled.get("headers")) {
                GenericRecord one = (GenericRecord) header;
                headers.add(one.get("name").toString(), bytes(one.get("value")));
            }
            return new EncodedRecord(
                    spooled.get("topic").toString(),
                    spooled.get("key").toString(),
                    Instant.ofEpochMilli((long) spooled.get("timestamp")),
                    headers,
                    bytes(spooled.get("value")));
        } catch (RuntimeException e) { // Avro's, of many kinds
            throw new IOException("no spooled record", e);
        }
    }

    private static byte[] bytes(Object value) {
        ByteBuffer buffer = (ByteBuffer) value;
        byte[] bytes = new byte[buffer.remaining()];
        buffer.get(bytes);
        return bytes;
    }

    private static Schema schema() {
        try (InputStream text = SpooledRecords.class.getResourceAsStream("spooled-record.avsc")) {
            return new Schema.Parser().parse(Objects.requireNonNull(text));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
