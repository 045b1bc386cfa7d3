package io.countersign.replay.renormalise;

import io.countersign.ingress.provider.SourceSettings.EventSettings;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Where the parts of generic sources' events are, told as {@code <source>.<part>=<JSON Pointer>}. */
public final class GenericSources {

    private static final String PARTS = "id, type, time, resource-type or resource-id";

    private GenericSources() {}

    /**
     * The settings by the name of the source.
     *
     * @param pointers JSON Pointers by {@code <source>.<part>}; the parts are those of the ingress's configuration
     * @throws IllegalArgumentException where a part is not known, or one that is needed is missing
     */
    public static Map<String, EventSettings> of(Map<String, String> pointers) {
        Map<String, Map<String, String>> bySource = new TreeMap<>();
        pointers.forEach((name, pointer) -> {
            int dot = name.lastIndexOf('.');
            String part = name.substring(dot + 1);
            if (dot < 1 || !isPart(part)) {
                throw new IllegalArgumentException(
                        "expected <source>.<part>=<JSON Pointer>, the part being " + PARTS + ", not " + name);
            }
            bySource.computeIfAbsent(name.substring(0, dot), source -> new TreeMap<>())
                    .put(part, pointer);
        });
        Map<String, EventSettings> settings = new TreeMap<>();
        bySource.forEach((source, parts) -> settings.put(
                source,
                new EventSettings(
                        required(source, "id", parts.get("id")),
                        required(source, "type", parts.get("type")),
                        required(source, "time", parts.get("time")),
                        parts.get("resource-type"),
                        parts.get("resource-id"))));
        return settings;
    }

    private static boolean isPart(String name) {
        return switch (name) {
            case "id", "type", "time", "resource-type", "resource-id" -> true;
            default -> false;
        };
    }

    private static String required(String source, String part, @Nullable String pointer) {
        if (pointer == null) {
            throw new IllegalArgumentException("expected " + source + "." + part + "=<JSON Pointer> too");
        }
        return pointer;
    }
}
