package io.countersign.processor.resources;

import io.countersign.cloudevent.CloudEventHeaders;
import io.countersign.quarantine.QuarantineRecord;
import io.countersign.quarantine.RecordPosition;
import io.countersign.quarantine.Redrive;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** What is in quarantine as JSON: times and enums as in {@link StateJson}. */
final class QuarantineJson {

    private QuarantineJson() {}

    /** What a page shows: everything but headers and body, which may hold personal data. */
    static ObjectNode summary(Quarantined quarantined) {
        QuarantineRecord record = quarantined.record();
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("id", record.getId());
        json.put("reason", record.getReason().name());
        json.put("detail", record.getDetail());
        json.put("provider", record.getProvider());
        json.put("source", record.getSource());
        json.put("receivedAt", StateJson.time(record.getReceivedAt()));
        json.put("contentType", record.getContentType());
        json.put("bodyBytes", record.getBody().remaining());
        json.put("eventId", record.getEventId());
        RecordPosition position = record.getPosition();
        if (position == null) {
            json.putNull("position");
        } else {
            json.putObject("position")
                    .put("topic", position.getTopic())
                    .put("partition", position.getPartition())
                    .put("offset", position.getOffset());
        }
        json.put("redriveOf", record.getHeaders().get(CloudEventHeaders.REDRIVE_OF));
        Redrive redrive = quarantined.redrive();
        json.set("redrive", redrive == null ? json.nullNode() : redrive(redrive));
        return json;
    }

    /** Everything. The body is in base64, and again as text where it is UTF-8. */
    static ObjectNode full(Quarantined quarantined) {
        QuarantineRecord record = quarantined.record();
        ObjectNode json = summary(quarantined);
        ObjectNode headers = json.putObject("headers");
        new TreeMap<>(record.getHeaders()).forEach(headers::put);
        byte[] body = new byte[record.getBody().remaining()];
        record.getBody().duplicate().get(body);
        json.put("body", Base64.getEncoder().encodeToString(body));
        json.put("text", text(body));
        return json;
    }

    /** A redrive, as far as it has come. */
    static ObjectNode redrive(Redrive redrive) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("quarantineId", redrive.getQuarantineId());
        json.put("attempt", redrive.getAttempt());
        json.put("requestedAt", StateJson.time(redrive.getRequestedAt()));
        json.put("outcome", name(redrive.getOutcome()));
        json.put("endedAt", redrive.getEndedAt() == null ? null : StateJson.time(redrive.getEndedAt()));
        json.put("reason", name(redrive.getReason()));
        json.put("detail", redrive.getDetail());
        json.put("topic", redrive.getTopic());
        json.put("key", redrive.getKey());
        json.put("eventId", redrive.getEventId());
        return json;
    }

    private static @Nullable String name(@Nullable Enum<?> constant) {
        return constant == null ? null : constant.name();
    }

    private static @Nullable String text(byte[] body) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(body))
                    .toString();
        } catch (CharacterCodingException e) {
            return null;
        }
    }
}
