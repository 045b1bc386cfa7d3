package io.countersign.ingress.intake;

import io.countersign.ingress.signature.RefusalReason;
import java.time.Instant;

/** What became of a delivery. */
public sealed interface Result {

    /**
     * The event is on all in-sync replicas, or in the spool, from where it will get there.
     *
     * @param eventId the event's id
     * @param receivedAt when it was received
     * @param receipt the signed statement of both
     */
    record Acknowledged(String eventId, Instant receivedAt, String receipt) implements Result {}

    /** The sender has not proved to be who it should be. Nothing is kept. */
    record Unauthenticated(RefusalReason reason) implements Result {}

    /**
     * Authentic, but no event of this provider. It is in quarantine.
     *
     * @param detail what was expected and where; never content
     */
    record NotAnEvent(String detail) implements Result {}

    /** Kafka did not take it in time. Nothing may be relied on: the sender must send again. */
    record NotTaken() implements Result {}
}
