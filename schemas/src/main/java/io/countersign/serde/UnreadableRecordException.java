package io.countersign.serde;

/** Bytes that are no record of the expected kind. No repetition mends that. Its message never carries content. */
public final class UnreadableRecordException extends Exception {

    private static final long serialVersionUID = 1L;

    UnreadableRecordException(String message) {
        super(message);
    }
}
