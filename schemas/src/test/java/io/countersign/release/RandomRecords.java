package io.countersign.release;

import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.BinaryDecoder;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.EncoderFactory;

/** Records of any schema, filled at random, and their bytes by Avro alone: none of our code takes part. */
public final class RandomRecords {

    private static final int LONGEST = 4;
    // A plain letter, a control character, two, three and four bytes in UTF-8.
    private static final int[] CHARACTERS = {'a', 'Z', '0', ' ', '"', 0, '\n', 0xE9, 0x20AC, 0x1F600};

    private final RandomGenerator random;

    public RandomRecords(RandomGenerator random) {
        this.random = random;
    }

    public GenericRecord next(Schema schema) {
        return (GenericRecord) value(schema);
    }

    private Object value(Schema schema) {
        return switch (schema.getType()) {
            case RECORD -> {
                GenericData.Record filled = new GenericData.Record(schema);
                schema.getFields().forEach(field -> filled.put(field.pos(), value(field.schema())));
                yield filled;
            }
            case ENUM -> new GenericData.EnumSymbol(schema, oneOf(schema.getEnumSymbols()));
            case UNION -> value(oneOf(schema.getTypes()));
            case ARRAY -> {
                List<Object> items = new ArrayList<>();
                for (int left = random.nextInt(LONGEST); left > 0; left--) {
                    items.add(value(schema.getElementType()));
                }
                yield items;
            }
            case MAP -> {
                Map<String, Object> entries = new HashMap<>();
                for (int left = random.nextInt(LONGEST); left > 0; left--) {
                    entries.put(text(), value(schema.getValueType()));
                }
                yield entries;
            }
            case STRING -> text();
            case BYTES -> {
                byte[] bytes = new byte[random.nextInt(LONGEST * LONGEST)];
                random.nextBytes(bytes);
                yield ByteBuffer.wrap(bytes);
            }
            case INT -> oneOf(List.of(0, 1, -1, Integer.MIN_VALUE, Integer.MAX_VALUE, random.nextInt()));
            case LONG -> oneOf(List.of(0L, 1L, -1L, Long.MIN_VALUE, Long.MAX_VALUE, random.nextLong()));
            case FLOAT -> random.nextFloat();
            case DOUBLE -> random.nextDouble();
            case BOOLEAN -> random.nextBoolean();
            case NULL -> null;
            case FIXED -> {
                byte[] bytes = new byte[schema.getFixedSize()];
                random.nextBytes(bytes);
                yield new GenericData.Fixed(schema, bytes);
            }
        };
    }

    private String text() {
        StringBuilder text = new StringBuilder();
        for (int left = random.nextInt(LONGEST * LONGEST); left > 0; left--) {
            text.appendCodePoint(CHARACTERS[random.nextInt(CHARACTERS.length)]);
        }
        return text.toString();
    }

    private <E> E oneOf(List<E> choices) {
        return choices.get(random.nextInt(choices.size()));
    }

    /** The Avro bytes of a record. */
    public static byte[] bytes(GenericRecord filled) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        BinaryEncoder encoder = EncoderFactory.get().binaryEncoder(bytes, null);
        try {
            new GenericDatumWriter<GenericRecord>(filled.getSchema()).write(filled, encoder);
            encoder.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    /** The record in Avro bytes, read to their end. */
    public static GenericRecord read(byte[] bytes, Schema writer, Schema reader) {
        // Where Avro 1.12.2 can tell how many bytes are left, it refuses arrays of small elements of an older schema.
        InputStream input = new BufferedInputStream(new ByteArrayInputStream(bytes));
        BinaryDecoder decoder = DecoderFactory.get().binaryDecoder(input, null);
        try {
            GenericRecord filled = new GenericDatumReader<GenericRecord>(writer, reader).read(null, decoder);
            if (!decoder.isEnd()) {
                throw new AssertionError("bytes are left after " + reader.getName());
            }
            return filled;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
