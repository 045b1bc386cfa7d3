package io.countersign.ingress.metrics;

import java.util.Locale;

/** How a request ended. Each request ends exactly once. */
public enum Outcome {
    ACKNOWLEDGED(Kind.ACKNOWLEDGED),

    SIGNATURE_MISSING(Kind.REFUSED),
    SIGNATURE_MALFORMED(Kind.REFUSED),
    SIGNATURE_MISMATCH(Kind.REFUSED),
    SIGNATURE_EXPIRED(Kind.REFUSED),
    SIGNATURE_FROM_THE_FUTURE(Kind.REFUSED),
    TOO_MANY_REFUSED_ATTEMPTS(Kind.REFUSED),
    ADDRESS_NOT_ALLOWED(Kind.REFUSED),
    MALFORMED_REQUEST(Kind.REFUSED),
    REQUEST_LINE_TOO_LONG(Kind.REFUSED),
    HEADER_TOO_LARGE(Kind.REFUSED),
    HEADER_TOO_SLOW(Kind.REFUSED),
    UNKNOWN_SOURCE(Kind.REFUSED),
    WRONG_METHOD(Kind.REFUSED),
    WRONG_CONTENT_TYPE(Kind.REFUSED),
    BODY_TOO_LARGE(Kind.REFUSED),
    BODY_TOO_SLOW(Kind.REFUSED),
    NOT_AN_EVENT(Kind.REFUSED),

    KAFKA_NOT_TAKING(Kind.FAILED),
    TOO_BUSY(Kind.FAILED),
    DISCONNECTED(Kind.FAILED),
    DEFECT(Kind.FAILED);

    /** The three ways to end that the books balance by. */
    public enum Kind {
        /** Answered 200: the event is on all in-sync replicas, or in the spool. */
        ACKNOWLEDGED,
        /** Answered 4xx: the sender's to mend. */
        REFUSED,
        /** Answered 5xx or not at all: ours to mend, and the sender's to repeat. */
        FAILED
    }

    private final Kind kind;
    private final String word;

    Outcome(Kind kind) {
        this.kind = kind;
        this.word = name().toLowerCase(Locale.ROOT);
    }

    /** The word for it in metrics and traces. */
    public String word() {
        return word;
    }

    public Kind kind() {
        return kind;
    }
}
