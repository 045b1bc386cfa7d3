package io.countersign.benchmarks.load;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * An HTTP request whose changing parts lie at fixed places, so that the next one costs a copy, a few numbers and a
 * signature.
 */
final class Template {

    /** A part that changes. Its text in the template marks the place and is as long as what will stand there. */
    enum Part {
        EVENT_ID('E', 22),
        EVENT_UUID('F', 36),
        RESOURCE_ID('R', 22),
        RESOURCE_WORD('S', 10),
        RESOURCE_UUID('T', 36),
        TASK_UUID('U', 36),
        ISO_TIME('V', 20),
        /** Seconds since the Unix epoch. */
        SECONDS('W', 10),
        /** Milliseconds since the Unix epoch. */
        MILLIS('X', 13),
        SIGNATURE('Y', 64);

        private final String mark;

        Part(char letter, int length) {
            this.mark = "\u007f" + String.valueOf(letter).repeat(length - 1);
        }

        int length() {
            return mark.length();
        }
    }

    /** A place of a part. */
    record Place(Part part, int at) {}

    private final String provider;
    private final byte[] bytes;
    private final int bodyStart;
    private final List<Place> places;

    private Template(String provider, String head, String body) {
        this.provider = provider;
        String whole = head.replace("{length}", Integer.toString(body.length())) + "\r\n\r\n" + body;
        this.bytes = whole.getBytes(StandardCharsets.US_ASCII);
        this.bodyStart = whole.length() - body.length();
        List<Place> found = new ArrayList<>();
        for (Part part : Part.values()) {
            for (int at = whole.indexOf(part.mark); at >= 0; at = whole.indexOf(part.mark, at + 1)) {
                found.add(new Place(part, at));
            }
        }
        this.places = List.copyOf(found);
    }

    /** The example of this name, to be sent to the source that is called like its provider. */
    static Template of(String provider, String event, Secrets secrets) {
        String text = example(provider + '/' + event + ".json");
        JsonNode json = new JsonMapper().readTree(text);
        StringBuilder body = new StringBuilder(text);
        String head = "POST /webhooks/" + provider
                + " HTTP/1.1\r\nHost: 127.0.0.1\r\nUser-Agent: load\r\nContent-Type: application/json\r\nContent-Length: {length}";
        switch (provider) {
            case "devengo" -> {
                mark(body, json.at("/id"), "evt_", Part.EVENT_ID);
                mark(body, json.at("/created_at"), "", Part.ISO_TIME);
                String id = json.at("/data/object/id").stringValue();
                mark(body, json.at("/data/object/id"), id.substring(0, id.indexOf('_') + 1), Part.RESOURCE_ID);
                head += "\r\nX-Devengo-Webhooks-Sig: t=" + Part.SECONDS.mark + ",v1=" + Part.SIGNATURE.mark;
            }
            case "nuapay" -> {
                replace(body, json.at("/eventTimestamp").asString(), Part.MILLIS.mark);
                String id = json.at("/resourceId").stringValue();
                while (body.indexOf(id) >= 0) {
                    replace(body, id, Part.RESOURCE_WORD.mark);
                }
                head += "\r\nX-Request-Id: " + Part.EVENT_UUID.mark + "\r\nX-Signature: " + Part.SIGNATURE.mark;
            }
            case "lox24" -> {
                mark(body, json.at("/id"), "", Part.EVENT_UUID);
                replace(body, json.at("/created_at").asString(), Part.SECONDS.mark);
                mark(body, json.at("/data/id"), "", Part.RESOURCE_UUID);
                mark(body, json.at("/notification_task_id"), "", Part.TASK_UUID);
                head += "\r\nX-Lox24-Secret: " + secrets.lox24();
            }
            default -> throw new IllegalArgumentException("no provider is called " + provider);
        }
        return new Template(provider, head, body.toString());
    }

    private static String example(String path) {
        try (InputStream in = Objects.requireNonNull(Template.class.getResourceAsStream("/samples/" + path), path)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(path, e);
        }
    }

    private static void mark(StringBuilder body, JsonNode value, String prefix, Part part) {
        replace(body, '"' + value.stringValue() + '"', '"' + prefix + part.mark + '"');
    }

    /** The first one: the envelope stands before what is in it. */
    private static void replace(StringBuilder body, String old, String mark) {
        int at = body.indexOf(old);
        if (at < 0) {
            throw new IllegalStateException("an example does not contain what its fields say");
        }
        body.replace(at, at + old.length(), mark);
    }

    String provider() {
        return provider;
    }

    /** The request with marks; not to be changed. */
    byte[] bytes() {
        return bytes;
    }

    int bodyStart() {
        return bodyStart;
    }

    List<Place> places() {
        return places;
    }
}
