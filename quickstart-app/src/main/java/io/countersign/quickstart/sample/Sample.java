package io.countersign.quickstart.sample;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * An example webhook, byte for byte as its provider documents it.
 *
 * @param source the source that it is posted to, named like its provider
 * @param name its name there, such as {@code account.closed}
 * @param json the body
 */
public record Sample(String source, String name, String json) {

    private static final JsonMapper JSON = new JsonMapper();

    /** All samples, by source and name. */
    public static List<Sample> all() {
        return resource("index.txt").lines().map(Sample::read).toList();
    }

    /** The sample of this source and name. */
    public static Sample of(String source, String name) {
        return read(source + "/" + name + ".json");
    }

    /** The body's bytes. */
    public byte[] body() {
        return json.getBytes(StandardCharsets.UTF_8);
    }

    /** The event's type in the provider's own words. */
    public String providerType() {
        return switch (source) {
            case "devengo" -> text("/type");
            case "nuapay" -> text("/eventType");
            default -> text("/name");
        };
    }

    /** The id of the resource that it is about. */
    public String resourceId() {
        return switch (source) {
            case "devengo" -> text("/data/object/id");
            case "nuapay" -> text("/resourceId");
            default -> text("/data/id");
        };
    }

    private String text(String pointer) {
        JsonNode found = JSON.readTree(json).at(pointer);
        if (!found.isString()) {
            throw new IllegalStateException("The sample " + source + "/" + name + " has no " + pointer);
        }
        return found.asString();
    }

    private static Sample read(String path) {
        int slash = path.indexOf('/');
        return new Sample(
                path.substring(0, slash), path.substring(slash + 1, path.length() - ".json".length()), resource(path));
    }

    private static String resource(String path) {
        try (InputStream in = Objects.requireNonNull(Sample.class.getResourceAsStream("/samples/" + path), path)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read the sample " + path, e);
        }
    }
}
