package io.countersign.platform;

/** A child could not be started, or did not become ready. The message ends with the last lines of its log. */
public final class ChildFailedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    ChildFailedException(String message) {
        super(message);
    }

    ChildFailedException(String message, Throwable cause) {
        super(message, cause);
    }
}
