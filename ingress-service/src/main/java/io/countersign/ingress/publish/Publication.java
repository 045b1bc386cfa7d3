package io.countersign.ingress.publish;

import org.apache.kafka.common.InvalidRecordException;
import org.apache.kafka.common.errors.InvalidTimestampException;
import org.apache.kafka.common.errors.RecordBatchTooLargeException;
import org.apache.kafka.common.errors.RecordTooLargeException;

/** What became of a record. */
public enum Publication {
    /** All in-sync replicas have it. */
    STORED,
    /** It is on this machine's disk, from where it will go to the brokers. Only where a spool is on. */
    SPOOLED,
    /** Kafka did not take it in time. It may still turn up later: the sender must send again. */
    NOT_TAKEN,
    /** Kafka will not take it as it is, such as for its size, however often it is sent. */
    REJECTED;

    /** What a failed send means: {@link #REJECTED} where the record is to blame, else {@link #NOT_TAKEN}. */
    static Publication of(Exception failure) {
        boolean recordsFault = failure instanceof RecordTooLargeException
                || failure instanceof RecordBatchTooLargeException
                || failure instanceof InvalidRecordException
                || failure instanceof InvalidTimestampException;
        return recordsFault ? REJECTED : NOT_TAKEN;
    }
}
