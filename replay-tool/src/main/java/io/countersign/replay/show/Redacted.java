package io.countersign.replay.show;

import io.countersign.event.EventMetadata;
import io.countersign.event.Resource;
import io.countersign.state.HistoryEntry;
import java.time.Instant;
import java.util.Collection;
import java.util.Map;
import java.util.Set;
import org.apache.avro.Schema;
import org.apache.avro.generic.IndexedRecord;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Records as JSON without secrets and personal data. What may be seen is on a list: times, numbers, booleans, enums; of
 * strings, the metadata but the receipt, statuses, currencies, and ids of what an event is about. Every other string is
 * {@code "***"}, and the payload is left out.
 */
public final class Redacted {

    /** What stands for a string that may not be seen. */
    public static final String HIDDEN = "***";

    private static final Set<String> LEFT_OUT = Set.of("payload");
    private static final Set<String> HIDDEN_EVERYWHERE = Set.of("receipt");

    /** Records of which every string may be seen. */
    private static final Set<String> OPEN_RECORDS =
            Set.of(EventMetadata.class.getName(), Resource.class.getName(), HistoryEntry.class.getName());

    /** Fields that may be seen in any record. */
    private static final Set<String> OPEN_FIELDS =
            Set.of("status", "providerStatus", "currency", "id", "provider", "lastEvent");

    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private Redacted() {}

    /** The record; fields that are null are left out. */
    public static ObjectNode json(IndexedRecord record) {
        ObjectNode node = NODES.objectNode();
        for (Schema.Field field : record.getSchema().getFields()) {
            Object value = record.get(field.pos());
            if (value != null && !LEFT_OUT.contains(field.name())) {
                node.set(field.name(), json(value, isOpen(record.getSchema(), field.name())));
            }
        }
        return node;
    }

    /**
     * Whether strings of a field may be seen.
     *
     * @param record schema of the record that has the field
     * @param field name of the field
     */
    public static boolean isOpen(Schema record, String field) {
        return !HIDDEN_EVERYWHERE.contains(field)
                && (OPEN_FIELDS.contains(field) || OPEN_RECORDS.contains(record.getFullName()));
    }

    private static JsonNode json(@Nullable Object value, boolean open) {
        if (value == null) {
            return NODES.nullNode();
        }
        if (value instanceof IndexedRecord record) {
            return json(record);
        }
        if (value instanceof Collection<?> elements) {
            ArrayNode array = NODES.arrayNode();
            elements.forEach(element -> array.add(json(element, open)));
            return array;
        }
        if (value instanceof Map<?, ?> entries) {
            // Keys are the customer's own words too.
            return entries.isEmpty() ? NODES.objectNode() : NODES.objectNode().put(HIDDEN, HIDDEN);
        }
        if (value instanceof Boolean flag) {
            return NODES.booleanNode(flag);
        }
        if (value instanceof Integer || value instanceof Long) {
            return NODES.numberNode(((Number) value).longValue());
        }
        if (open || value instanceof Instant || value instanceof Enum<?>) {
            return NODES.stringNode(value.toString());
        }
        return NODES.stringNode(HIDDEN);
    }
}
