package io.countersign.replay;

import org.jspecify.annotations.Nullable;

/** An end that is not the wanted one. The message is for the operator and holds no content of a record. */
public final class ReplayException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final ExitCode exitCode;

    public ReplayException(ExitCode exitCode, String message) {
        this(exitCode, message, null);
    }

    public ReplayException(ExitCode exitCode, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.exitCode = exitCode;
    }

    /** A wrong argument, or one that names something that is not there. */
    public static ReplayException usage(String message) {
        return new ReplayException(ExitCode.USAGE, message);
    }

    /** Brokers or registry do not do what they should. */
    public static ReplayException failed(String message, @Nullable Throwable cause) {
        return new ReplayException(ExitCode.FAILED, message, cause);
    }

    /** What the process is to exit with. */
    public ExitCode exitCode() {
        return exitCode;
    }
}
