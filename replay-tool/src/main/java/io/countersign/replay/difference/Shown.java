package io.countersign.replay.difference;

import io.countersign.replay.show.Redacted;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.generic.IndexedRecord;
import org.jspecify.annotations.Nullable;

/** Values of two records that differ as they may be seen, in a few words. */
final class Shown {

    private static final String NOTHING = "null";
    private static final int LONGEST = 256;

    private Shown() {}

    /**
     * The value as it may be seen.
     *
     * @param owner schema of the record that has the field
     * @param field name of the field
     * @param value the field's value
     */
    static String of(Schema owner, String field, @Nullable Object value) {
        if (value == null) {
            return NOTHING;
        }
        if (value instanceof Instant
                || value instanceof Number
                || value instanceof Boolean
                || value instanceof Enum<?>) {
            return value.toString();
        }
        if (value instanceof CharSequence text) {
            return Redacted.isOpen(owner, field) ? cut(text.toString()) : Redacted.HIDDEN;
        }
        if (value instanceof IndexedRecord) {
            return "{…}";
        }
        if (value instanceof List<?> items) {
            return "[" + items.size() + "]";
        }
        if (value instanceof Map<?, ?> entries) {
            return "{" + entries.size() + "}";
        }
        if (value instanceof ByteBuffer bytes) {
            return bytes.remaining() + " bytes";
        }
        return Redacted.HIDDEN;
    }

    private static String cut(String text) {
        return text.length() <= LONGEST ? text : text.substring(0, LONGEST) + "…";
    }
}
