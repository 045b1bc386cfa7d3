package io.countersign.replay.redrive;

import io.countersign.quarantine.Redrive;
import io.countersign.redrive.RedriveLog;
import io.countersign.replay.ReplayException;
import io.countersign.replay.cluster.Cluster;
import io.countersign.serde.UnreadableRecordException;
import io.countersign.topic.TopicCatalogue;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.AvroRuntimeException;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/** What is known of redrives from their topic, as far as it was read. Holds no bodies. Not thread-safe. */
final class KnownRedrives implements AutoCloseable {

    private final Cluster cluster;
    private final KafkaConsumer<byte[], byte[]> consumer;
    private final Map<String, Redrive> latest = new HashMap<>();

    private KnownRedrives(Cluster cluster, KafkaConsumer<byte[], byte[]> consumer) {
        this.cluster = cluster;
        this.consumer = consumer;
    }

    /**
     * All that is committed now.
     *
     * @throws ReplayException where the brokers do not answer
     */
    static KnownRedrives read(Cluster cluster) {
        List<TopicPartition> partitions =
                cluster.partitions(List.of(TopicCatalogue.redrives().name()));
        Map<TopicPartition, Long> ends = cluster.offsets(partitions, OffsetSpec.latest());
        KnownRedrives known = new KnownRedrives(cluster, cluster.consumer());
        try {
            known.consumer.assign(partitions);
            known.consumer.seekToBeginning(partitions);
            long deadline = System.nanoTime() + cluster.patience().toNanos();
            while (!known.isAt(ends)) {
                if (known.follow(Duration.ofMillis(200))) {
                    deadline = System.nanoTime() + cluster.patience().toNanos();
                } else if (System.nanoTime() - deadline > 0) {
                    throw ReplayException.failed("The brokers at " + cluster + " do not hand out the redrives.", null);
                }
            }
            return known;
        } catch (RuntimeException e) {
            known.close();
            throw e;
        }
    }

    private boolean isAt(Map<TopicPartition, Long> ends) {
        return ends.entrySet().stream().allMatch(end -> consumer.position(end.getKey()) >= end.getValue());
    }

    /** Reads on; waits for something as long as told. Whether there was anything. */
    boolean follow(Duration wait) {
        boolean any = false;
        for (ConsumerRecord<byte[], byte[]> found : consumer.poll(wait)) {
            any = true;
            if (found.value() != null) {
                note(found.value());
            }
        }
        return any;
    }

    private void note(byte[] value) {
        try {
            Redrive next = cluster.decoder().decode(Redrive.class, value);
            latest.merge(
                    next.getQuarantineId(),
                    RedriveLog.withoutRecord(next),
                    (known, more) -> RedriveLog.isNews(known, more) ? more : known);
        } catch (UnreadableRecordException | AvroRuntimeException e) {
            // Whoever does the redrives leaves it alone too.
        }
    }

    /** The latest redrive of a quarantine record, without that record; {@code null} where there was none. */
    @Nullable
    Redrive latest(String quarantineId) {
        return latest.get(quarantineId);
    }

    @Override
    public void close() {
        consumer.close(CloseOptions.timeout(Duration.ofSeconds(1)));
    }
}
