package io.countersign.serde;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Collection;
import java.util.Map;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;
import org.apache.avro.generic.IndexedRecord;
import org.apache.avro.io.Encoder;
import org.jspecify.annotations.Nullable;

/**
 * Writes the values of one schema in Avro's binary encoding. What a value's type is, is looked up once, when the writer is
 * made, where Avro's own looks it up in schema and conversions for every value. Knows the types that our schemas use, and
 * no others. Thread-safe.
 */
@FunctionalInterface
interface RecordWriter {

    /**
     * Writes {@code value}.
     *
     * @throws RuntimeException where it, or something in it, is not of the schema's type
     */
    void write(@Nullable Object value, Encoder out) throws IOException;

    /**
     * The writer of a schema's values.
     *
     * @throws IllegalArgumentException where the schema has a type that is not known here
     */
    static RecordWriter of(Schema schema) {
        return switch (schema.getType()) {
            case RECORD ->
                fields(schema.getFields().stream()
                        .map(field -> of(field.schema()))
                        .toArray(RecordWriter[]::new));
            case UNION -> nullable(schema);
            case ARRAY -> elements(of(schema.getElementType()));
            case MAP -> entries(of(schema.getValueType()));
            case ENUM ->
                (value, out) -> out.writeEnum(
                        schema.getEnumOrdinal(requireNonNull(value).toString()));
            case STRING -> (value, out) -> out.writeString((String) requireNonNull(value));
            case BYTES -> (value, out) -> out.writeBytes((ByteBuffer) requireNonNull(value));
            case INT -> (value, out) -> out.writeInt((Integer) requireNonNull(value));
            case LONG -> ofLong(schema);
            case BOOLEAN -> (value, out) -> out.writeBoolean((Boolean) requireNonNull(value));
            default -> throw unknown(schema);
        };
    }

    private static RecordWriter ofLong(Schema schema) {
        if (schema.getLogicalType() == null) {
            return (value, out) -> out.writeLong((Long) requireNonNull(value));
        }
        if (schema.getLogicalType() instanceof LogicalTypes.TimestampMillis) {
            return (value, out) -> out.writeLong(((Instant) requireNonNull(value)).toEpochMilli());
        }
        throw unknown(schema);
    }

    private static RecordWriter fields(RecordWriter[] fields) {
        return (value, out) -> {
            IndexedRecord message = (IndexedRecord) requireNonNull(value);
            for (int i = 0; i < fields.length; i++) {
                fields[i].write(message.get(i), out);
            }
        };
    }

    private static RecordWriter nullable(Schema union) {
        if (union.getTypes().size() != 2 || union.getTypes().get(0).getType() != Schema.Type.NULL) {
            throw unknown(union);
        }
        RecordWriter other = of(union.getTypes().get(1));
        return (value, out) -> {
            if (value == null) {
                out.writeIndex(0);
            } else {
                out.writeIndex(1);
                other.write(value, out);
            }
        };
    }

    private static RecordWriter elements(RecordWriter element) {
        return (value, out) -> {
            Collection<?> elements = (Collection<?>) requireNonNull(value);
            out.writeArrayStart();
            out.setItemCount(elements.size());
            for (Object each : elements) {
                out.startItem();
                element.write(each, out);
            }
            out.writeArrayEnd();
        };
    }

    private static RecordWriter entries(RecordWriter content) {
        return (value, out) -> {
            Map<?, ?> entries = (Map<?, ?>) requireNonNull(value);
            out.writeMapStart();
            out.setItemCount(entries.size());
            for (Map.Entry<?, ?> entry : entries.entrySet()) {
                out.startItem();
                out.writeString((String) requireNonNull(entry.getKey()));
                content.write(entry.getValue(), out);
            }
            out.writeMapEnd();
        };
    }

    private static IllegalArgumentException unknown(Schema schema) {
        return new IllegalArgumentException("no writer knows the type " + schema.getType() + " of " + schema.getName());
    }
}
