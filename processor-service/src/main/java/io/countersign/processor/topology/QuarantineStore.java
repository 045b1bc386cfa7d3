package io.countersign.processor.topology;

import io.countersign.quarantine.QuarantineReason;
import io.countersign.quarantine.QuarantineRecord;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;
import org.jspecify.annotations.Nullable;

/**
 * The store of what is in quarantine. Three entries for each record, told apart by what their keys begin with: the record
 * itself as it is on the topic, its latest redrive, and a line of the list, which begins with what was received last.
 */
public final class QuarantineStore {

    /** Name of the store, and so of its changelog topic. */
    public static final String NAME = "quarantine-view";

    /** What the keys of the list begin with; they end with the id. */
    public static final String LIST = "list/";

    /** Longer times than a clock can tell would not sort: fifteen digits of milliseconds reach into the year 33658. */
    private static final long LATEST_MILLIS = 999_999_999_999_999L;

    private QuarantineStore() {}

    static StoreBuilder<KeyValueStore<String, byte[]>> builder() {
        return Stores.keyValueStoreBuilder(Stores.persistentKeyValueStore(NAME), Serdes.String(), Serdes.ByteArray())
                .withLoggingEnabled(Map.of())
                .withCachingDisabled();
    }

    /** Where the record is. */
    public static String recordKey(String id) {
        return "record/" + id;
    }

    /** Where its latest redrive is, if there was one. */
    public static String redriveKey(String id) {
        return "redrive/" + id;
    }

    /** Where it is in the list. */
    public static String listKey(Instant receivedAt, String id) {
        long millis = Math.min(Math.max(receivedAt.toEpochMilli(), 0), LATEST_MILLIS);
        return LIST + String.format("%015d", LATEST_MILLIS - millis) + "/" + id;
    }

    /** The id in a key of the list. */
    public static String idIn(String listKey) {
        return listKey.substring(listKey.indexOf('/', LIST.length()) + 1);
    }

    /** What the list holds of a record: all that it can be asked for by. */
    static byte[] line(QuarantineRecord record) {
        String source = record.getSource();
        return (record.getReason().name() + "/" + (source == null ? "" : source)).getBytes(StandardCharsets.UTF_8);
    }

    /** The reason in a line of the list; one that only a later version knows is unknown. */
    static QuarantineReason reasonIn(byte[] line) {
        return Stream.of(QuarantineReason.values())
                .filter(reason -> isOf(line, reason, null))
                .findFirst()
                .orElse(QuarantineReason.UNKNOWN);
    }

    /** Whether a line of the list is of this reason and source; null is any. */
    public static boolean isOf(byte[] line, @Nullable QuarantineReason reason, @Nullable String source) {
        String text = new String(line, StandardCharsets.UTF_8);
        int end = text.indexOf('/');
        return (reason == null || reason.name().equals(text.substring(0, end)))
                && (source == null || source.equals(text.substring(end + 1)));
    }
}
