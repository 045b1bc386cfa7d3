package io.countersign.processor.resources;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * A stretch of the one order in which things are listed, that of their keys in the store.
 *
 * @param entries what is in it, in order
 * @param upTo the key up to which everything that was asked for is in the page; null where that is the end
 */
record Page(List<Entry> entries, @Nullable String upTo) {

    /** RocksDB's order: bytes of the UTF-8 form, unsigned. Strings compare otherwise beyond the basic plane. */
    static final Comparator<String> KEY_ORDER = (one, other) ->
            Arrays.compareUnsigned(one.getBytes(StandardCharsets.UTF_8), other.getBytes(StandardCharsets.UTF_8));

    private static final Comparator<Entry> ENTRY_ORDER = Comparator.comparing(Entry::key, KEY_ORDER);

    Page {
        entries = List.copyOf(entries);
    }

    /** The page as clients get it, its entries under {@code name}. */
    ObjectNode json(String name) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        ArrayNode array = json.putArray(name);
        entries.forEach(entry -> array.add(entry.json()));
        json.put("next", upTo == null ? null : Listing.cursor(upTo));
        return json;
    }

    /** Something under its key in the store. */
    record Entry(String key, ObjectNode json) {}

    /**
     * One page of several that cover the same stretch of different partitions. It ends where the first of them ends,
     * since nobody has looked at that one's partition any further.
     *
     * @param limit how many entries it may hold, at least 1
     */
    static Page merge(Collection<Page> pages, int limit) {
        String covered = pages.stream()
                .map(Page::upTo)
                .filter(Objects::nonNull)
                .min(KEY_ORDER)
                .orElse(null);
        List<Entry> entries = pages.stream()
                .flatMap(page -> page.entries().stream())
                .filter(entry -> covered == null || KEY_ORDER.compare(entry.key(), covered) <= 0)
                .sorted(ENTRY_ORDER)
                .toList();
        return entries.size() <= limit
                ? new Page(entries, covered)
                : new Page(entries.subList(0, limit), entries.get(limit - 1).key());
    }
}
