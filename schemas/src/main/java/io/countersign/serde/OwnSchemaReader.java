package io.countersign.serde;

import java.io.IOException;
import java.lang.reflect.Constructor;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificRecordBase;
import org.jspecify.annotations.Nullable;

/**
 * Reads records that were written with the very schema of their class, which is nearly all of them. Nothing has to be
 * resolved then, so this walks the schema, worked out once, straight over the bytes; Avro's reader, which can resolve,
 * takes three times as long. Thread-safe.
 *
 * @param <T> the generated class of the records
 */
final class OwnSchemaReader<T extends SpecificRecordBase> {

    private final Class<T> type;
    private final Shape root;

    /**
     * @param type the generated class
     * @param schema its schema
     * @throws IllegalArgumentException where the schema has something that none of ours has
     */
    OwnSchemaReader(Class<T> type, Schema schema) {
        this.type = type;
        this.root = Shape.of(schema, type.getClassLoader());
    }

    /**
     * The record that begins at {@code in}, which is behind it then.
     *
     * @throws IOException where the bytes hold no such record
     * @throws RuntimeException likewise
     */
    T read(BinaryCursor in) throws IOException {
        return type.cast(root.readRecord(in));
    }

    private enum Kind {
        STRING,
        INT,
        LONG,
        BOOLEAN,
        BYTES,
        TIMESTAMP,
        ENUM,
        RECORD,
        ARRAY,
        STRINGS_BY_NAME
    }

    /** One type of the schema. */
    private static final class Shape {

        private static final Shape[] NONE = {};

        private final Kind kind;
        private final boolean nullable;
        private final Shape[] parts;
        private final @Nullable Constructor<?> record;
        private final Object[] symbols;

        private Shape(Kind kind, boolean nullable, Shape[] parts, @Nullable Constructor<?> record, Object... symbols) {
            this.kind = kind;
            this.nullable = nullable;
            this.parts = parts;
            this.record = record;
            this.symbols = symbols;
        }

        static Shape of(Schema schema, ClassLoader loader) {
            if (schema.getType() != Schema.Type.UNION) {
                return of(schema, false, loader);
            }
            List<Schema> types = schema.getTypes();
            if (types.size() != 2 || types.get(0).getType() != Schema.Type.NULL) {
                throw new IllegalArgumentException("expected unions of null and one other type, not " + schema);
            }
            return of(types.get(1), true, loader);
        }

        private static Shape of(Schema schema, boolean nullable, ClassLoader loader) {
            return switch (schema.getType()) {
                case STRING -> new Shape(Kind.STRING, nullable, NONE, null);
                case INT -> new Shape(Kind.INT, nullable, NONE, null);
                case LONG ->
                    new Shape(
                            schema.getLogicalType() instanceof LogicalTypes.TimestampMillis
                                    ? Kind.TIMESTAMP
                                    : Kind.LONG,
                            nullable,
                            NONE,
                            null);
                case BOOLEAN -> new Shape(Kind.BOOLEAN, nullable, NONE, null);
                case BYTES -> new Shape(Kind.BYTES, nullable, NONE, null);
                case ENUM -> new Shape(Kind.ENUM, nullable, NONE, null, symbols(schema, loader));
                case ARRAY -> new Shape(Kind.ARRAY, nullable, new Shape[] {of(schema.getElementType(), loader)}, null);
                case MAP -> {
                    Shape value = of(schema.getValueType(), loader);
                    if (value.kind != Kind.STRING || value.nullable) {
                        throw new IllegalArgumentException("expected maps of strings, not " + schema);
                    }
                    yield new Shape(Kind.STRINGS_BY_NAME, nullable, NONE, null);
                }
                case RECORD ->
                    new Shape(
                            Kind.RECORD,
                            nullable,
                            schema.getFields().stream()
                                    .map(field -> of(field.schema(), loader))
                                    .toArray(Shape[]::new),
                            constructor(schema, loader));
                default -> throw new IllegalArgumentException("nothing reads " + schema.getType());
            };
        }

        @SuppressWarnings({"unchecked", "rawtypes"}) // the generated class of an enum is one
        private static Object[] symbols(Schema schema, ClassLoader loader) {
            Class<? extends Enum> type = named(schema, loader).asSubclass(Enum.class);
            return schema.getEnumSymbols().stream()
                    .map(symbol -> Enum.valueOf(type, symbol))
                    .toArray();
        }

        private static Constructor<?> constructor(Schema schema, ClassLoader loader) {
            try {
                return named(schema, loader)
                        .asSubclass(SpecificRecordBase.class)
                        .getConstructor();
            } catch (NoSuchMethodException e) {
                throw new IllegalArgumentException("every generated class can be made without arguments", e);
            }
        }

        private static Class<?> named(Schema schema, ClassLoader loader) {
            try {
                return Class.forName(schema.getFullName(), true, loader);
            } catch (ClassNotFoundException e) {
                throw new IllegalArgumentException("no class was generated of " + schema.getFullName(), e);
            }
        }

        @Nullable
        Object read(BinaryCursor in) throws IOException {
            if (nullable && !in.isPresent()) {
                return null;
            }
            return switch (kind) {
                case STRING -> in.string();
                case INT -> in.integer();
                case LONG -> in.number();
                case BOOLEAN -> in.truth();
                case BYTES -> ByteBuffer.wrap(in.bytes());
                case TIMESTAMP -> Instant.ofEpochMilli(in.number());
                case ENUM -> symbols[in.integer()];
                case RECORD -> readRecord(in);
                case ARRAY -> readArray(in);
                case STRINGS_BY_NAME -> in.stringsByName();
            };
        }

        private SpecificRecordBase readRecord(BinaryCursor in) throws IOException {
            SpecificRecordBase made = make();
            for (int i = 0; i < parts.length; i++) {
                made.put(i, parts[i].read(in));
            }
            return made;
        }

        private SpecificRecordBase make() {
            try {
                return (SpecificRecordBase) Objects.requireNonNull(record).newInstance();
            } catch (ReflectiveOperationException e) {
                throw new IllegalStateException("a generated class cannot be made", e);
            }
        }

        private List<Object> readArray(BinaryCursor in) throws IOException {
            List<Object> elements = new ArrayList<>();
            for (long block = in.blockOfElements(); block > 0; block = in.blockOfElements()) {
                for (long i = 0; i < block; i++) {
                    elements.add(parts[0].read(in));
                }
            }
            return elements;
        }
    }
}
