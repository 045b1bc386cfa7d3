package io.countersign.replay.rebuild;

import io.countersign.generation.Generation;
import io.countersign.job.Job;
import io.countersign.job.JobKind;
import io.countersign.replay.ReplayException;
import io.countersign.replay.cluster.Cluster;
import io.countersign.replay.cluster.Range;
import io.countersign.replay.job.JobLog;
import io.countersign.topic.ResourceType;
import io.countersign.topic.TopicCatalogue;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.apache.kafka.clients.admin.ConsumerGroupDescription;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.GroupIdNotFoundException;
import org.jspecify.annotations.Nullable;

/** Which generations there are, which one is live, and how far each has read. Not thread-safe. */
public final class Generations {

    private final Cluster cluster;
    private final String firstApplicationId;

    /** @param firstApplicationId application id of the first generation */
    public Generations(Cluster cluster, String firstApplicationId) {
        this.cluster = cluster;
        this.firstApplicationId = firstApplicationId;
    }

    /**
     * The generation of this name, whether or not it exists.
     *
     * @throws ReplayException where that is no name
     */
    public DeployedGeneration named(String name) {
        try {
            return new DeployedGeneration(new Generation(name), firstApplicationId);
        } catch (IllegalArgumentException e) {
            throw ReplayException.usage(e);
        }
    }

    /**
     * The generation of this name, with all of its state topics.
     *
     * @throws ReplayException where there is none
     */
    public DeployedGeneration existing(String name) {
        DeployedGeneration generation = named(name);
        boolean complete = topics().containsAll(generation.stateTopics().stream()
                .map(topic -> topic.name())
                .toList());
        if (!complete) {
            throw ReplayException.usage(
                    "There is no generation " + name + "; begin one with rebuild start " + name + ".");
        }
        return generation;
    }

    /** All generations, the first one first. */
    public List<DeployedGeneration> all() {
        String prefix = TopicCatalogue.state(ResourceType.ACCOUNT).name() + ".";
        List<DeployedGeneration> all = new ArrayList<>(List.of(first()));
        new TreeSet<>(topics())
                .stream()
                        .filter(topic -> topic.startsWith(prefix))
                        .map(topic -> named(topic.substring(prefix.length())))
                        .forEach(all::add);
        return all;
    }

    /** The one whose output readers see: whom the latest promotion named. */
    public DeployedGeneration live() {
        return promotions().stream()
                .max(Comparator.comparing(Job::getStartedAt))
                .map(job -> named(job.getTargets().get(0)))
                .orElseGet(this::first);
    }

    /** The one that was live before {@code generation} was. */
    public DeployedGeneration liveBefore(DeployedGeneration generation) {
        return promotions().stream()
                .filter(job -> !job.getTargets().contains(generation.name()))
                .max(Comparator.comparing(Job::getStartedAt))
                .map(job -> named(job.getTargets().get(0)))
                .orElseGet(this::first);
    }

    /** Whether it was live at any time: its old markers are still there, and would count for another one of its name. */
    boolean wasEverLive(DeployedGeneration generation) {
        return generation.isFirst()
                || promotions().stream().anyMatch(job -> job.getTargets().contains(generation.name()));
    }

    /** The promotions whose markers were written: those are in the transaction that first counts something written. */
    private List<Job> promotions() {
        return new JobLog(cluster)
                .all().stream()
                        .filter(job -> job.getKind() == JobKind.PROMOTE && job.getWritten() > 0)
                        .toList();
    }

    private DeployedGeneration first() {
        return new DeployedGeneration(Generation.FIRST, firstApplicationId);
    }

    /** How many consumers its processors have in its group now: none where nobody runs it. */
    public int members(DeployedGeneration generation) {
        ConsumerGroupDescription group = group(generation);
        return group == null ? 0 : group.members().size();
    }

    private @Nullable ConsumerGroupDescription group(DeployedGeneration generation) {
        String id = generation.applicationId();
        KafkaFuture<ConsumerGroupDescription> described =
                cluster.admin().describeConsumerGroups(List.of(id)).all().thenApply(groups -> groups.get(id));
        try {
            return cluster.answer(described);
        } catch (ReplayException e) {
            if (e.getCause() instanceof GroupIdNotFoundException) {
                return null;
            }
            throw e;
        }
    }

    /** Whether brokers know of its group, running or not. */
    boolean hasGroup(DeployedGeneration generation) {
        return group(generation) != null;
    }

    /** The received topics as they are now, and how far the generation has read them. */
    public List<Reading> readings(DeployedGeneration generation) {
        return readings(generation, cluster.ranges(cluster.partitions(DeployedGeneration.received())));
    }

    /** How many received records it has yet to read. */
    public long left(DeployedGeneration generation) {
        return readings(generation).stream().mapToLong(Reading::left).sum();
    }

    /** The same against ends that were taken before. */
    List<Reading> readings(DeployedGeneration generation, List<Range> ranges) {
        Map<TopicPartition, OffsetAndMetadata> committed = hasGroup(generation)
                ? cluster.answer(cluster.admin()
                        .listConsumerGroupOffsets(generation.applicationId())
                        .partitionsToOffsetAndMetadata())
                : Map.of();
        return ranges.stream()
                .map(range -> {
                    OffsetAndMetadata offset = committed.get(range.partition());
                    return new Reading(range, offset == null ? range.from() : offset.offset());
                })
                .toList();
    }

    Set<String> topics() {
        return cluster.answer(cluster.admin().listTopics().names());
    }
}
