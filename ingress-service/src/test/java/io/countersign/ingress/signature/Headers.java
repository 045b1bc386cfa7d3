package io.countersign.ingress.signature;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** Header fields in memory. */
public final class Headers implements HeaderFields {

    private final Map<String, List<String>> values = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);

    public static Headers none() {
        return new Headers();
    }

    public static Headers of(String name, String value) {
        return none().and(name, value);
    }

    /** Adds a field line. */
    public Headers and(String name, String value) {
        values.computeIfAbsent(name.toLowerCase(Locale.ROOT), key -> new ArrayList<>())
                .add(value);
        return this;
    }

    /** The same fields without those called {@code name}. */
    public Headers without(String name) {
        Headers rest = none();
        values.forEach((key, all) -> all.forEach(value -> {
            if (!key.equalsIgnoreCase(name)) {
                rest.and(key, value);
            }
        }));
        return rest;
    }

    public java.util.Set<String> names() {
        return values.keySet();
    }

    @Override
    public List<String> values(String name) {
        return values.getOrDefault(name, List.of());
    }
}
