package io.countersign.processor.runtime;

import io.countersign.generation.Generation;
import io.countersign.processor.topology.ProcessorTopology;
import io.countersign.topic.ResourceType;
import io.countersign.topic.Topic;
import io.countersign.topic.TopicCatalogue;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/** Whether the topics that the processor uses are as the topology needs them. */
final class TopicCheck {

    private static final long TIMEOUT_SECONDS = 10;

    private TopicCheck() {}

    /**
     * What is in the way of {@code generation}, in words for an operator; empty where nothing is. Blocks until the cluster answers.
     *
     * @throws InterruptedException where the thread is asked to end
     */
    static Optional<String> obstacle(Admin admin, Generation generation) throws InterruptedException {
        List<String> names = ProcessorTopology.usedTopics(generation).stream()
                .map(Topic::name)
                .toList();
        List<String> missing = new ArrayList<>();
        Map<String, Integer> partitions = new TreeMap<>();
        Map<String, KafkaFuture<TopicDescription>> answers =
                admin.describeTopics(names).topicNameValues();
        for (Map.Entry<String, KafkaFuture<TopicDescription>> answer : new TreeMap<>(answers).entrySet()) {
            try {
                TopicDescription topic = answer.getValue().get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
                partitions.put(answer.getKey(), topic.partitions().size());
            } catch (ExecutionException e) {
                if (!(e.getCause() instanceof UnknownTopicOrPartitionException)) {
                    return Optional.of("the brokers do not describe the topics: " + e.getCause());
                }
                missing.add(answer.getKey());
            } catch (TimeoutException e) {
                return Optional.of("the brokers do not answer within " + TIMEOUT_SECONDS + " s");
            }
        }
        if (!missing.isEmpty()) {
            return Optional.of("topics are missing: " + String.join(", ", missing)
                    + "; create them as docs/topics.md lists them (the quickstart does so by itself)"
                    + (generation.isFirst()
                            ? ""
                            : ", those of a generation by replay-tool rebuild start " + generation.name()));
        }
        return unequal("received topics", ProcessorTopology.receivedTopics(), partitions)
                .or(() -> unequal("topics of the quarantine", ProcessorTopology.viewedTopics(), partitions))
                .or(() -> stateTopicsUnlikeTheShownOnes(generation, partitions));
    }

    /** One is compared with the other, partition by partition. */
    private static Optional<String> stateTopicsUnlikeTheShownOnes(
            Generation generation, Map<String, Integer> partitions) {
        return ResourceType.withState().stream()
                .map(type -> unequal(
                        "state topics of " + type.word(),
                        List.of(TopicCatalogue.state(type), TopicCatalogue.state(type, generation.name())),
                        partitions))
                .flatMap(Optional::stream)
                .findFirst();
    }

    private static Optional<String> unequal(String which, List<Topic> topics, Map<String, Integer> partitions) {
        Map<String, Integer> found = new TreeMap<>(partitions);
        found.keySet().retainAll(topics.stream().map(Topic::name).toList());
        return found.values().stream().distinct().count() <= 1
                ? Optional.empty()
                : Optional.of("the " + which + " must have equally many partitions, not " + found);
    }
}
