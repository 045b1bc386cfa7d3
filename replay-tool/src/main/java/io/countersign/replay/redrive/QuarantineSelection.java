package io.countersign.replay.redrive;

import io.countersign.quarantine.QuarantineReason;
import io.countersign.quarantine.QuarantineRecord;
import io.countersign.replay.cluster.Cluster;
import io.countersign.replay.cluster.Range;
import io.countersign.replay.select.Selection;
import io.countersign.replay.select.TimeRange;
import io.countersign.topic.TopicCatalogue;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/**
 * What is picked from quarantine: all of these at once; of the sets, any of each; an empty set picks all.
 *
 * @param received when it was received
 * @param reasons why it is there
 * @param sources names of the sources through which it came in
 * @param ids ids of quarantine records
 */
public record QuarantineSelection(
        TimeRange received, Set<QuarantineReason> reasons, Set<String> sources, Set<String> ids) {

    public QuarantineSelection {
        reasons = Set.copyOf(reasons);
        sources = Set.copyOf(sources);
        ids = Set.copyOf(ids);
    }

    /** Whether {@code record} is picked. */
    public boolean matches(QuarantineRecord record) {
        return received.contains(record.getReceivedAt())
                && (reasons.isEmpty() || reasons.contains(record.getReason()))
                && (sources.isEmpty() || (record.getSource() != null && sources.contains(record.getSource())))
                && (ids.isEmpty() || ids.contains(record.getId()));
    }

    /**
     * The parts of the quarantine that can hold what is picked, up to what is committed now. There is no end by time: a
     * processor that was away puts records away whenever it is back.
     *
     * @throws io.countersign.replay.ReplayException where the brokers do not answer
     */
    public List<Range> ranges(Cluster cluster) {
        return new Selection(
                        List.of(TopicCatalogue.quarantine()),
                        new TimeRange(received.from(), null),
                        TimeRange.ALL,
                        Duration.ZERO,
                        Set.of(),
                        Set.of(),
                        Set.of(),
                        Set.of(),
                        Set.of(),
                        Set.of(),
                        false)
                .ranges(cluster);
    }
}
