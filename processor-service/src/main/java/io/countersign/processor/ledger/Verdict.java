package io.countersign.processor.ledger;

/** What the ledger says of an event on its arrival. */
public enum Verdict {
    /** New, and the last of its resource in the order of occurrence: it sets the status and the fields. */
    APPLIED,
    /** New, and earlier in the order of occurrence than another: in the history, not in the status. */
    LATE,
    /** Seen before with the same content. */
    DUPLICATE,
    /** Seen before with other content. */
    CONFLICTING,
    /**
     * As old as events that the ledger had to forget, so that nobody can tell whether it was seen before. Counted as
     * conflicting.
     */
    BEYOND_LEDGER;

    /** Whether the event was new and is in the history now. */
    public boolean isCounted() {
        return this == APPLIED || this == LATE;
    }
}
