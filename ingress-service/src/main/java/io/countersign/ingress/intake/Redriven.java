package io.countersign.ingress.intake;

import io.countersign.quarantine.QuarantineReason;
import io.countersign.quarantine.RedriveOutcome;
import io.countersign.topic.Topic;
import org.apache.avro.specific.SpecificRecordBase;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/** What becomes of something in quarantine that is sent through again. */
public sealed interface Redriven {

    /**
     * Today's normaliser makes an event of the body. It is still to be written.
     *
     * @param topic where to
     * @param key the record's key
     * @param message the record's value
     * @param headers the record's headers
     * @param eventId the event's id
     */
    record Event(Topic topic, String key, SpecificRecordBase message, Headers headers, String eventId)
            implements Redriven {}

    /**
     * A record that the processor put away is to be written once more as it was, so that today's processor judges it.
     *
     * @param topic name of the received topic that it was read from
     * @param partition the partition that it was read from
     * @param key its key, if it had one
     * @param value its value; not to be changed
     * @param headers its headers, those known to hold no secret
     * @param eventId the event's id, if one could be read
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Original(
            String topic,
            int partition,
            @Nullable String key,
            byte[] value,
            Headers headers,
            @Nullable String eventId) implements Redriven {}

    /**
     * There is nothing to write.
     *
     * @param outcome why, in a word
     * @param reason why the body is still no event, if that is it
     * @param detail what was expected and where; never content
     */
    record Refused(RedriveOutcome outcome, @Nullable QuarantineReason reason, String detail) implements Redriven {}
}
