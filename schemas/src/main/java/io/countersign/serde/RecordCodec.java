package io.countersign.serde;

import io.countersign.registry.RegistryUnavailableException;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntFunction;
import org.apache.avro.Schema;
import org.apache.avro.io.BinaryDecoder;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.io.ResolvingDecoder;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificDatumReader;
import org.apache.avro.specific.SpecificRecordBase;
import org.apache.avro.util.ClassSecurityValidator;
import org.jspecify.annotations.Nullable;

/**
 * Turns records of one type into bytes and back, in Confluent's wire format: a zero byte, the schema's id as four bytes
 * (big-endian), then Avro's binary encoding. Thread-safe; each thread reuses its own buffers.
 *
 * @param <T> the generated class of the records
 */
public final class RecordCodec<T extends SpecificRecordBase> {

    private static final byte MAGIC = 0;
    private static final int HEADER_BYTES = 5;
    private static final int INITIAL_BUFFER_BYTES = 4096;

    static {
        // Avro reads only into classes of packages that were declared to be safe.
        ClassSecurityValidator.setGlobal(ClassSecurityValidator.composite(
                ClassSecurityValidator.getGlobal(), type -> type.getName().startsWith("io.countersign.")));
    }

    private final Class<T> type;
    private final int schemaId;
    private final byte[] header;
    private final RecordWriter writer;
    private final IntFunction<Optional<Schema>> writerSchemas;
    private final OwnSchemaReader<T> ownSchemaReader;
    private final ThreadLocal<Encoding> encodings = ThreadLocal.withInitial(Encoding::new);
    private final ThreadLocal<Decoding> decodings = ThreadLocal.withInitial(Decoding::new);

    /**
     * @param type the generated class of the records
     * @param schemaId id under which the class's own schema is registered
     * @param writerSchemas finds the schema of an id that other writers used; empty where there is none; may throw
     *     {@link RegistryUnavailableException}. Asked once per thread and id that it knows.
     */
    public RecordCodec(Class<T> type, int schemaId, IntFunction<Optional<Schema>> writerSchemas) {
        this.type = type;
        this.schemaId = schemaId;
        this.header =
                ByteBuffer.allocate(HEADER_BYTES).put(MAGIC).putInt(schemaId).array();
        this.writer = RecordWriter.of(SpecificData.get().getSchema(type));
        this.writerSchemas = writerSchemas;
        this.ownSchemaReader = new OwnSchemaReader<>(type, SpecificData.get().getSchema(type));
    }

    /**
     * The record as bytes.
     *
     * @throws RuntimeException where a field that must have a value has none, which is a defect of the caller
     */
    public byte[] encode(T message) {
        return encodings.get().encode(message);
    }

    /**
     * The record in {@code bytes}.
     *
     * @throws UnreadableRecordException where the bytes hold no such record, or name a schema that nobody knows
     * @throws RegistryUnavailableException where the schema's id is new and the registry does not answer
     */
    public T decode(byte @Nullable [] bytes) throws UnreadableRecordException {
        if (bytes == null) {
            throw new UnreadableRecordException("expected a record, found no value");
        }
        if (bytes.length < HEADER_BYTES || bytes[0] != MAGIC) {
            throw new UnreadableRecordException("expected Confluent's wire format (a zero byte and a schema id)");
        }
        int writerId = ByteBuffer.wrap(bytes, 1, Integer.BYTES).getInt();
        return writerId == schemaId ? decodeOwn(bytes) : decodings.get().decode(bytes, writerId);
    }

    private T decodeOwn(byte[] bytes) throws UnreadableRecordException {
        try {
            BinaryCursor in = new BinaryCursor(bytes, HEADER_BYTES);
            T message = ownSchemaReader.read(in);
            if (in.isEnd()) {
                return message;
            }
        } catch (IOException | RuntimeException e) {
            throw broken(e);
        }
        throw tooLong();
    }

    /**
     * Broken bytes show themselves by many exceptions (end of file, index, cast, number format), and some of Avro's
     * messages quote content: the kind is all that may be passed on.
     */
    private UnreadableRecordException broken(Exception e) {
        return new UnreadableRecordException("expected " + type.getSimpleName() + " in Avro's binary encoding ("
                + e.getClass().getSimpleName() + ")");
    }

    private static UnreadableRecordException tooLong() {
        return new UnreadableRecordException("expected the record to end, found more bytes");
    }

    private final class Encoding {
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream(INITIAL_BUFFER_BYTES);
        private @Nullable BinaryEncoder encoder;

        byte[] encode(T message) {
            BinaryEncoder reused = encoder;
            // Stays away if this record fails: an encoder still holds what was written of it, and would put that in
            // front of the next one.
            encoder = null;
            try {
                bytes.reset();
                bytes.write(header);
                BinaryEncoder current = EncoderFactory.get().binaryEncoder(bytes, reused);
                writer.write(message, current);
                current.flush();
                encoder = current;
                return bytes.toByteArray();
            } catch (IOException e) {
                throw new UncheckedIOException("a buffer in memory refused bytes", e);
            }
        }
    }

    private final class Decoding {
        private final Map<Integer, RecordReader<T>> readers = new HashMap<>();
        private @Nullable BinaryDecoder decoder;

        T decode(byte[] bytes, int writerId) throws UnreadableRecordException {
            RecordReader<T> reader = reader(writerId);
            try {
                decoder = DecoderFactory.get().binaryDecoder(bytes, HEADER_BYTES, bytes.length - HEADER_BYTES, decoder);
                T message = reader.read(decoder, bytes.length);
                if (!decoder.isEnd()) {
                    throw tooLong();
                }
                return message;
            } catch (IOException | RuntimeException e) {
                throw broken(e);
            }
        }

        private RecordReader<T> reader(int writerId) throws UnreadableRecordException {
            RecordReader<T> reader = readers.get(writerId);
            if (reader == null) {
                Schema own = SpecificData.get().getSchema(type);
                Schema writer = writerSchemas
                        .apply(writerId)
                        .orElseThrow(() -> new UnreadableRecordException("no schema has the id " + writerId));
                reader = new RecordReader<>(writer, own, type);
                readers.put(writerId, reader);
            }
            return reader;
        }
    }

    /**
     * Avro's reader, for what was written with another schema, but for arrays. Avro 1.12.2 refuses an array for whose
     * elements, at their smallest by the reader's schema, too few bytes are left; elements of an older writer may be
     * smaller, and good records would be unreadable. And its lists throw on {@code equals} as soon as their records hold
     * an {@code Instant} that may be null, so nobody could compare what was decoded.
     */
    private static final class RecordReader<T> extends SpecificDatumReader<T> {

        private long mostElements;

        RecordReader(Schema writer, Schema reader, Class<T> type) {
            super(writer, reader, new SpecificData(type.getClassLoader()));
            SpecificData.getForClass(type).getConversions().forEach(getData()::addLogicalTypeConversion);
            // Avro's fast reader would read arrays by itself.
            getData().setFastReaderEnabled(false);
        }

        /** Bounds what a few bytes can claim: every element takes one byte at least. */
        T read(BinaryDecoder decoder, int bytes) throws IOException {
            mostElements = bytes;
            return read(null, decoder);
        }

        @Override
        protected Object readArray(@Nullable Object old, Schema expected, ResolvingDecoder in) throws IOException {
            List<Object> elements = new ArrayList<>();
            for (long block = in.readArrayStart(); block > 0; block = in.arrayNext()) {
                mostElements -= block;
                if (mostElements < 0) {
                    throw new EOFException();
                }
                for (long index = 0; index < block; index++) {
                    elements.add(read(null, expected.getElementType(), in));
                }
            }
            return elements;
        }
    }
}
