package io.countersign.cloudevent;

import io.countersign.log.LogText;
import io.countersign.time.IsoTime;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;

/** Writes the headers that each record carries: CloudEvents 1.0, Kafka protocol binding, binary mode. */
public final class CloudEventHeaders {

    /** Header of the W3C trace context that a record belongs to. */
    public static final String TRACEPARENT = "traceparent";

    /** Extension attribute of a record that was sent through again: the id of the quarantine record that it comes from. */
    public static final String REDRIVE_OF = "ce_redriveof";

    /** Extension attribute of a copy, which a replay has written: the id of the job. */
    public static final String REPLAY_JOB = "ce_replayjob";

    /** Extension attribute of a copy: the record that was copied, as {@code <topic>/<partition>/<offset>}. */
    public static final String REPLAY_OF = "ce_replayof";

    /** Extension attribute of a copy that is to be counted anew, {@code true}; other copies do not have it. */
    public static final String REPLAY_FORCE = "ce_replayforce";

    /** Header of a marker, a record without a value: the generation of the processor that is live from here on. */
    public static final String PROMOTE = "countersign_promote";

    /** Header of a marker: the base address of that generation's API, such as {@code http://host:port}. Optional. */
    public static final String PROMOTED_API = "countersign_api";

    /**
     * Header of a marker, {@code true}: that generation publishes its states even if it was live before. Optional; for when
     * something else has written there.
     */
    public static final String PROMOTE_REFRESH = "countersign_refresh";

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

    /** The event's id, fit for a log line. */
    public static String id(Headers headers) {
        Header id = headers.lastHeader("ce_id");
        return LogText.of(id == null || id.value() == null ? null : new String(id.value(), StandardCharsets.UTF_8));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
