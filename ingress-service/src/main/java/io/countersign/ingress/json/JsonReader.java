package io.countersign.ingress.json;

import io.countersign.quarantine.QuarantineReason;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.core.json.JsonFactory;

/**
 * Reads a JSON object out of bytes that anybody may have written. Strict: UTF-8 alone, RFC 8259 to the letter, no field name
 * twice in an object, and limits on everything that could be made large. One byte-order mark in front is tolerated (RFC 8259,
 * section 8.1). Thread-safe; never throws.
 */
public final class JsonReader {

    /** Deepest nesting of objects and arrays; the outermost object counts. */
    public static final int DEEPEST = 64;

    /** Longest number in characters. */
    public static final int LONGEST_NUMBER = 100;

    /** Longest string in UTF-16 code units. */
    public static final int LONGEST_STRING = 65_536;

    /** Longest field name in UTF-16 code units. */
    public static final int LONGEST_NAME = 1_024;

    private static final char BYTE_ORDER_MARK = '\uFEFF';
    private static final char REPLACEMENT = '\uFFFD';

    private static final JsonFactory FACTORY = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(DEEPEST)
                    .maxNumberLength(LONGEST_NUMBER)
                    .maxStringLength(LONGEST_STRING)
                    .maxNameLength(LONGEST_NAME)
                    .build())
            .build();

    private static final String LIMITS = "expected nesting up to " + DEEPEST + ", numbers up to " + LONGEST_NUMBER
            + ", strings up to " + LONGEST_STRING + " and names up to " + LONGEST_NAME + " characters";

    private final JsonParser parser;
    private Reading.@Nullable Unreadable wrong;

    private JsonReader(JsonParser parser) {
        this.parser = parser;
    }

    /** What the bytes turned out to be. */
    public sealed interface Reading {

        /**
         * A JSON object.
         *
         * @param root the object
         * @param text the text as received, without a byte-order mark
         */
        record Document(Json.ObjectValue root, String text) implements Reading {}

        /**
         * Something else.
         *
         * @param reason why
         * @param detail what was expected, and the line and column where it was not found; never content
         */
        record Unreadable(QuarantineReason reason, String detail) implements Reading {}
    }

    /** Reads {@code bytes}. */
    public static Reading read(byte[] bytes) {
        String text = new String(bytes, StandardCharsets.UTF_8);
        if (text.indexOf(REPLACEMENT) >= 0 && !isUtf8(bytes)) {
            return new Reading.Unreadable(QuarantineReason.NOT_UTF8, "expected UTF-8 (RFC 8259, section 8.1)");
        }
        if (!text.isEmpty() && text.charAt(0) == BYTE_ORDER_MARK) {
            text = text.substring(1);
        }
        // From text, never from bytes: of bytes, Jackson would guess UTF-16 and UTF-32.
        try (JsonParser parser = FACTORY.createParser(ObjectReadContext.empty(), text)) {
            return new JsonReader(parser).document(text);
        } catch (StreamConstraintsException e) {
            return new Reading.Unreadable(QuarantineReason.LIMIT_EXCEEDED, LIMITS + at(e.getLocation()));
        } catch (JacksonException e) {
            // Its message quotes the text.
            return new Reading.Unreadable(QuarantineReason.NOT_JSON, "expected JSON (RFC 8259)" + at(e.getLocation()));
        }
    }

    private Reading document(String text) {
        JsonToken first = parser.nextToken();
        if (first == null) {
            return new Reading.Unreadable(QuarantineReason.NOT_JSON, "expected JSON (RFC 8259), found nothing");
        }
        Json value = value(first);
        if (value == null) {
            return Objects.requireNonNull(wrong);
        }
        if (parser.nextToken() != null) {
            return wrong(QuarantineReason.NOT_JSON, "expected nothing after the JSON value");
        }
        if (!(value instanceof Json.ObjectValue root)) {
            return new Reading.Unreadable(QuarantineReason.NOT_AN_EVENT, "expected a JSON object at the top");
        }
        return new Reading.Document(root, text);
    }

    /** The value that begins with {@code token}, or {@code null} once something is {@link #wrong}. */
    private @Nullable Json value(JsonToken token) {
        return switch (token) {
            case START_OBJECT -> object();
            case START_ARRAY -> array();
            case VALUE_STRING -> new Json.TextValue(parser.getString());
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> number(parser.getString());
            case VALUE_TRUE -> Json.Literal.TRUE;
            case VALUE_FALSE -> Json.Literal.FALSE;
            case VALUE_NULL -> Json.Literal.NULL;
            default -> throw new IllegalStateException("no value begins with " + token);
        };
    }

    /** Jackson's own limit counts digits alone, which lets some numbers through that are longer. */
    private @Nullable Json number(String digits) {
        if (digits.length() > LONGEST_NUMBER) {
            wrong = wrong(QuarantineReason.LIMIT_EXCEEDED, LIMITS);
            return null;
        }
        return new Json.NumberValue(digits);
    }

    private @Nullable Json object() {
        Map<String, Json> fields = new LinkedHashMap<>();
        for (String name = parser.nextName(); name != null; name = parser.nextName()) {
            if (fields.containsKey(name)) {
                wrong = wrong(QuarantineReason.DUPLICATE_KEY, "expected no field name twice in an object");
                return null;
            }
            Json value = value(parser.nextToken());
            if (value == null) {
                return null;
            }
            fields.put(name, value);
        }
        return new Json.ObjectValue(fields);
    }

    private @Nullable Json array() {
        List<Json> items = new ArrayList<>();
        for (JsonToken token = parser.nextToken(); token != JsonToken.END_ARRAY; token = parser.nextToken()) {
            Json value = value(token);
            if (value == null) {
                return null;
            }
            items.add(value);
        }
        return new Json.ArrayValue(items);
    }

    private Reading.Unreadable wrong(QuarantineReason reason, String expectation) {
        return new Reading.Unreadable(reason, expectation + at(parser.currentTokenLocation()));
    }

    /** Whether a replacement character was in the text, and not put there for bytes that are none. */
    private static boolean isUtf8(byte[] bytes) {
        try {
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
            return true;
        } catch (CharacterCodingException e) {
            return false;
        }
    }

    private static String at(@Nullable TokenStreamLocation location) {
        return location == null ? "" : ", at line " + location.getLineNr() + ", column " + location.getColumnNr();
    }
}
