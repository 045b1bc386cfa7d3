package io.countersign.processor.resources;

/** Kafka did not take what should be written. The message is shown to the client. */
final class NotTakenException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    NotTakenException(String message, Throwable cause) {
        super(message, cause);
    }
}
