package io.countersign.replay.difference;

import io.countersign.replay.show.Redacted;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.apache.avro.Schema;
import org.apache.avro.generic.IndexedRecord;
import org.jspecify.annotations.Nullable;

/** Compares records field by field, down to the last one. Pure. */
public final class Differences {

    private final List<Difference> found = new ArrayList<>();

    private Differences() {}

    /**
     * Every field that differs, in the order of the schema; empty where the records say the same.
     *
     * @throws IllegalArgumentException where the records are of different types, which have no fields in common
     */
    public static List<Difference> between(IndexedRecord before, IndexedRecord after) {
        if (!before.getSchema().getFullName().equals(after.getSchema().getFullName())) {
            throw new IllegalArgumentException(
                    "cannot compare " + before.getSchema().getName() + " with "
                            + after.getSchema().getName());
        }
        Differences differences = new Differences();
        differences.records("", "", before, after);
        return List.copyOf(differences.found);
    }

    private void records(String path, String field, IndexedRecord before, IndexedRecord after) {
        String step = path.isEmpty() ? "" : ".";
        for (Schema.Field next : before.getSchema().getFields()) {
            values(
                    path + step + next.name(),
                    field + step + next.name(),
                    before.getSchema(),
                    next.name(),
                    before.get(next.pos()),
                    after.get(next.pos()));
        }
    }

    /**
     * @param owner schema of the record that has the field
     * @param name name of the field
     */
    private void values(
            String path, String field, Schema owner, String name, @Nullable Object before, @Nullable Object after) {
        if (before instanceof IndexedRecord one && after instanceof IndexedRecord other) {
            records(path, field, one, other);
        } else if (before instanceof List<?> some && after instanceof List<?> others) {
            lists(path, field, owner, name, some, others);
        } else if (before instanceof Map<?, ?> some && after instanceof Map<?, ?> others) {
            maps(path, field, owner, name, some, others);
        } else if (!Objects.equals(before, after)) {
            found.add(new Difference(path, field, Shown.of(owner, name, before), Shown.of(owner, name, after)));
        }
    }

    /** By the ids of their items if all have one: else one item more would make all that follow differ. */
    private void lists(String path, String field, Schema owner, String name, List<?> before, List<?> after) {
        Map<String, Object> some = byId(before);
        Map<String, Object> others = byId(after);
        if (some == null || others == null) {
            some = byNumber(before);
            others = byNumber(after);
        }
        Set<String> ids = new LinkedHashSet<>(some.keySet());
        ids.addAll(others.keySet());
        for (String id : ids) {
            values(path + "[" + id + "]", field + "[]", owner, name, some.get(id), others.get(id));
        }
        if (some.keySet().equals(others.keySet()) && !List.copyOf(some.keySet()).equals(List.copyOf(others.keySet()))) {
            found.add(new Difference(path, field, "in this order", "in another order"));
        }
    }

    private static Map<String, Object> byNumber(List<?> items) {
        Map<String, Object> byNumber = new LinkedHashMap<>();
        for (Object item : items) {
            byNumber.put(Integer.toString(byNumber.size()), item);
        }
        return byNumber;
    }

    /** The items by their ids; {@code null} unless each has one of its own. */
    private static @Nullable Map<String, Object> byId(List<?> items) {
        Map<String, Object> byId = new LinkedHashMap<>();
        for (Object item : items) {
            String id = item instanceof IndexedRecord record ? id(record) : null;
            if (id == null || byId.put(id, item) != null) {
                return null;
            }
        }
        return byId;
    }

    /** An event of a history is known by its id and its type together. */
    private static @Nullable String id(IndexedRecord item) {
        Schema schema = item.getSchema();
        Schema.Field eventId = schema.getField("eventId");
        Schema.Field type = schema.getField("type");
        if (eventId != null && type != null) {
            return item.get(eventId.pos()) + "/" + item.get(type.pos());
        }
        Schema.Field id = schema.getField("id");
        return id != null && item.get(id.pos()) instanceof CharSequence text ? text.toString() : null;
    }

    /** Keys are somebody's own words, and values are not shown: that an entry differs is all that is told. */
    private void maps(String path, String field, Schema owner, String name, Map<?, ?> before, Map<?, ?> after) {
        Set<String> keys = new TreeSet<>();
        before.keySet().forEach(key -> keys.add(key.toString()));
        after.keySet().forEach(key -> keys.add(key.toString()));
        for (String key : keys) {
            values(path + "[" + Redacted.HIDDEN + "]", field + "[]", owner, name, before.get(key), after.get(key));
        }
    }
}
