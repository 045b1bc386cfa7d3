package io.countersign.ingress.json;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A JSON value (RFC 8259) as it was written: numbers keep their digits, objects the order of their fields. */
public sealed interface Json {

    /**
     * An object.
     *
     * @param fields the fields, in the order in which they were written
     */
    record ObjectValue(Map<String, Json> fields) implements Json {

        /** The value of the field {@code name}, or {@code null} where there is no such field. */
        public @Nullable Json get(String name) {
            return fields.get(name);
        }
    }

    /** An array. */
    record ArrayValue(List<Json> items) implements Json {}

    /** A string, without its quotes and escapes. */
    record TextValue(String text) implements Json {}

    /** A number, in the digits of the sender: whoever needs its value says how much of it they can bear. */
    record NumberValue(String digits) implements Json {}

    /** One of the three literal names. */
    enum Literal implements Json {
        TRUE("true"),
        FALSE("false"),
        NULL("null");

        private final String word;

        Literal(String word) {
            this.word = word;
        }

        /** The literal as JSON writes it. */
        public String word() {
            return word;
        }
    }
}
