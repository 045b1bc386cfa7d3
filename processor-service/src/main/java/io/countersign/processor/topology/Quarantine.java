package io.countersign.processor.topology;

import io.countersign.cloudevent.CloudEventHeaders;
import io.countersign.event.EventMetadata;
import io.countersign.quarantine.QuarantineReason;
import io.countersign.quarantine.QuarantineRecord;
import io.countersign.quarantine.RecordPosition;
import io.countersign.serde.Codecs;
import io.countersign.serde.RecordCodec;
import io.countersign.topic.QuarantineKey;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;
import org.jspecify.annotations.Nullable;

/** Turns a record that cannot be counted into one of the quarantine topic. Thread-safe. */
final class Quarantine {

    private static final byte[] NO_BYTES = {};

    /** CloudEvents' source of what the processor itself puts away. */
    private static final String SOURCE = "/processor";

    private final RecordCodec<QuarantineRecord> codec;

    Quarantine(Codecs codecs) {
        codec = codecs.codec(QuarantineRecord.class);
    }

    /**
     * @param origin where the record was read from
     * @param record the record as it came
     * @param reason why it is put away
     * @param detail what was expected, in words; never content
     * @param metadata what the record says of itself; null where not even that could be read
     */
    Record<String, byte[]> put(
            RecordMetadata origin,
            Record<String, byte[]> record,
            QuarantineReason reason,
            String detail,
            @Nullable EventMetadata metadata) {
        String id = id(origin);
        String provider = metadata == null ? null : metadata.getProvider();
        byte @Nullable [] value = record.value();
        QuarantineRecord quarantined = new QuarantineRecord(
                id,
                reason,
                detail,
                provider,
                metadata == null ? null : metadata.getSource(),
                metadata == null || reason == QuarantineReason.UNREADABLE_RECORD
                        ? Instant.ofEpochMilli(record.timestamp())
                        : metadata.getReceivedAt(),
                null,
                ByteBuffer.wrap(value == null ? NO_BYTES : value),
                texts(record.headers()),
                metadata == null ? null : metadata.getEventId(),
                new RecordPosition(origin.topic(), origin.partition(), origin.offset()),
                record.key());
        return new Record<>(
                QuarantineKey.of(provider, id),
                codec.encode(quarantined),
                record.timestamp(),
                headers(id, reason, record));
    }

    /** From the place of the record alone: reading it again, in another generation even, names the same record. */
    static String id(RecordMetadata origin) {
        String place = origin.topic() + "/" + origin.partition() + "/" + origin.offset();
        return UUID.nameUUIDFromBytes(place.getBytes(StandardCharsets.UTF_8)).toString();
    }

    /** The envelope is the quarantine record's own; what came with the record lies inside it. */
    private static Headers headers(String id, QuarantineReason reason, Record<String, byte[]> record) {
        Headers headers = CloudEventHeaders.of(
                id,
                SOURCE,
                "quarantine." + reason.name().toLowerCase(Locale.ROOT),
                Instant.ofEpochMilli(record.timestamp()),
                "quarantine/" + id);
        Header trace = record.headers().lastHeader(CloudEventHeaders.TRACEPARENT);
        return trace == null ? headers : headers.add(trace);
    }

    private static Map<String, String> texts(Headers headers) {
        Map<String, String> texts = new HashMap<>();
        for (Header header : headers) {
            if (isKnown(header)) {
                texts.put(header.key(), new String(header.value(), StandardCharsets.UTF_8));
            }
        }
        return texts;
    }

    /** CloudEvents' headers and the trace hold no secret; of others nobody knows. */
    private static boolean isKnown(Header header) {
        return header.value() != null
                && (header.key().startsWith("ce_") || header.key().equals(CloudEventHeaders.TRACEPARENT));
    }
}
