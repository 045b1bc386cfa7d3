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

    /** A wrong argument in the words of whoever found that out, which begin small and have no full stop. */
    public static ReplayException usage(IllegalArgumentException fault) {
        String words = String.valueOf(fault.getMessage());
        return usage(Character.toUpperCase(words.charAt(0)) + words.substring(1) + ".");
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
