package io.countersign.replay.rebuild;

import io.countersign.replay.cluster.Range;

/**
 * How far a generation has read a partition.
 *
 * @param range what the partition holds
 * @param next offset that it goes on from
 */
public record Reading(Range range, long next) {

    /** Offsets that it has read. Some of them hold no record but the end of a transaction. */
    public long done() {
        return Math.min(Math.max(next, range.from()), range.to()) - range.from();
    }

    /** Offsets that it has yet to read. */
    public long left() {
        return range.length() - done();
    }
}
