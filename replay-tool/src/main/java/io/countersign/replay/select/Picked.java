package io.countersign.replay.select;

import io.countersign.event.EventMetadata;
import io.countersign.topic.Topic;
import org.apache.avro.specific.SpecificRecordBase;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * A record that was picked.
 *
 * @param record as it is on its topic
 * @param topic the topic
 * @param event its value
 * @param metadata what is known of every event
 */
public record Picked(
        ConsumerRecord<byte[], byte[]> record, Topic topic, SpecificRecordBase event, EventMetadata metadata) {

    /** Where it is, as {@code <topic>/<partition>/<offset>}. */
    public String place() {
        return Picker.place(record);
    }
}
