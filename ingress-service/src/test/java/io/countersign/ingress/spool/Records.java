package io.countersign.ingress.spool;

import io.countersign.cloudevent.CloudEventHeaders;
import io.countersign.ingress.publish.EncodedRecord;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.apache.kafka.common.header.Headers;

/** Records for the tests of the spool. */
final class Records {

    static final Instant RECEIVED = Instant.parse("2026-11-22T10:00:00.123Z");

    private Records() {}

    static EncodedRecord of(String key, String value) {
        return of(key, value.getBytes(StandardCharsets.UTF_8));
    }

    static EncodedRecord of(String key, byte[] value) {
        Headers headers = CloudEventHeaders.of("id", "/webhooks/shop", "type", RECEIVED, "subject");
        return new EncodedRecord("a-topic", key, RECEIVED, headers, value);
    }

    static Entry entry(long number, EncodedRecord message) {
        Entry entry = new Entry(message, System.nanoTime());
        entry.number(number);
        return entry;
    }

    static Entry entry(long number) {
        return entry(number, of("key-" + number, "value-" + number));
    }

    /** An entry that takes exactly so many bytes of the store. */
    static Entry entryOf(long number, int bytes) {
        int empty = size(new byte[0]);
        // The length of the value is written before it, in one byte for none and in more for more.
        for (int more = 0; more < 4; more++) {
            byte[] value = new byte[bytes - empty - more];
            if (size(value) == bytes) {
                return entry(number, of("k", value));
            }
        }
        throw new IllegalArgumentException("there is no entry of " + bytes + " bytes");
    }

    private static int size(byte[] value) {
        return Long.BYTES + SpooledRecords.encode(of("k", value)).length;
    }

    static String value(EncodedRecord message) {
        return new String(message.value(), StandardCharsets.UTF_8);
    }
}
