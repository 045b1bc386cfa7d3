package io.countersign.replay.rebuild;

import io.countersign.replay.ReplayException;
import io.countersign.replay.cluster.Cluster;
import io.countersign.replay.cluster.Range;
import io.countersign.replay.difference.Difference;
import io.countersign.replay.difference.Differences;
import io.countersign.serde.UnreadableRecordException;
import io.countersign.state.ResourceState;
import io.countersign.topic.ResourceType;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What readers see against what a generation has, partition by partition and field by field. Holds a number for each resource
 * of a partition in memory, and the states of only so many resources at a time. Not thread-safe.
 */
public final class Comparison {

    /** How many resources' states are held at a time. */
    private static final int AT_A_TIME = 10_000;

    /** How many resources of a type there are, by what was found. */
    public static final class Counts {
        private long same;
        private long different;
        private long onlyShown;
        private long onlyGeneration;

        public long same() {
            return same;
        }

        public long different() {
            return different;
        }

        /** Those that readers see and the generation does not know. */
        public long onlyShown() {
            return onlyShown;
        }

        /** Those that the generation knows and readers do not see. */
        public long onlyGeneration() {
            return onlyGeneration;
        }
    }

    private final Cluster cluster;
    private final DeployedGeneration generation;
    private final int mostSamples;
    private final Map<ResourceType, Counts> counts = new EnumMap<>(ResourceType.class);
    private final Map<String, Long> fields = new TreeMap<>();
    private final Map<String, List<Difference>> samples = new LinkedHashMap<>();
    private final List<String> unpaired = new ArrayList<>();

    /** @param mostSamples how many resources are kept as samples of each kind */
    public Comparison(Cluster cluster, DeployedGeneration generation, int mostSamples) {
        this.cluster = cluster;
        this.generation = generation;
        this.mostSamples = mostSamples;
    }

    /** Reads both sides as they are now. */
    public void run() {
        for (ResourceType type : ResourceType.withState()) {
            Counts count = new Counts();
            counts.put(type, count);
            StateLog shown = StateLog.shown(cluster, type);
            StateLog own = StateLog.of(cluster, generation, type);
            Map<Integer, Range> ownRanges = new HashMap<>();
            own.ranges().forEach(range -> ownRanges.put(range.partition().partition(), range));
            for (Range range : shown.ranges()) {
                Range other = ownRanges.remove(range.partition().partition());
                if (other == null) {
                    throw ReplayException.failed(unlike(range), null);
                }
                compare(count, new Side(shown, range), new Side(own, other));
            }
            for (Range range : ownRanges.values()) {
                throw ReplayException.failed(unlike(range), null);
            }
        }
    }

    private static String unlike(Range range) {
        return "Only one side has " + range.partition() + ": the topics have different numbers of partitions.";
    }

    /** One side's partition. */
    private record Side(StateLog log, Range range) {

        Map<String, Long> numbers() {
            Map<String, Long> numbers = new HashMap<>();
            log.read(range, (key, state) -> {
                if (state == null) {
                    numbers.remove(key);
                } else {
                    numbers.put(key, number(state));
                }
            });
            return numbers;
        }

        Map<String, byte[]> states(Set<String> keys) {
            Map<String, byte[]> states = new HashMap<>();
            log.read(range, (key, state) -> {
                if (keys.contains(key) && state == null) {
                    states.remove(key);
                } else if (keys.contains(key) && state != null) {
                    states.put(key, state);
                }
            });
            return states;
        }

        private static long number(byte[] state) {
            try {
                return ByteBuffer.wrap(MessageDigest.getInstance("SHA-256").digest(state))
                        .getLong();
            } catch (NoSuchAlgorithmException e) {
                throw new IllegalStateException("every JVM has SHA-256", e);
            }
        }
    }

    private void compare(Counts count, Side shown, Side own) {
        Map<String, Long> left = shown.numbers();
        Map<String, Long> right = own.numbers();
        Set<String> keys = new TreeSet<>(left.keySet());
        keys.addAll(right.keySet());
        List<String> different = new ArrayList<>();
        for (String key : keys) {
            Long one = left.get(key);
            Long other = right.get(key);
            if (one == null) {
                count.onlyGeneration++;
                sample(key + " (only " + generation + ")");
            } else if (other == null) {
                count.onlyShown++;
                sample(key + " (not in " + generation + ")");
            } else if (one.equals(other)) {
                count.same++;
            } else {
                different.add(key);
            }
        }
        for (int from = 0; from < different.size(); from += AT_A_TIME) {
            List<String> some = different.subList(from, Math.min(from + AT_A_TIME, different.size()));
            compareFields(count, some, shown, own);
        }
    }

    private void compareFields(Counts count, List<String> keys, Side shown, Side own) {
        Set<String> wanted = new HashSet<>(keys);
        Map<String, byte[]> left = shown.states(wanted);
        Map<String, byte[]> right = own.states(wanted);
        for (String key : keys) {
            byte[] one = left.get(key);
            byte[] other = right.get(key);
            if (one == null || other == null) {
                // Compacted away between two looks, with what came after: the next comparison will tell.
                continue;
            }
            List<Difference> found = Differences.between(decode(key, one), decode(key, other));
            if (found.isEmpty()) {
                // Written with another version of the schema, say.
                count.same++;
                continue;
            }
            count.different++;
            Set<String> names = new HashSet<>();
            found.forEach(difference -> names.add(difference.field()));
            names.forEach(name -> fields.merge(name, 1L, Long::sum));
            if (samples.size() < mostSamples) {
                samples.put(key, found);
            }
        }
    }

    private void sample(String words) {
        if (unpaired.size() < mostSamples) {
            unpaired.add(words);
        }
    }

    private ResourceState decode(String key, byte[] state) {
        try {
            return cluster.decoder().decode(ResourceState.class, state);
        } catch (UnreadableRecordException e) {
            throw ReplayException.failed("The state of " + key + " cannot be read: " + e.getMessage(), e);
        }
    }

    /** How many resources were found, by type. */
    public Map<ResourceType, Counts> counts() {
        return counts;
    }

    /** Whether everything is the same. */
    public boolean isSame() {
        return counts.values().stream()
                .allMatch(count -> count.different == 0 && count.onlyShown == 0 && count.onlyGeneration == 0);
    }

    /** In how many resources a field differs, by the field. */
    public Map<String, Long> fields() {
        return fields;
    }

    /** Some resources that differ, by key. */
    public Map<String, List<Difference>> samples() {
        return samples;
    }

    /** Some resources that only one side has. */
    public List<String> unpaired() {
        return unpaired;
    }
}
