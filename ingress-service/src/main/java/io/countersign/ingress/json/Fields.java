package io.countersign.ingress.json;

import io.countersign.time.IsoTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The fields of a JSON object, read by the type that is expected of them, so that a mapper reads like a table. Where a field is
 * not as expected, the first such finding is noted for the whole document ({@link #problem()}) and a placeholder is returned:
 * a mapper reads on and throws away what it made. {@code null} and absent are the same.
 *
 * <p>Text that only describes may be sent as a string, a number or a boolean; ids and times may not. Not thread-safe.
 */
public final class Fields {

    /** Longest id in characters. */
    public static final int LONGEST_ID = 256;

    /** Latest time that is believed, in seconds since the Unix epoch: the last second of the year 9999. */
    private static final long LATEST_SECOND = 253_402_300_799L;

    private static final long FIRST_MILLIS = 100_000_000_000L;

    private static final Json.ObjectValue EMPTY = new Json.ObjectValue(Map.of());

    private final Json.ObjectValue object;
    private final @Nullable Fields parent;
    private final String step;
    private final Findings findings;

    private static final class Findings {
        private @Nullable String first;
    }

    private Fields(Json.ObjectValue object, @Nullable Fields parent, String step, Findings findings) {
        this.object = object;
        this.parent = parent;
        this.step = step;
        this.findings = findings;
    }

    /** The fields of a document's outermost object. */
    public static Fields of(Json.ObjectValue root) {
        return new Fields(root, null, "", new Findings());
    }

    /**
     * The first thing that was not as expected in the whole document: the path of the field and what was expected there;
     * {@code null} while all is well. Never content.
     */
    public @Nullable String problem() {
        return findings.first;
    }

    /** An id: a string of 1 to {@value #LONGEST_ID} characters without control characters. */
    public String id(String name) {
        Json value = value(name);
        if (value instanceof Json.TextValue text && isId(text.text())) {
            return text.text();
        }
        expect(name, "a string of 1 to " + LONGEST_ID + " characters without control characters");
        return "";
    }

    /** The same as {@link #id}, but {@code null} where the field is no id, which is no problem then. */
    public @Nullable String idIfUsable(String name) {
        return value(name) instanceof Json.TextValue text && isId(text.text()) ? text.text() : null;
    }

    /** Whether {@code text} can be an id. */
    public static boolean isId(String text) {
        int length = text.length();
        if (length == 0 || length > LONGEST_ID) {
            return false;
        }
        for (int i = 0; i < length; i++) {
            char c = text.charAt(i);
            if (Character.isISOControl(c)) {
                return false;
            }
            if (Character.isSurrogate(c)) {
                // Unpaired, it would become a question mark in UTF-8, and ids would no longer differ.
                if (!Character.isHighSurrogate(c) || i + 1 == length || !Character.isLowSurrogate(text.charAt(i + 1))) {
                    return false;
                }
                i++;
            }
        }
        return true;
    }

    /** An id at a place that configuration names: a string as of {@link #id}, or an integer. */
    public String idAt(Pointer pointer) {
        Json value = pointer.in(object);
        if (value instanceof Json.TextValue text && isId(text.text())) {
            return text.text();
        }
        if (value instanceof Json.NumberValue number && JsonNumbers.asLong(number.digits()) != null) {
            return number.digits();
        }
        expectAt(pointer, "a string of 1 to " + LONGEST_ID + " characters without control characters, or an integer");
        return "";
    }

    /**
     * A time at a place that configuration names: ISO 8601 with an offset, or seconds or milliseconds since the Unix epoch. An
     * integer from {@value #FIRST_MILLIS} on is milliseconds: as seconds it would be past the year 5000, as milliseconds it is
     * in 1973.
     */
    public Instant timeAt(Pointer pointer) {
        Json value = pointer.in(object);
        Instant time = null;
        if (value instanceof Json.TextValue text) {
            time = IsoTime.parse(text.text());
        } else if (value instanceof Json.NumberValue number) {
            Long since = JsonNumbers.asLong(number.digits());
            if (since != null && since >= 0) {
                time = since < FIRST_MILLIS ? Instant.ofEpochSecond(since) : Instant.ofEpochMilli(since);
            }
        }
        if (time == null) {
            expectAt(pointer, "a time: ISO 8601, or whole seconds or milliseconds since the Unix epoch");
            return Instant.EPOCH;
        }
        return time;
    }

    /** Notes that {@code expectation} was not met at a place that configuration names. */
    public void expectAt(Pointer pointer, String expectation) {
        if (findings.first == null) {
            findings.first = pointer + ": expected " + expectation;
        }
    }

    /** A text that describes; {@code null} where not sent. */
    public @Nullable String text(String name) {
        Json value = value(name);
        if (value == null) {
            return null;
        }
        String text = scalar(value);
        if (text == null) {
            expect(name, "a string");
        }
        return text;
    }

    /**
     * A text that describes, in the field whose name is the value of the field {@code naming}; {@code null} where not sent. What
     * is noted of it tells of {@code naming} alone: the other name is content.
     */
    public @Nullable String textNamedBy(String naming) {
        if (!(value(naming) instanceof Json.TextValue named)) {
            return null;
        }
        Json value = value(named.text());
        String text = value == null ? null : scalar(value);
        if (value != null && text == null) {
            expect(naming, "the name of a field with a string");
        }
        return text;
    }

    /** A text that describes, and has to be there. */
    public String requiredText(String name) {
        if (value(name) == null) {
            expect(name, "a string");
        }
        String text = text(name);
        return text == null ? "" : text;
    }

    /** A boolean; {@code null} where not sent. */
    public @Nullable Boolean flag(String name) {
        Json value = value(name);
        if (value == null) {
            return null;
        }
        if (value != Json.Literal.TRUE && value != Json.Literal.FALSE) {
            expect(name, "a boolean");
        }
        return value == Json.Literal.TRUE;
    }

    /** A number without fraction or exponent that fits 32 bits; {@code null} where not sent. */
    public @Nullable Integer integer(String name) {
        Json value = value(name);
        if (value == null) {
            return null;
        }
        Long number = value instanceof Json.NumberValue written ? JsonNumbers.asLong(written.digits()) : null;
        if (number == null || number != number.intValue()) {
            expect(name, "an integer of 32 bits");
            return null;
        }
        return number.intValue();
    }

    /** A number without fraction or exponent that fits 64 bits. */
    public long requiredLong(String name) {
        Long number = value(name) instanceof Json.NumberValue written ? JsonNumbers.asLong(written.digits()) : null;
        if (number == null) {
            expect(name, "an integer of 64 bits");
            return 0;
        }
        return number;
    }

    /**
     * A number that is whole, however it is written; {@code null} where not sent or not whole, which is no problem. Anything
     * but a number is.
     */
    public @Nullable Long wholeNumber(String name) {
        Json value = value(name);
        if (value == null) {
            return null;
        }
        if (value instanceof Json.NumberValue number) {
            return JsonNumbers.asLongByValue(number.digits());
        }
        expect(name, "a number");
        return null;
    }

    /** An ISO 4217 code: three capital letters; {@code null} where not sent. */
    public @Nullable String currency(String name) {
        Json value = value(name);
        if (value == null) {
            return null;
        }
        if (value instanceof Json.TextValue text && isCurrency(text.text())) {
            return text.text();
        }
        expect(name, "three capital letters (ISO 4217)");
        return null;
    }

    /** An ISO 4217 code that has to be there. */
    public String requiredCurrency(String name) {
        String currency = currency(name);
        if (currency == null) {
            expect(name, "three capital letters (ISO 4217)");
            return "";
        }
        return currency;
    }

    private static boolean isCurrency(String text) {
        if (text.length() != 3) {
            return false;
        }
        for (int i = 0; i < 3; i++) {
            if (text.charAt(i) < 'A' || text.charAt(i) > 'Z') {
                return false;
            }
        }
        return true;
    }

    /** A time in ISO 8601 with an offset or {@code Z}; {@code null} where not sent. */
    public @Nullable Instant isoTime(String name) {
        return value(name) == null ? null : requiredIsoTime(name);
    }

    /** A time in ISO 8601 with an offset or {@code Z}. */
    public Instant requiredIsoTime(String name) {
        Instant time = value(name) instanceof Json.TextValue text ? IsoTime.parse(text.text()) : null;
        if (time == null) {
            expect(name, "a time such as 2022-01-01T12:00:00Z (ISO 8601)");
            return Instant.EPOCH;
        }
        return time;
    }

    /** A time in seconds since the Unix epoch, from then to the year 9999; {@code null} where not sent. */
    public @Nullable Instant epochSeconds(String name) {
        return value(name) == null ? null : requiredEpochSeconds(name);
    }

    /** A time in seconds since the Unix epoch, from then to the year 9999. */
    public Instant requiredEpochSeconds(String name) {
        Long seconds = value(name) instanceof Json.NumberValue number ? JsonNumbers.asLong(number.digits()) : null;
        if (seconds == null || seconds < 0 || seconds > LATEST_SECOND) {
            expect(name, "whole seconds since the Unix epoch");
            return Instant.EPOCH;
        }
        return Instant.ofEpochSecond(seconds);
    }

    /** A time in milliseconds since the Unix epoch: positive, and as late as 64 bits can tell. */
    public Instant requiredEpochMillis(String name) {
        Long millis = value(name) instanceof Json.NumberValue number ? JsonNumbers.asLong(number.digits()) : null;
        if (millis == null || millis <= 0) {
            expect(name, "whole milliseconds since the Unix epoch");
            return Instant.EPOCH;
        }
        return Instant.ofEpochMilli(millis);
    }

    /** An object that has to be there. */
    public Fields object(String name) {
        Json value = value(name);
        if (value instanceof Json.ObjectValue found) {
            return new Fields(found, this, name, findings);
        }
        expect(name, "an object");
        return new Fields(EMPTY, this, name, findings);
    }

    /** What {@code mapping} makes of an object; {@code null} where it is not sent. */
    public <T> @Nullable T object(String name, Function<Fields, T> mapping) {
        return value(name) == null ? null : mapping.apply(object(name));
    }

    /** The fields of an object, or no fields where there is none, which is no problem. */
    public Fields objectIfAny(String name) {
        Json.ObjectValue found = value(name) instanceof Json.ObjectValue value ? value : EMPTY;
        return new Fields(found, this, name, findings);
    }

    /** What {@code mapping} makes of each object in an array; empty where not sent. */
    public <T> List<T> objects(String name, Function<Fields, T> mapping) {
        Json value = value(name);
        if (value == null) {
            return List.of();
        }
        if (!(value instanceof Json.ArrayValue array)) {
            expect(name, "an array");
            return List.of();
        }
        List<T> mapped = new ArrayList<>(array.items().size());
        for (int i = 0; i < array.items().size(); i++) {
            String item = name + '[' + i + ']';
            if (array.items().get(i) instanceof Json.ObjectValue found) {
                mapped.add(mapping.apply(new Fields(found, this, item, findings)));
            } else {
                expect(item, "an object");
                return List.of();
            }
        }
        return mapped;
    }

    /** An object with any fields: scalars as text, nested values as compact JSON, nulls left out; empty where not sent. */
    public Map<String, String> freeMap(String name) {
        Json value = value(name);
        if (value == null) {
            return Map.of();
        }
        if (!(value instanceof Json.ObjectValue found)) {
            expect(name, "an object");
            return Map.of();
        }
        Map<String, String> map = new LinkedHashMap<>();
        found.fields().forEach((field, content) -> {
            if (content != Json.Literal.NULL) {
                String text = scalar(content);
                map.put(field, text == null ? JsonText.of(content) : text);
            }
        });
        return map;
    }

    /** Notes that {@code expectation} was not met by the field. Only the first finding of a document counts. */
    public void expect(String name, String expectation) {
        if (findings.first == null) {
            StringBuilder path = new StringBuilder();
            appendPath(path);
            findings.first =
                    path.append(name).append(": expected ").append(expectation).toString();
        }
    }

    private void appendPath(StringBuilder path) {
        if (parent != null) {
            parent.appendPath(path);
            path.append(step).append('.');
        }
    }

    private @Nullable Json value(String name) {
        Json value = object.get(name);
        return value == Json.Literal.NULL ? null : value;
    }

    private static @Nullable String scalar(Json value) {
        if (value instanceof Json.TextValue text) {
            return text.text();
        }
        if (value instanceof Json.NumberValue number) {
            return number.digits();
        }
        return value instanceof Json.Literal literal ? literal.word() : null;
    }
}
