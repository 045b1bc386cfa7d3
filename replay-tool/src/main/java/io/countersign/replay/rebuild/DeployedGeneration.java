package io.countersign.replay.rebuild;

import io.countersign.generation.Generation;
import io.countersign.topic.ResourceType;
import io.countersign.topic.Topic;
import io.countersign.topic.TopicCatalogue;
import java.util.List;
import java.util.stream.Stream;

/**
 * A generation of the processor, and what is its own on brokers and at the registry.
 *
 * @param generation which one
 * @param firstApplicationId application id of the first generation
 */
public record DeployedGeneration(Generation generation, String firstApplicationId) {

    /** The stores of the processor, which name its changelogs. A test with a processor finds out whether one is missing. */
    private static final List<String> STORES = List.of("ledger", "promotions", "quarantine-view");

    /** Its name. */
    public String name() {
        return generation.name();
    }

    /** Whether it is the one that needs no name, and whose state topics are those that readers see. */
    public boolean isFirst() {
        return generation.isFirst();
    }

    /** Its consumer group, which begins the names of its changelogs. */
    public String applicationId() {
        return generation.applicationId(firstApplicationId);
    }

    /** The changelog of its ledgers, in which its states are too. */
    String ledgerChangelog() {
        return changelog(STORES.get(0));
    }

    /** Its changelogs. By their full names: another generation's may begin alike. */
    List<String> changelogs() {
        return STORES.stream().map(this::changelog).toList();
    }

    private String changelog(String store) {
        return applicationId() + "-" + store + "-changelog";
    }

    /** Its own state topics; none for the first. */
    List<Topic> stateTopics() {
        return isFirst()
                ? List.of()
                : ResourceType.withState().stream()
                        .map(type -> TopicCatalogue.state(type, name()))
                        .toList();
    }

    /** All topics that are its own. */
    List<String> ownTopics() {
        return Stream.concat(stateTopics().stream().map(Topic::name), changelogs().stream())
                .toList();
    }

    /** The topics that every generation reads. */
    static List<String> received() {
        return Stream.of(ResourceType.values())
                .map(TopicCatalogue::received)
                .map(Topic::name)
                .toList();
    }

    @Override
    public String toString() {
        return name();
    }
}
