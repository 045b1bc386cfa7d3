package io.countersign.replay.cluster;

import io.countersign.registry.RegistryUnavailableException;
import io.countersign.registry.SchemaRegistry;
import io.countersign.serde.RecordCodec;
import io.countersign.serde.UnreadableRecordException;
import java.util.HashMap;
import java.util.Map;
import org.apache.avro.specific.SpecificRecordBase;

/** Reads values of any schema that the registry has. Registers nothing. Not thread-safe. */
public final class Decoder {

    /** No schema has it, so that each one is asked for, and none has to be registered. */
    private static final int NO_ID = -1;

    private final SchemaRegistry registry;
    private final Map<Class<?>, RecordCodec<?>> codecs = new HashMap<>();

    Decoder(SchemaRegistry registry) {
        this.registry = registry;
    }

    /**
     * The record in {@code value}.
     *
     * @throws UnreadableRecordException where there is none of this type, or its schema is not in the registry
     * @throws RegistryUnavailableException where the registry does not answer
     */
    @SuppressWarnings("unchecked") // the map holds under each class the codec of that class
    public <T extends SpecificRecordBase> T decode(Class<T> type, byte[] value) throws UnreadableRecordException {
        RecordCodec<T> codec = (RecordCodec<T>)
                codecs.computeIfAbsent(type, ignored -> new RecordCodec<>(type, NO_ID, registry::schema));
        return codec.decode(value);
    }
}
