package io.countersign.replay.select;

import io.countersign.topic.ResourceType;
import io.countersign.topic.Topic;
import io.countersign.topic.TopicCatalogue;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** The topics that hold events. */
public final class Sources {

    private static final List<Topic> RECEIVED =
            Arrays.stream(ResourceType.values()).map(TopicCatalogue::received).toList();
    private static final List<Topic> EVENTS =
            Arrays.stream(ResourceType.values()).map(TopicCatalogue::events).toList();

    private Sources() {}

    /** Every authentic event, as often as it was delivered. */
    public static List<Topic> received() {
        return RECEIVED;
    }

    /** Each event once: what other teams subscribe to. */
    public static List<Topic> events() {
        return EVENTS;
    }

    /** The topic of events with this name, if there is one. */
    public static Optional<Topic> named(String name) {
        return Stream.concat(RECEIVED.stream(), EVENTS.stream())
                .filter(topic -> topic.name().equals(name))
                .findFirst();
    }

    /**
     * The topics that operators name: in full, or {@code received} or {@code events} for all of that family.
     *
     * @throws IllegalArgumentException where a name is none of a topic of events
     */
    public static List<Topic> of(Collection<String> names) {
        Set<Topic> found = new LinkedHashSet<>();
        for (String name : names) {
            switch (name) {
                case "received" -> found.addAll(RECEIVED);
                case "events" -> found.addAll(EVENTS);
                default -> found.add(named(name).orElseThrow(() -> new IllegalArgumentException(unknown(name))));
            }
        }
        return List.copyOf(found);
    }

    /** How a family of topics is written, such as {@code webhooks.received.*}. */
    public static String family(List<Topic> topics) {
        String first = topics.get(0).name();
        return first.substring(0, first.lastIndexOf('.')) + ".*";
    }

    private static String unknown(String name) {
        List<String> known = new ArrayList<>(List.of("received", "events"));
        Stream.concat(RECEIVED.stream(), EVENTS.stream()).map(Topic::name).forEach(known::add);
        return "there are no events on a topic " + name + ": expected one of " + String.join(", ", known);
    }
}
