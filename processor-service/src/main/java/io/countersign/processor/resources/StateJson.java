package io.countersign.processor.resources;

import io.countersign.state.HistoryEntry;
import io.countersign.state.ResourceState;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.util.Collection;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.generic.IndexedRecord;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** A state as JSON: times in ISO 8601 with milliseconds, enums by name, what is not known as null. */
final class StateJson {

    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    /** Three digits always, so that clients may sort times as text. */
    private static final DateTimeFormatter MILLIS =
            new DateTimeFormatterBuilder().appendInstant(3).toFormatter();

    private StateJson() {}

    /** What a page shows of a resource: everything but its history. */
    static ObjectNode summary(ResourceState state) {
        ObjectNode json = NODES.objectNode();
        ObjectNode resource = json.putObject("resource");
        resource.put("provider", state.getProvider());
        resource.put("type", state.getResource().getType());
        resource.put("id", state.getResource().getId());
        json.put("status", state.getStatus());
        json.put("providerStatus", state.getProviderStatus());
        json.put("revision", state.getRevision());
        json.put("firstSeenAt", time(state.getFirstSeenAt()));
        json.put("changedAt", time(state.getChangedAt()));
        json.put("lastEvent", state.getLastEvent());
        putFields(json, "account", state.getAccount());
        putFields(json, "incomingPayment", state.getIncomingPayment());
        putFields(json, "outgoingPayment", state.getOutgoingPayment());
        putFields(json, "verification", state.getVerification());
        return json;
    }

    /** Everything of a resource, its history in the order of occurrence. */
    static ObjectNode full(ResourceState state) {
        ObjectNode json = summary(state);
        ArrayNode history = json.putArray("history");
        for (HistoryEntry entry : state.getHistory()) {
            ObjectNode event = history.addObject();
            event.put("eventId", entry.getEventId());
            event.put("type", entry.getType());
            event.put("occurredAt", time(entry.getOccurredAt()));
            event.put("receivedAt", time(entry.getReceivedAt()));
            event.put("verdict", entry.getVerdict().name());
            event.put("unexpected", entry.getUnexpected());
        }
        return json;
    }

    private static void putFields(ObjectNode json, String name, @Nullable IndexedRecord fields) {
        if (fields != null) {
            json.set(name, record(fields));
        }
    }

    /** By the schema, so that a field added there is shown without a line of code here. */
    private static ObjectNode record(IndexedRecord avro) {
        ObjectNode json = NODES.objectNode();
        for (Schema.Field field : avro.getSchema().getFields()) {
            json.set(field.name(), value(avro.get(field.pos())));
        }
        return json;
    }

    private static JsonNode value(@Nullable Object avro) {
        if (avro == null) {
            return NODES.nullNode();
        }
        if (avro instanceof IndexedRecord nested) {
            return record(nested);
        }
        if (avro instanceof Collection<?> items) {
            ArrayNode array = NODES.arrayNode();
            items.forEach(item -> array.add(value(item)));
            return array;
        }
        if (avro instanceof Map<?, ?> entries) {
            ObjectNode object = NODES.objectNode();
            entries.forEach((key, item) -> object.set(String.valueOf(key), value(item)));
            return object;
        }
        if (avro instanceof Instant time) {
            return NODES.stringNode(time(time));
        }
        if (avro instanceof Long number) {
            return NODES.numberNode(number);
        }
        if (avro instanceof Integer number) {
            return NODES.numberNode(number);
        }
        if (avro instanceof Boolean flag) {
            return NODES.booleanNode(flag);
        }
        return NODES.stringNode(avro instanceof Enum<?> constant ? constant.name() : avro.toString());
    }

    static String time(Instant time) {
        return MILLIS.format(time);
    }
}
