package io.countersign.ingress.provider;

import io.countersign.event.EventMetadata;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.avro.Schema;
import org.apache.avro.generic.IndexedRecord;
import org.apache.avro.specific.SpecificRecordBase;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** Shows what a normaliser made of a body, as people like to read it. */
public final class Rendering {

    private static final JsonMapper JSON =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

    private Rendering() {}

    /** The record of an event, with fixed words for what only the ingress knows. */
    public static SpecificRecordBase record(Normalised.Event event) {
        return event.toRecord()
                .apply(new EventMetadata(
                        event.eventId(),
                        event.type(),
                        event.providerType(),
                        event.provider(),
                        "source",
                        event.occurredAt(),
                        Instant.EPOCH,
                        event.resource(),
                        event.apiVersion(),
                        event.deliveryAttempt(),
                        event.contentDigest(),
                        "receipt"));
    }

    /** An outcome as JSON, with {@code received} and {@code kept} for comparison. */
    public static String of(Normalised outcome, String received, String kept) {
        Map<String, Object> shown = new LinkedHashMap<>();
        if (outcome instanceof Normalised.Event event) {
            shown.put("topic", event.topicType().word());
            shown.put("record", tree(record(event)));
        } else if (outcome instanceof Normalised.NotAnEvent refused) {
            shown.put("quarantine", refused.reason().name());
            shown.put("detail", refused.detail());
            shown.put("kept", kept);
        }
        shorten(shown, received);
        return JSON.writeValueAsString(shown) + "\n";
    }

    private static void shorten(Map<String, Object> shown, String received) {
        shown.replaceAll((name, value) -> value.equals(received) && !received.isEmpty() ? "(as received)" : value);
        if (shown.get("record") instanceof Map<?, ?> map) {
            @SuppressWarnings("unchecked")
            Map<String, Object> inner = (Map<String, Object>) map;
            inner.computeIfPresent("payload", (name, value) -> value.equals(received) ? "(as received)" : value);
        }
    }

    private static Object tree(Object value) {
        if (value instanceof IndexedRecord record) {
            Map<String, Object> fields = new LinkedHashMap<>();
            for (Schema.Field field : record.getSchema().getFields()) {
                fields.put(field.name(), tree(record.get(field.pos())));
            }
            return fields;
        }
        if (value instanceof List<?> list) {
            List<Object> items = new ArrayList<>();
            list.forEach(item -> items.add(tree(item)));
            return items;
        }
        if (value instanceof Map<?, ?> map) {
            Map<String, Object> entries = new TreeMap<>();
            map.forEach((key, entry) -> entries.put((String) key, tree(entry)));
            return entries;
        }
        return value instanceof Instant || value instanceof Enum<?> ? value.toString() : value;
    }
}
