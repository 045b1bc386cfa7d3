package io.countersign.replay.cluster;

import org.apache.kafka.common.TopicPartition;

/**
 * A part of a partition.
 *
 * @param partition the partition
 * @param from offset of the first record
 * @param to offset after the last record
 */
public record Range(TopicPartition partition, long from, long to) {

    public Range {
        if (from < 0 || to < from) {
            throw new IllegalArgumentException("a range must go forward from 0, not from " + from + " to " + to);
        }
    }

    /** How many offsets it has; there are at most as many records. */
    public long length() {
        return to - from;
    }
}
