package io.countersign.replay.redrive;

import io.countersign.quarantine.QuarantineRecord;
import io.countersign.replay.cluster.Cluster;
import io.countersign.replay.cluster.Range;
import io.countersign.replay.cluster.RangeReader;
import io.countersign.serde.UnreadableRecordException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.apache.avro.AvroRuntimeException;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Reads what is picked from quarantine, a few records at a time: they hold whole bodies. Not thread-safe. */
final class QuarantineReader implements AutoCloseable {

    private final Cluster cluster;
    private final QuarantineSelection selection;
    private final RangeReader reader;
    private final Consumer<String> unreadable;

    /** @param unreadable is told, in words for the operator, of each record that cannot be read, which is left out */
    QuarantineReader(Cluster cluster, QuarantineSelection selection, List<Range> ranges, Consumer<String> unreadable) {
        this.cluster = cluster;
        this.selection = selection;
        this.reader = new RangeReader(cluster, ranges);
        this.unreadable = unreadable;
    }

    boolean isAtEnd() {
        return reader.isAtEnd();
    }

    /** Some of the next ones; none where the brokers take their time, or none of what was read is picked. */
    List<QuarantineRecord> next() {
        List<QuarantineRecord> picked = new ArrayList<>();
        for (ConsumerRecord<byte[], byte[]> found : reader.next()) {
            byte[] value = found.value();
            if (value == null) {
                continue;
            }
            try {
                QuarantineRecord record = cluster.decoder().decode(QuarantineRecord.class, value);
                if (selection.matches(record)) {
                    picked.add(record);
                }
            } catch (UnreadableRecordException | AvroRuntimeException e) {
                unreadable.accept("The record at " + found.topic() + "/" + found.partition() + "/" + found.offset()
                        + " cannot be read. It is left out.");
            }
        }
        return picked;
    }

    @Override
    public void close() {
        reader.close();
    }
}
