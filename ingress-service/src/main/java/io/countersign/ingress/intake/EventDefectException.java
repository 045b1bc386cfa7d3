package io.countersign.ingress.intake;

/** A defect of ours met an event. */
public final class EventDefectException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final String eventId;
    private final RuntimeException defect;

    EventDefectException(String eventId, RuntimeException defect) {
        super(defect);
        this.eventId = eventId;
        this.defect = defect;
    }

    /** The event's id, as it came. */
    public String eventId() {
        return eventId;
    }

    /** What happened. */
    public RuntimeException defect() {
        return defect;
    }
}
