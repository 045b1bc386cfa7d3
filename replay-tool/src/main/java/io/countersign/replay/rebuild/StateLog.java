package io.countersign.replay.rebuild;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.countersign.replay.cluster.Cluster;
import io.countersign.replay.cluster.Range;
import io.countersign.replay.cluster.RangeReader;
import io.countersign.topic.ResourceType;
import io.countersign.topic.TopicCatalogue;
import java.util.List;
import java.util.function.BiConsumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/**
 * Where the states of one type are: a state topic, or, for the first generation while another one is live, the changelog of
 * its ledgers, since it has no state topics of its own.
 */
final class StateLog {

    private final Cluster cluster;
    private final String topic;
    private final ResourceType type;
    private final boolean isChangelog;

    private StateLog(Cluster cluster, String topic, ResourceType type, boolean isChangelog) {
        this.cluster = cluster;
        this.topic = topic;
        this.type = type;
        this.isChangelog = isChangelog;
    }

    /** What readers see. */
    static StateLog shown(Cluster cluster, ResourceType type) {
        return new StateLog(cluster, TopicCatalogue.state(type).name(), type, false);
    }

    /** What a generation has, whether or not it is live. */
    static StateLog of(Cluster cluster, DeployedGeneration generation, ResourceType type) {
        return generation.isFirst()
                ? new StateLog(cluster, generation.ledgerChangelog(), type, true)
                : new StateLog(
                        cluster, TopicCatalogue.state(type, generation.name()).name(), type, false);
    }

    /** What is in its partitions now, in their order. */
    List<Range> ranges() {
        return cluster.ranges(cluster.partitions(List.of(topic)));
    }

    /**
     * Reads a part of it.
     *
     * @param state takes the key as state topics have it, and the value; {@code null} where the state is gone. The latest of a
     *     key comes last.
     */
    void read(Range range, BiConsumer<String, byte @Nullable []> state) {
        if (range.length() == 0) {
            // A consumer takes its time only to find that out.
            return;
        }
        try (RangeReader reader = new RangeReader(cluster, List.of(range))) {
            while (!reader.isAtEnd()) {
                for (ConsumerRecord<byte[], byte[]> record : reader.next()) {
                    String key = record.key() == null ? null : key(new String(record.key(), UTF_8));
                    if (key != null) {
                        state.accept(key, record.value());
                    }
                }
            }
        }
    }

    /** In the ledger the type comes first: {@code account/devengo/acc_1}. */
    private @Nullable String key(String key) {
        if (!isChangelog) {
            return key;
        }
        String prefix = type.word() + "/";
        if (!key.startsWith(prefix)) {
            return null;
        }
        int provider = key.indexOf('/', prefix.length());
        return key.substring(prefix.length(), provider) + "/" + prefix + key.substring(provider + 1);
    }
}
