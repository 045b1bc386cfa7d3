package io.countersign.topic;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.errors.TopicExistsException;

/** Creates the catalogue's topics. Leaves a topic that exists as it is. */
public final class TopicCreation {

    private static final long TIMEOUT_SECONDS = 30;

    private TopicCreation() {}

    /**
     * Creates the topics that are missing. Blocks for up to a minute.
     *
     * @param admin client of the cluster; stays open
     * @param replicationFactor replicas of each partition; with three or more, two must be in sync for a write
     * @return the topics created, in the catalogue's order
     * @throws IllegalStateException where the cluster does not answer or refuses
     */
    public static List<Topic> createMissing(Admin admin, short replicationFactor) {
        try {
            Set<String> existing = admin.listTopics().names().get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
            List<Topic> created = new ArrayList<>();
            for (Topic topic : TopicCatalogue.all()) {
                if (!existing.contains(topic.name())) {
                    created.add(topic);
                }
            }
            Map<String, KafkaFuture<Void>> results = admin.createTopics(created.stream()
                            .map(topic -> newTopic(topic, replicationFactor))
                            .toList())
                    .values();
            for (Map.Entry<String, KafkaFuture<Void>> result : results.entrySet()) {
                try {
                    result.getValue().get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
                } catch (ExecutionException e) {
                    if (!(e.getCause() instanceof TopicExistsException)) {
                        throw e;
                    }
                    // Somebody else was quicker.
                    created.removeIf(topic -> topic.name().equals(result.getKey()));
                }
            }
            return created;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while creating topics", e);
        } catch (ExecutionException | TimeoutException e) {
            throw new IllegalStateException("the cluster did not create the topics", e);
        }
    }

    private static NewTopic newTopic(Topic topic, short replicationFactor) {
        Map<String, String> configuration = new HashMap<>(topic.configuration());
        if (replicationFactor >= 3) {
            configuration.put("min.insync.replicas", "2");
        }
        return new NewTopic(topic.name(), topic.partitions(), replicationFactor).configs(configuration);
    }
}
