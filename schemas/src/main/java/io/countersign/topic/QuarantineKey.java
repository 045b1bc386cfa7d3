package io.countersign.topic;

import org.jspecify.annotations.Nullable;

/** The key of a quarantine record and of its redrives, which therefore share a partition and an order. */
public final class QuarantineKey {

    private static final String UNKNOWN_PROVIDER = "unknown";

    private QuarantineKey() {}

    /**
     * The key.
     *
     * @param provider who sent what is in quarantine; null where that cannot be told
     * @param id id of the quarantine record
     */
    public static String of(@Nullable String provider, String id) {
        return (provider == null ? UNKNOWN_PROVIDER : provider) + "/quarantine/" + id;
    }
}
