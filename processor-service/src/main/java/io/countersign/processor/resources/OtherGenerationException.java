package io.countersign.processor.resources;

/** A request asks for a generation that this instance is not of. */
final class OtherGenerationException extends RuntimeException {

    private static final long serialVersionUID = 1;

    OtherGenerationException(String message) {
        super(message);
    }
}
