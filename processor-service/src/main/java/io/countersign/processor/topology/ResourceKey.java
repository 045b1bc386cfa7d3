package io.countersign.processor.topology;

import io.countersign.topic.ResourceType;

/**
 * A resource as topics and the store name it.
 *
 * @param type type of the resource
 * @param provider who owns the resource; neither empty nor with a slash
 * @param id identifier at the provider, as the provider wrote it: any characters, slashes included; not empty
 */
public record ResourceKey(ResourceType type, String provider, String id) {

    public ResourceKey {
        if (provider.isEmpty() || provider.indexOf('/') >= 0) {
            throw new IllegalArgumentException("a provider must be a name without a slash");
        }
        if (id.isEmpty()) {
            throw new IllegalArgumentException("a resource's id must not be empty");
        }
    }

    /** The key of the resource's records. It decides the partition. */
    public String inTopics() {
        return provider + "/" + type.word() + "/" + id;
    }

    /**
     * The key of the resource's state in the store. The type comes first, so that resources of one type lie together,
     * sorted by provider and id, and so that an unmapped event never meets the state of a mapped one.
     */
    public String inStore() {
        return prefix(type) + provider + "/" + id;
    }

    /** What all keys of one type begin with in the store. */
    public static String prefix(ResourceType type) {
        return type.word() + "/";
    }

    /** What all keys of one type and provider begin with in the store. */
    public static String prefix(ResourceType type, String provider) {
        return prefix(type) + provider + "/";
    }

    /** A key that is behind all keys of one type in the store, and is none itself. */
    static String behind(ResourceType type) {
        // All of them go on with a slash; zero is the character behind it.
        return type.word() + '0';
    }
}
