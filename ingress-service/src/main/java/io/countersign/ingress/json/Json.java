package io.countersign.ingress.json;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A JSON value (RFC 8259) as it was written: numbers keep their digits, objects the order of their fields. */
public sealed interface Json {

    /** An object. Immutable. */
    final class ObjectValue implements Json {

        /** Objects of events have a dozen fields: to look at each costs less than a hash table. */
        private static final int MOST_WITHOUT_INDEX = 16;

        private final List<Field> fields;
        private final @Nullable Map<String, Json> index;

        private ObjectValue(List<Field> fields, @Nullable Map<String, Json> index) {
            this.fields = fields;
            this.index = index;
        }

        /** The fields in the order in which they were written; their names are different from each other. */
        public List<Field> fields() {
            return fields;
        }

        /** The value of the field {@code name}, or {@code null} where there is no such field. */
        public @Nullable Json get(String name) {
            return find(fields, index, name);
        }

        @Override
        public String toString() {
            return fields.toString();
        }

        private static @Nullable Json find(List<Field> fields, @Nullable Map<String, Json> index, String name) {
            if (index != null) {
                return index.get(name);
            }
            for (int i = 0; i < fields.size(); i++) {
                Field field = fields.get(i);
                if (field.name().equals(name)) {
                    return field.value();
                }
            }
            return null;
        }

        /** Puts an object together. Not thread-safe; not to be used again after {@link #build}. */
        static final class Builder {

            private final List<Field> fields = new ArrayList<>();
            private @Nullable Map<String, Json> index;

            boolean has(String name) {
                return find(fields, index, name) != null;
            }

            /** Adds a field, which must not be there yet. */
            void add(String name, Json value) {
                fields.add(new Field(name, value));
                if (index != null) {
                    index.put(name, value);
                } else if (fields.size() > MOST_WITHOUT_INDEX) {
                    index = new HashMap<>();
                    for (Field field : fields) {
                        index.put(field.name(), field.value());
                    }
                }
            }

            ObjectValue build() {
                return new ObjectValue(fields, index);
            }
        }
    }

    /** A field of an object. */
    record Field(String name, Json value) {}

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
