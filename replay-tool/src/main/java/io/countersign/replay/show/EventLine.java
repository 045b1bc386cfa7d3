package io.countersign.replay.show;

import io.countersign.replay.select.Picked;
import java.time.Instant;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** An event as one line of JSON: where it is, then what it says, as far as that may be seen. */
public final class EventLine {

    private EventLine() {}

    /** The line, without its end. */
    public static String of(Picked picked) {
        ObjectNode line = JsonNodeFactory.instance
                .objectNode()
                .put("topic", picked.topic().name())
                .put("partition", picked.record().partition())
                .put("offset", picked.record().offset())
                .put(
                        "timestamp",
                        Instant.ofEpochMilli(picked.record().timestamp()).toString());
        line.setAll(Redacted.json(picked.event()));
        return line.toString();
    }
}
