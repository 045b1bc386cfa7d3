package io.countersign.replay.rebuild;

import io.countersign.replay.ReplayException;
import io.countersign.replay.cluster.Cluster;
import io.countersign.topic.Topic;
import java.util.List;
import java.util.Set;

/** Deletes what is a generation's own. Can be repeated where it did not come to its end. */
public final class Discard {

    private final Cluster cluster;
    private final Generations generations;

    public Discard(Cluster cluster, Generations generations) {
        this.cluster = cluster;
        this.generations = generations;
    }

    /**
     * Whether it may be discarded.
     *
     * @throws ReplayException where it may not, or there is nothing of it
     */
    public void check(DeployedGeneration generation) {
        if (generation.isFirst()) {
            throw ReplayException.usage(
                    "The first generation cannot be discarded: a processor of it that was started by"
                            + " mistake would publish everything again.");
        }
        if (generation.equals(generations.live())) {
            throw ReplayException.usage("Generation " + generation + " is live: promote another one before.");
        }
        if (generations.members(generation) > 0) {
            throw ReplayException.usage("Somebody runs generation " + generation + ": stop its processors before.");
        }
        if (topics(generation).isEmpty() && !generations.hasGroup(generation)) {
            throw ReplayException.usage("There is nothing of a generation " + generation + ".");
        }
    }

    /** Its topics that exist. */
    public List<String> topics(DeployedGeneration generation) {
        Set<String> existing = generations.topics();
        return generation.ownTopics().stream().filter(existing::contains).toList();
    }

    /**
     * Deletes topics, consumer group and subjects.
     *
     * @return the topics that were deleted
     */
    public List<String> run(DeployedGeneration generation) {
        List<String> topics = topics(generation);
        // Subjects and group first: what is still there afterwards is found again by its topics.
        generation.stateTopics().stream().map(Topic::subject).forEach(cluster.registry()::delete);
        if (generations.hasGroup(generation)) {
            cluster.answer(cluster.admin()
                    .deleteConsumerGroups(List.of(generation.applicationId()))
                    .all());
        }
        cluster.answer(cluster.admin().deleteTopics(topics).all());
        return topics;
    }
}
