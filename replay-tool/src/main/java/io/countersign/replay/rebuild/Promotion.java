package io.countersign.replay.rebuild;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.countersign.generation.Marker;
import io.countersign.replay.ReplayException;
import io.countersign.replay.cluster.Cluster;
import io.countersign.replay.cluster.Range;
import io.countersign.topic.ResourceType;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BooleanSupplier;
import java.util.function.LongConsumer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/** The parts of a promotion: what must hold before it, what is written, and what is waited for. */
public final class Promotion {

    private static final Duration LOOK = Duration.ofMillis(500);

    private final Cluster cluster;
    private final Generations generations;
    private final DeployedGeneration generation;
    private final @Nullable URI api;

    /**
     * @param generation the one that becomes live
     * @param api base address of its API; {@code null} where questions are not to be passed on to it
     */
    public Promotion(Cluster cluster, Generations generations, DeployedGeneration generation, @Nullable URI api) {
        this.cluster = cluster;
        this.generations = generations;
        this.generation = generation;
        this.api = api;
    }

    /**
     * An address as a marker tells it.
     *
     * @throws ReplayException where it is not scheme, host and port
     */
    public static URI address(String text) {
        URI address = Marker.address(text);
        if (address != null) {
            return address;
        }
        throw ReplayException.usage("--api must be like http://host:port.");
    }

    /**
     * Whether a switch between the two would be one without a gap.
     *
     * @param live the generation that is live now; may be the same one
     * @param mostBehind how many records each of them may have yet to read
     * @throws ReplayException where it would not
     */
    public void check(DeployedGeneration live, long mostBehind) {
        checkRunning(generation, mostBehind, "it would have nothing to show");
        if (!live.equals(generation)) {
            checkRunning(live, mostBehind, "nobody else would show what it has yet to read");
        }
    }

    private void checkRunning(DeployedGeneration checked, long mostBehind, String because) {
        if (generations.members(checked) == 0) {
            throw ReplayException.usage("Nobody runs generation " + checked + ": " + because + ".");
        }
        long behind = generations.left(checked);
        if (behind > mostBehind) {
            throw ReplayException.usage("Generation " + checked + " has " + behind
                    + " records yet to read: wait, or say" + " --behind to allow for more than " + mostBehind + ".");
        }
    }

    /**
     * A marker for every partition that is read.
     *
     * @param refresh whether it is to publish its states even if it is live already
     */
    public List<ProducerRecord<byte[], byte[]>> markers(boolean refresh) {
        return cluster.partitions(DeployedGeneration.received()).stream()
                .map(partition -> marker(partition, refresh))
                .toList();
    }

    private ProducerRecord<byte[], byte[]> marker(TopicPartition partition, boolean refresh) {
        return new ProducerRecord<>(
                partition.topic(),
                partition.partition(),
                ("countersign/generation/" + generation).getBytes(UTF_8),
                null,
                new Marker(generation.generation(), api, refresh).headers());
    }

    /**
     * Waits until generations have read all that is there when this is called.
     *
     * @param progress told how many records are left, every half second
     * @param stopped asked whether to end before
     * @return whether they have; otherwise {@code stopped} said so, or the time was over
     */
    public boolean await(
            List<DeployedGeneration> readers, Duration atMost, LongConsumer progress, BooleanSupplier stopped) {
        List<Range> ends = cluster.ranges(cluster.partitions(DeployedGeneration.received()));
        long deadline = System.nanoTime() + atMost.toNanos();
        while (true) {
            long left = readers.stream()
                    .flatMap(reader -> generations.readings(reader, ends).stream())
                    // The end of the markers' own transaction is no record.
                    .mapToLong(reading -> Math.max(0, reading.left() - 1))
                    .sum();
            if (left == 0) {
                return true;
            }
            progress.accept(left);
            if (stopped.getAsBoolean() || System.nanoTime() - deadline > 0) {
                return false;
            }
            sleep();
        }
    }

    private static void sleep() {
        try {
            Thread.sleep(LOOK.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw ReplayException.failed("Interrupted.", e);
        }
    }

    /** Records that take away what readers see of resources that the generation does not know. */
    public List<ProducerRecord<byte[], byte[]>> tombstones() {
        List<ProducerRecord<byte[], byte[]>> tombstones = new ArrayList<>();
        for (ResourceType type : ResourceType.withState()) {
            StateLog shown = StateLog.shown(cluster, type);
            Map<Integer, Range> own = new HashMap<>();
            StateLog known = StateLog.of(cluster, generation, type);
            known.ranges().forEach(range -> own.put(range.partition().partition(), range));
            for (Range range : shown.ranges()) {
                int partition = range.partition().partition();
                Set<String> gone = new TreeSet<>(keys(shown, range));
                Range same = own.get(partition);
                if (same == null) {
                    throw ReplayException.failed(
                            "The topics have different numbers of partitions: " + range.partition() + ".", null);
                }
                gone.removeAll(keys(known, same));
                gone.forEach(key -> tombstones.add(
                        new ProducerRecord<>(range.partition().topic(), partition, key.getBytes(UTF_8), null)));
            }
        }
        return tombstones;
    }

    private static Set<String> keys(StateLog log, Range range) {
        Set<String> keys = new HashSet<>();
        log.read(range, (key, state) -> {
            if (state == null) {
                keys.remove(key);
            } else {
                keys.add(key);
            }
        });
        return keys;
    }
}
