package io.countersign.processor.resources;

import io.countersign.processor.topology.ResourceKey;
import io.countersign.topic.ResourceType;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A question for many resources of one type.
 *
 * @param type the type
 * @param provider only this provider's; null for all
 * @param status only those in this status; null for all
 * @param limit how many at most, from 1 to 500
 * @param after only those behind this key; null from the beginning
 */
record Listing(
        ResourceType type,
        @Nullable String provider,
        @Nullable String status,
        int limit,
        @Nullable String after) {

    static final int DEFAULT_LIMIT = 50;
    static final int MAX_LIMIT = 500;

    /**
     * What the query parameters ask for.
     *
     * @throws InvalidParameterException where one of them is not as expected
     */
    static Listing of(ResourceType type, Map<String, String[]> parameters) {
        String provider = single(parameters, "provider");
        if (provider != null && (provider.isEmpty() || provider.contains("/"))) {
            throw new InvalidParameterException("Expected provider to be a name, such as devengo.");
        }
        String status = single(parameters, "status");
        if (status != null && status.isEmpty()) {
            throw new InvalidParameterException("Expected status to be a word, such as confirmed.");
        }
        Listing listing = new Listing(type, provider, status, limit(parameters, MAX_LIMIT), null);
        String cursor = single(parameters, "after");
        return cursor == null ? listing : listing.after(keyIn(cursor, listing.prefix()));
    }

    /** The same question as query parameters. */
    Map<String, String> parameters() {
        Map<String, String> parameters = new TreeMap<>();
        parameters.put("limit", Integer.toString(limit));
        if (provider != null) {
            parameters.put("provider", provider);
        }
        if (status != null) {
            parameters.put("status", status);
        }
        if (after != null) {
            parameters.put("after", cursor(after));
        }
        return parameters;
    }

    /** The first key that can be meant. */
    String from() {
        return after == null ? prefix() : after + '\0';
    }

    /** A key that is behind all that can be meant, and is none itself. */
    String to() {
        String prefix = prefix();
        // All prefixes end in a slash; zero is the character behind it.
        return prefix.substring(0, prefix.length() - 1) + '0';
    }

    /** A key as clients hand it back: opaque, and safe in a query. */
    static String cursor(String key) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(key.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * The key in a cursor.
     *
     * @throws InvalidParameterException where it holds none that begins with {@code prefix}
     */
    static String keyIn(String cursor, String prefix) {
        try {
            String key = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(Base64.getUrlDecoder().decode(cursor)))
                    .toString();
            if (key.startsWith(prefix)) {
                return key;
            }
        } catch (IllegalArgumentException | CharacterCodingException e) {
            // Falls through: whatever is wrong with it, it is no cursor of ours.
        }
        throw new InvalidParameterException("Expected after to be the next of an earlier page of the same question.");
    }

    String prefix() {
        return provider == null ? ResourceKey.prefix(type) : ResourceKey.prefix(type, provider);
    }

    private Listing after(String key) {
        return new Listing(type, provider, status, limit, key);
    }

    /** How many at most: from 1 to {@code most}, {@link #DEFAULT_LIMIT} unless told. */
    static int limit(Map<String, String[]> parameters, int most) {
        String text = single(parameters, "limit");
        if (text == null) {
            return DEFAULT_LIMIT;
        }
        try {
            int limit = Integer.parseInt(text);
            if (limit >= 1 && limit <= most) {
                return limit;
            }
        } catch (NumberFormatException e) {
            // Falls through: no number is not in the range either.
        }
        throw new InvalidParameterException("Expected limit to be a whole number from 1 to " + most + ".");
    }

    /** The value of a parameter that may be there once; null where it is not. */
    static @Nullable String single(Map<String, String[]> parameters, String name) {
        String[] values = parameters.get(name);
        if (values == null || values.length == 0) {
            return null;
        }
        if (values.length > 1) {
            throw new InvalidParameterException("Expected " + name + " at most once.");
        }
        return values[0];
    }
}
