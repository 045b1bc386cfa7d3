package io.countersign.processor.resources;

/** A parameter that is not as expected. The message says what was expected and is shown to the client. */
final class InvalidParameterException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    InvalidParameterException(String message) {
        super(message);
    }
}
