package io.countersign.replay.redrive;

import io.countersign.quarantine.QuarantineReason;
import io.countersign.quarantine.QuarantineRecord;
import io.countersign.quarantine.Redrive;
import io.countersign.quarantine.RedriveOutcome;
import io.countersign.replay.cluster.Cluster;
import io.countersign.replay.cluster.Range;
import java.io.PrintWriter;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** How much of what is picked from quarantine is there for which reason, and how much of that was published before. */
public final class QuarantineCounts {

    private static final String ROW = "%-18s  %-24s  %10s  %10s%n";

    private record Group(QuarantineReason reason, String source) {}

    private static final class Count {
        private long picked;
        private long published;
    }

    private final Map<Group, Count> groups =
            new TreeMap<>(Comparator.comparing(Group::reason).thenComparing(Group::source));

    private QuarantineCounts() {}

    /**
     * Counts what is there now.
     *
     * @param unreadable is told, in words for the operator, of each record that cannot be read, which is left out
     * @throws io.countersign.replay.ReplayException where the brokers do not answer
     */
    public static QuarantineCounts of(
            Cluster cluster, QuarantineSelection selection, List<Range> ranges, Consumer<String> unreadable) {
        QuarantineCounts counts = new QuarantineCounts();
        try (KnownRedrives known = KnownRedrives.read(cluster);
                QuarantineReader reader = new QuarantineReader(cluster, selection, ranges, unreadable)) {
            while (!reader.isAtEnd()) {
                reader.next().forEach(record -> counts.add(record, known.latest(record.getId())));
            }
        }
        return counts;
    }

    private void add(QuarantineRecord record, @Nullable Redrive latest) {
        Group group = new Group(record.getReason(), Objects.requireNonNullElse(record.getSource(), "-"));
        Count count = groups.computeIfAbsent(group, ignored -> new Count());
        count.picked++;
        if (latest != null && latest.getOutcome() == RedriveOutcome.PUBLISHED) {
            count.published++;
        }
    }

    /** How many are picked. */
    public long picked() {
        return groups.values().stream().mapToLong(count -> count.picked).sum();
    }

    /** How many of them have not been published yet. */
    public long toRedrive() {
        return picked()
                - groups.values().stream().mapToLong(count -> count.published).sum();
    }

    /** Prints them as a table. */
    public void print(PrintWriter out) {
        if (!groups.isEmpty()) {
            out.printf(Locale.ROOT, ROW, "reason", "source", "records", "published");
            groups.forEach((group, count) ->
                    out.printf(Locale.ROOT, ROW, group.reason, group.source, count.picked, count.published));
            out.println();
        }
        out.println(picked() + " picked, " + (picked() - toRedrive()) + " of them published before, " + toRedrive()
                + " to redrive.");
        out.flush();
    }
}
