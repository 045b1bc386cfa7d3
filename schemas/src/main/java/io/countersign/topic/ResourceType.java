package io.countersign.topic;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** What an event can be about. The order is that of the documentation. */
public enum ResourceType {
    ACCOUNT("account"),
    INCOMING_PAYMENT("incoming-payment"),
    OUTGOING_PAYMENT("outgoing-payment"),
    VERIFICATION("verification"),
    /** Events that have no typed fields here (yet); they are deduplicated, but no state is kept of them. */
    UNMAPPED("unmapped");

    private final String word;

    ResourceType(String word) {
        this.word = word;
    }

    /** The type as keys, paths and topic names spell it, such as {@code incoming-payment}. */
    public String word() {
        return word;
    }

    /** Whether the latest state of each resource of this type is kept and published. */
    public boolean hasState() {
        return this != UNMAPPED;
    }

    /** The type that is spelt {@code word}, if there is one. */
    public static Optional<ResourceType> ofWord(String word) {
        return Stream.of(values()).filter(type -> type.word.equals(word)).findFirst();
    }

    /** The types whose state is kept. */
    public static List<ResourceType> withState() {
        return Stream.of(values()).filter(ResourceType::hasState).toList();
    }
}
