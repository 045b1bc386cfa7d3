package io.countersign.ingress.publish;

import java.time.Instant;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Headers;

/**
 * A record as it goes to Kafka.
 *
 * @param topic name of the topic
 * @param key the record's key
 * @param timestamp the record's time, in whole milliseconds
 * @param headers the record's headers; not to be changed
 * @param value the record's value, encoded; not to be changed
 */
@SuppressWarnings("ArrayRecordComponent") // never compared; a copy of each value would be waste
public record EncodedRecord(String topic, String key, Instant timestamp, Headers headers, byte[] value) {

    ProducerRecord<String, byte[]> toProducerRecord() {
        return new ProducerRecord<>(topic, null, timestamp.toEpochMilli(), key, value, headers);
    }
}
