package io.countersign.replay.rebuild;

import io.countersign.replay.ReplayException;
import io.countersign.replay.cluster.Cluster;
import io.countersign.serde.Codecs;
import io.countersign.topic.ResourceType;
import io.countersign.topic.TopicCatalogue;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.config.ConfigResource;

/** Makes what a new generation needs before its processor can start. Does what is missing, so that it can be repeated. */
public final class Start {

    private final Cluster cluster;
    private final Generations generations;

    public Start(Cluster cluster, Generations generations) {
        this.cluster = cluster;
        this.generations = generations;
    }

    /**
     * Whether a generation of this name may be begun.
     *
     * @throws ReplayException where it may not
     */
    public void check(DeployedGeneration generation) {
        if (generation.isFirst()) {
            throw ReplayException.usage("The first generation is there from the beginning.");
        }
        if (generations.wasEverLive(generation)) {
            throw ReplayException.usage(
                    "A generation " + generation + " was live before. What it was promoted by is still"
                            + " on the received topics, and a new one of that name would publish everything from there on again:"
                            + " take another name.");
        }
        Set<String> topics = generations.topics();
        if (generations.hasGroup(generation) || generation.changelogs().stream().anyMatch(topics::contains)) {
            throw ReplayException.usage("A processor of generation " + generation
                    + " has been started already: see rebuild status, or begin anew after rebuild discard " + generation
                    + ".");
        }
    }

    /**
     * Makes its state topics like those that readers see, and registers their schemas.
     *
     * @return the topics that were made
     */
    public List<String> run(DeployedGeneration generation) {
        Set<String> existing = generations.topics();
        List<NewTopic> missing = new ArrayList<>();
        for (ResourceType type : ResourceType.withState()) {
            String name = TopicCatalogue.state(type, generation.name()).name();
            if (!existing.contains(name)) {
                missing.add(like(TopicCatalogue.state(type).name(), name));
            }
        }
        cluster.answer(cluster.admin().createTopics(missing).all());
        var ignored = Codecs.connect(cluster.registry(), generation.stateTopics());
        return missing.stream().map(NewTopic::name).toList();
    }

    /** Partitions above all: generations are compared partition by partition. */
    private NewTopic like(String model, String name) {
        TopicDescription described = cluster.answer(
                cluster.admin().describeTopics(List.of(model)).allTopicNames().thenApply(topics -> topics.get(model)));
        ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, model);
        Map<String, String> configuration = new HashMap<>();
        cluster
                .answer(cluster.admin().describeConfigs(List.of(resource)).all().thenApply(all -> all.get(resource)))
                .entries()
                .stream()
                .filter(entry -> entry.source() == ConfigEntry.ConfigSource.DYNAMIC_TOPIC_CONFIG)
                .forEach(entry -> configuration.put(entry.name(), entry.value()));
        return new NewTopic(name, described.partitions().size(), (short)
                        described.partitions().get(0).replicas().size())
                .configs(configuration);
    }
}
