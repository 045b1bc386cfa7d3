package io.countersign.cloudevent;

import io.countersign.time.IsoTime;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;

/** Writes the headers that each record carries: CloudEvents 1.0, Kafka protocol binding, binary mode. */
public final class CloudEventHeaders {

    /** Header of the W3C trace context that a record belongs to. */
    public static final String TRACEPARENT = "traceparent";

    /** Extension attribute of a record that was sent through again: the id of the quarantine record that it comes from. */
    public static final String REDRIVE_OF = "ce_redriveof";

    private static final byte[] SPEC_VERSION = bytes("1.0");

    private CloudEventHeaders() {}

    /**
     * The headers of one event.
     *
     * @param id the event's id; with {@code source} it must be unique
     * @param source a URI reference that tells the context of the event
     * @param type canonical event type
     * @param time when the event happened
     * @param subject what the event is about
     */
    public static Headers of(String id, String source, String type, Instant time, String subject) {
        return new RecordHeaders()
                .add("ce_specversion", SPEC_VERSION)
                .add("ce_id", bytes(id))
                .add("ce_source", bytes(source))
                .add("ce_type", bytes(type))
                .add("ce_time", bytes(IsoTime.format(time)))
                .add("ce_subject", bytes(subject));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
