package io.countersign.processor.resources;

import io.countersign.processor.topology.QuarantineStore;
import io.countersign.quarantine.QuarantineReason;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A question for what is in quarantine.
 *
 * @param source only what came in through this source; null for all
 * @param reason only what is there for this reason; null for all
 * @param limit how many at most, from 1 to 100
 * @param after only those behind this key of the list; null from the beginning
 */
record QuarantineListing(
        @Nullable String source,
        @Nullable QuarantineReason reason,
        int limit,
        @Nullable String after) {

    /** Fewer than of resources: each is read with its body, which may be large. */
    static final int MAX_LIMIT = 100;

    /**
     * What the query parameters ask for.
     *
     * @throws InvalidParameterException where one of them is not as expected
     */
    static QuarantineListing of(Map<String, String[]> parameters) {
        String source = Listing.single(parameters, "source");
        if (source != null && source.isEmpty()) {
            throw new InvalidParameterException("Expected source to be the name of a source.");
        }
        String cursor = Listing.single(parameters, "after");
        return new QuarantineListing(
                source,
                reason(Listing.single(parameters, "reason")),
                Listing.limit(parameters, MAX_LIMIT),
                cursor == null ? null : Listing.keyIn(cursor, QuarantineStore.LIST));
    }

    /** The same question as query parameters. */
    Map<String, String> parameters() {
        Map<String, String> parameters = new TreeMap<>();
        parameters.put("limit", Integer.toString(limit));
        if (source != null) {
            parameters.put("source", source);
        }
        if (reason != null) {
            parameters.put("reason", reason.name());
        }
        if (after != null) {
            parameters.put("after", Listing.cursor(after));
        }
        return parameters;
    }

    /** The first key that can be meant. */
    String from() {
        return after == null ? QuarantineStore.LIST : after + '\0';
    }

    /** A key that is behind all that can be meant, and is none itself. */
    String to() {
        // The prefix ends in a slash; zero is the character behind it.
        return QuarantineStore.LIST.substring(0, QuarantineStore.LIST.length() - 1) + '0';
    }

    private static @Nullable QuarantineReason reason(@Nullable String name) {
        if (name == null) {
            return null;
        }
        return Stream.of(QuarantineReason.values())
                .filter(reason -> reason.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new InvalidParameterException("Expected reason to be one of "
                        + Stream.of(QuarantineReason.values()).map(Enum::name).collect(Collectors.joining(", "))
                        + "."));
    }
}
