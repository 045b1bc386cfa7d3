package io.countersign.processor.resources;

import org.jspecify.annotations.Nullable;

/** Nobody can be asked for a partition right now. The message is shown to the client. */
final class PartitionsMovingException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    PartitionsMovingException(String message) {
        this(message, null);
    }

    PartitionsMovingException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
