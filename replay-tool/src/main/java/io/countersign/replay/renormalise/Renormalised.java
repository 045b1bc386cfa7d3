package io.countersign.replay.renormalise;

import io.countersign.quarantine.QuarantineReason;
import io.countersign.replay.difference.Difference;
import io.countersign.topic.ResourceType;
import java.util.List;
import org.apache.avro.specific.SpecificRecordBase;
import org.apache.kafka.common.header.Headers;

/** What today's normaliser makes of a received event's payload. */
public sealed interface Renormalised {

    /**
     * An event.
     *
     * @param before which topics the event belonged to until now
     * @param type which topics it belongs to
     * @param key the key of its record
     * @param record the record
     * @param headers CloudEvents' headers of its record
     * @param differences what differs from the event as it was received; empty where nothing does
     */
    record Event(
            ResourceType before,
            ResourceType type,
            String key,
            SpecificRecordBase record,
            Headers headers,
            List<Difference> differences)
            implements Renormalised {

        /** Whether it is of a type that was not known when it was received. */
        public boolean isKnownNow() {
            return before == ResourceType.UNMAPPED && type != ResourceType.UNMAPPED;
        }

        /** Whether it is not what it was. */
        public boolean isChanged() {
            return !differences.isEmpty();
        }
    }

    /**
     * No event any more.
     *
     * @param reason why
     * @param detail what was expected and where; never content
     */
    record NotAnEvent(QuarantineReason reason, String detail) implements Renormalised {}

    /**
     * Nobody has said where the parts of this generic source's events are.
     *
     * @param source name of the source
     */
    record OfUnknownShape(String source) implements Renormalised {}
}
