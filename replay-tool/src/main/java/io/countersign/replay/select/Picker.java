package io.countersign.replay.select;

import io.countersign.cloudevent.CloudEventHeaders;
import io.countersign.event.EventMetadata;
import io.countersign.replay.ReplayException;
import io.countersign.replay.cluster.Decoder;
import io.countersign.serde.UnreadableRecordException;
import io.countersign.topic.Topic;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.specific.SpecificRecordBase;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Picks from records. Markers are never picked. Not thread-safe. */
public final class Picker {

    private final Selection selection;
    private final Decoder decoder;
    private final Consumer<String> unreadable;

    /**
     * @param unreadable is told, in words for the operator, of each record that cannot be read; it is not picked unless
     *     this throws
     */
    public Picker(Selection selection, Decoder decoder, Consumer<String> unreadable) {
        this.selection = selection;
        this.decoder = decoder;
        this.unreadable = unreadable;
    }

    /** The same, for which a record that cannot be read is the end. */
    public Picker(Selection selection, Decoder decoder) {
        this(selection, decoder, words -> {
            throw ReplayException.failed(words, null);
        });
    }

    /** The record with its event, if it is picked. */
    public Optional<Picked> pick(ConsumerRecord<byte[], byte[]> record) {
        byte[] value = record.value();
        if (value == null || (!selection.copies() && isCopy(record))) {
            return Optional.empty();
        }
        Topic topic = Sources.named(record.topic())
                .orElseThrow(() -> new IllegalArgumentException("there are no events on " + record.topic()));
        try {
            SpecificRecordBase event = decoder.decode(topic.valueType(), value);
            EventMetadata metadata = (EventMetadata) event.get("metadata");
            return selection.matches(metadata)
                    ? Optional.of(new Picked(record, topic, event, metadata))
                    : Optional.empty();
        } catch (UnreadableRecordException | AvroRuntimeException e) {
            // A message of Avro's may quote content.
            String reason = e instanceof UnreadableRecordException ? ": " + e.getMessage() : "";
            unreadable.accept("The record at " + place(record) + " cannot be read" + reason + ".");
            return Optional.empty();
        }
    }

    /** Where a record is, as {@code <topic>/<partition>/<offset>}. */
    static String place(ConsumerRecord<?, ?> record) {
        return record.topic() + "/" + record.partition() + "/" + record.offset();
    }

    private static boolean isCopy(ConsumerRecord<byte[], byte[]> record) {
        return record.headers().lastHeader(CloudEventHeaders.REPLAY_OF) != null;
    }
}
