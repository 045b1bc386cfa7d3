package io.countersign.ingress.publish;

/** What became of a record. */
public enum Publication {
    /** All in-sync replicas have it. */
    STORED,
    /** Kafka did not take it in time. It may still turn up later: the sender must send again. */
    NOT_TAKEN
}
