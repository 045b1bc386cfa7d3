package io.countersign.processor.runtime;

import io.countersign.processor.topology.ProcessorTopology;
import io.countersign.topic.Topic;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.config.MeterFilter;
import io.micrometer.core.instrument.config.MeterFilterReply;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Which of the own figures of Kafka Streams and its clients are shown: those that tell an operator how far behind it is, and
 * why. With all partitions it has thousands more, and every new version of Kafka adds some.
 */
final class KafkaMeters implements MeterFilter {

    private static final String PREFIX = "kafka.";
    private static final String LAG = "kafka.consumer.fetch.manager.records.lag";

    private static final Set<String> SHOWN = Set.of(
            LAG,
            "kafka.consumer.coordinator.assigned.partitions",
            "kafka.consumer.coordinator.rebalance.total",
            "kafka.consumer.failed.authentication.total",
            "kafka.producer.record.error.total",
            "kafka.producer.record.retry.total",
            "kafka.producer.request.latency.avg",
            "kafka.producer.request.latency.max",
            "kafka.producer.buffer.available.bytes",
            "kafka.producer.failed.authentication.total",
            "kafka.stream.alive.stream.threads",
            "kafka.stream.failed.stream.threads",
            "kafka.stream.thread.process.latency.avg",
            "kafka.stream.thread.process.latency.max",
            "kafka.stream.thread.process.ratio",
            "kafka.stream.thread.commit.latency.avg",
            "kafka.stream.thread.commit.latency.max",
            "kafka.stream.state.updater.active.restoring.tasks",
            "kafka.stream.task.restore.remaining.records.total",
            "kafka.stream.state.total.sst.files.size",
            "kafka.stream.state.estimate.num.keys",
            "kafka.stream.state.block.cache.usage",
            "kafka.stream.state.background.errors");

    /**
     * Of these the lag counts. Kafka shows each of them once more, under a name with underlines for dots, which would double
     * every sum; and those that a state is restored from.
     */
    private static final Set<String> TOPICS = Stream.concat(
                    ProcessorTopology.receivedTopics().stream(), ProcessorTopology.viewedTopics().stream())
            .map(Topic::name)
            .collect(Collectors.toUnmodifiableSet());

    @Override
    public MeterFilterReply accept(Meter.Id id) {
        String name = id.getName();
        if (!name.startsWith(PREFIX) || (SHOWN.contains(name) && (!name.equals(LAG) || isOfTopicRead(id)))) {
            return MeterFilterReply.NEUTRAL;
        }
        return MeterFilterReply.DENY;
    }

    private static boolean isOfTopicRead(Meter.Id id) {
        String topic = id.getTag("topic");
        return topic != null && TOPICS.contains(topic);
    }
}
