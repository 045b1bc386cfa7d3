package io.countersign.serde;

import io.countersign.registry.RegistryUnavailableException;
import io.countersign.registry.SchemaRegistry;
import io.countersign.topic.Topic;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificRecordBase;

/**
 * The codecs of a set of topics, with their schemas registered. After {@link #connect} the registry is asked only for
 * ids that another version of a schema was written with. Thread-safe.
 */
public final class Codecs {

    private final Map<Class<?>, RecordCodec<?>> codecs;

    private Codecs(Map<Class<?>, RecordCodec<?>> codecs) {
        this.codecs = Map.copyOf(codecs);
    }

    /**
     * Registers the schemas of {@code topics}, where they are not registered yet, and makes their codecs.
     *
     * @throws RegistryUnavailableException where the registry does not answer; trying again later may help
     * @throws IllegalStateException where the registry refuses a schema
     */
    public static Codecs connect(SchemaRegistry registry, Collection<Topic> topics) {
        Map<Integer, Schema> fetched = new ConcurrentHashMap<>();
        Map<Class<?>, RecordCodec<?>> codecs = new ConcurrentHashMap<>();
        for (Topic topic : topics) {
            int id = registry.register(topic.subject(), SchemaText.of(topic.valueType()));
            codecs.computeIfAbsent(
                    topic.valueType(),
                    type -> new RecordCodec<>(topic.valueType(), id, writerId -> schema(registry, fetched, writerId)));
        }
        return new Codecs(codecs);
    }

    /**
     * The codec of a record type.
     *
     * @throws IllegalArgumentException where none of the topics holds {@code type}
     */
    @SuppressWarnings("unchecked") // the map holds under each class the codec of that class
    public <T extends SpecificRecordBase> RecordCodec<T> codec(Class<T> type) {
        RecordCodec<?> codec = codecs.get(type);
        if (codec == null) {
            throw new IllegalArgumentException("none of the topics holds " + type.getSimpleName());
        }
        return (RecordCodec<T>) codec;
    }

    /** The record as bytes, by the codec of its class. */
    public byte[] encode(SpecificRecordBase message) {
        return encode(codec(message.getClass()), message);
    }

    @SuppressWarnings("unchecked") // the codec was found by the record's own class
    private static <T extends SpecificRecordBase> byte[] encode(RecordCodec<T> codec, SpecificRecordBase message) {
        return codec.encode((T) message);
    }

    private static Optional<Schema> schema(SchemaRegistry registry, Map<Integer, Schema> fetched, int id) {
        Schema known = fetched.get(id);
        if (known != null) {
            return Optional.of(known);
        }
        Optional<Schema> schema = registry.schema(id);
        schema.ifPresent(found -> fetched.put(id, found));
        return schema;
    }
}
