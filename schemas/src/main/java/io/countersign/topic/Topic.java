package io.countersign.topic;

import java.time.Duration;
import java.util.Map;
import org.apache.avro.specific.SpecificRecordBase;
import org.jspecify.annotations.Nullable;

/**
 * A topic of the catalogue.
 *
 * @param name name on the broker
 * @param holds what its records are, one sentence
 * @param writtenBy the services that write it, for the documentation
 * @param key what its keys are, for the documentation
 * @param valueType class of its values
 * @param partitions number of partitions, at least 1; the same for all topics that the processor reads, since one
 *     resource's records must share a task
 * @param compacted whether only the latest record of a key is kept; otherwise records are deleted by age
 * @param retention how long records are kept; {@code null} for as long as the topic lives. Ignored by compaction.
 */
public record Topic(
        String name,
        String holds,
        String writtenBy,
        String key,
        Class<? extends SpecificRecordBase> valueType,
        int partitions,
        boolean compacted,
        @Nullable Duration retention) {

    public Topic {
        if (partitions < 1) {
            throw new IllegalArgumentException("partitions of " + name + " must be at least 1, not " + partitions);
        }
        if (retention != null && (retention.isNegative() || retention.isZero())) {
            throw new IllegalArgumentException("retention of " + name + " must be positive, not " + retention);
        }
    }

    /** The registry's subject for this topic's values (Confluent's TopicNameStrategy). */
    public String subject() {
        return name + "-value";
    }

    /** The broker's configuration of this topic. */
    public Map<String, String> configuration() {
        return compacted
                ? Map.of("cleanup.policy", "compact")
                : Map.of(
                        "cleanup.policy",
                        "delete",
                        "retention.ms",
                        Long.toString(retention == null ? -1 : retention.toMillis()));
    }
}
