package io.countersign.quickstart.show;

import org.jspecify.annotations.Nullable;

/**
 * What the ingress answered.
 *
 * @param status HTTP status; 0 if there was no answer
 * @param eventId the event's id, of a 200
 * @param receipt the receipt, of a 200
 * @param problem the title of the problem, or why there was no answer, of anything else
 */
record Answer(
        int status,
        @Nullable String eventId,
        @Nullable String receipt,
        @Nullable String problem) {

    /** Whether the webhook was signed off: event id and receipt are there. */
    boolean isAcknowledgement() {
        return status == 200 && eventId != null && receipt != null;
    }
}
