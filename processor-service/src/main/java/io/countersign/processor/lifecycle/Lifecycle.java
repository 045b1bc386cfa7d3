package io.countersign.processor.lifecycle;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * The documented life of one provider's resources of one type. Immutable; safe for use by many threads.
 *
 * <p>A rank orders events that carry the same time, since providers' clocks are coarse (Devengo's tick once a second).
 * Ranks grow along the documentation's first walk through the statuses; statuses that exclude each other, such as
 * {@code confirmed} and {@code rejected}, share one, so that arrival decides between them.
 */
public final class Lifecycle {

    /** For resources that no documentation is known of: nothing is ranked, every step is as good as any other. */
    static final Lifecycle UNDOCUMENTED = new Lifecycle("none", Map.of(), 0, Map.of());

    private final String source;
    private final Map<String, Integer> ranks;
    private final int unknownRank;
    private final Map<String, Set<String>> steps;

    private Lifecycle(String source, Map<String, Integer> ranks, int unknownRank, Map<String, Set<String>> steps) {
        this.source = source;
        this.ranks = Map.copyOf(ranks);
        this.unknownRank = unknownRank;
        this.steps = Map.copyOf(steps);
    }

    /** The documentation that tells this lifecycle. */
    public String source() {
        return source;
    }

    /**
     * Where {@code status} stands among events of the same time: the higher, the later. A status that the documentation
     * does not know stands after the known intermediate ones and before the final ones, since what a provider adds later
     * is most likely one more step on the way.
     */
    public int rank(String status) {
        return ranks.getOrDefault(status, unknownRank);
    }

    /**
     * Whether the documentation knows the step from one status to the next. An unknown status is part of no documented
     * step. Without documentation no step can contradict it.
     */
    public boolean documents(String from, String to) {
        return ranks.isEmpty() || steps.getOrDefault(from, Set.of()).contains(to);
    }

    static Table documentedBy(String source) {
        return new Table(source);
    }

    /** The documentation's tale, written down from top to bottom. */
    static final class Table {
        private final String source;
        private final Map<String, Integer> ranks = new HashMap<>();
        private final Map<String, Set<String>> steps = new HashMap<>();
        private int nextRank;
        private int unknownRank;

        private Table(String source) {
            this.source = source;
        }

        /** The next status on the way. */
        Table then(String status) {
            return rankNext(status);
        }

        /** The statuses that end the way; only one of them can be right. */
        Table finallyOneOf(String... statuses) {
            // Between the last intermediate rank and the final one there is room for the unknown.
            unknownRank = nextRank++;
            return rankNext(statuses);
        }

        /** What can still happen after an end. */
        Table evenThen(String status) {
            return rankNext(status);
        }

        /** Documented steps from one status. */
        Table step(String from, String... to) {
            for (String status : to) {
                if (!ranks.containsKey(from) || !ranks.containsKey(status)) {
                    throw new IllegalArgumentException(
                            "a step must be between statuses of the table, not from " + from + " to " + status);
                }
                steps.computeIfAbsent(from, unused -> new HashSet<>()).add(status);
            }
            return this;
        }

        Lifecycle lifecycle() {
            return new Lifecycle(source, ranks, unknownRank, steps);
        }

        private Table rankNext(String... statuses) {
            for (String status : statuses) {
                if (ranks.put(status, nextRank) != null) {
                    throw new IllegalArgumentException("a status must have one rank, " + status + " has two");
                }
            }
            nextRank++;
            return this;
        }
    }
}
