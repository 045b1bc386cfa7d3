package io.countersign.replay.cluster;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;

/** Reads parts of partitions from end to end, each in its order. Not thread-safe. */
public final class RangeReader implements AutoCloseable {

    private static final Duration WAIT = Duration.ofMillis(200);

    private final KafkaConsumer<byte[], byte[]> consumer;
    private final Duration patience;
    private final Map<TopicPartition, Long> ends = new HashMap<>();
    private final Map<TopicPartition, Long> positions = new HashMap<>();
    private long waitedNanos;

    public RangeReader(Cluster cluster, List<Range> ranges) {
        this.patience = cluster.patience();
        this.consumer = cluster.consumer();
        for (Range range : ranges) {
            if (range.length() > 0) {
                ends.put(range.partition(), range.to());
                positions.put(range.partition(), range.from());
            }
        }
        consumer.assign(ends.keySet());
        positions.forEach(consumer::seek);
    }

    /** Whether everything has been read. */
    public boolean isAtEnd() {
        return ends.isEmpty();
    }

    /**
     * Some of the next records; none where the brokers take their time. Blocks for a fifth of a second.
     *
     * @throws TimeoutException where nothing has come for as long as the cluster is given
     */
    public List<ConsumerRecord<byte[], byte[]>> next() {
        List<ConsumerRecord<byte[], byte[]>> found = new ArrayList<>();
        long began = System.nanoTime();
        for (ConsumerRecord<byte[], byte[]> next : consumer.poll(WAIT)) {
            Long end = ends.get(new TopicPartition(next.topic(), next.partition()));
            if (end != null && next.offset() < end) {
                found.add(next);
            }
        }
        // What the caller does between two calls is not the brokers' time.
        waitedNanos = advance() ? 0 : waitedNanos + System.nanoTime() - began;
        if (waitedNanos > patience.toNanos()) {
            throw new TimeoutException("nothing has come from the brokers for " + patience.toSeconds()
                    + " s, though there is more to read");
        }
        return found;
    }

    /** Where reading goes on after all that {@link #next()} has returned, for each range that was not empty. */
    public Map<TopicPartition, Long> positions() {
        return Map.copyOf(positions);
    }

    /** Positions move over what is no record too, such as the ends of transactions. */
    private boolean advance() {
        boolean moved = false;
        for (TopicPartition partition : List.copyOf(ends.keySet())) {
            long end = ends.getOrDefault(partition, 0L);
            long position = Math.min(consumer.position(partition), end);
            moved |= !Long.valueOf(position).equals(positions.put(partition, position));
            if (position == end) {
                ends.remove(partition);
                consumer.pause(List.of(partition));
            }
        }
        return moved;
    }

    @Override
    public void close() {
        consumer.close(CloseOptions.timeout(Duration.ofSeconds(1)));
    }
}
