package io.countersign.log;

import org.jspecify.annotations.Nullable;

/**
 * A throwable for the log, with the kinds and the places of another one and its causes, and none of their messages: those of an
 * exception that nobody expected may quote what was being read.
 */
public final class WithoutMessages extends Throwable {

    private static final long serialVersionUID = 1L;

    public WithoutMessages(Throwable original) {
        super(original.getClass().getName(), cause(original), false, true);
        setStackTrace(original.getStackTrace());
    }

    /** The innermost place of a throwable. */
    public static String place(Throwable failure) {
        StackTraceElement[] trace = failure.getStackTrace();
        return trace.length == 0 ? "unknown" : trace[0].toString();
    }

    private static @Nullable Throwable cause(Throwable original) {
        Throwable cause = original.getCause();
        return cause == null ? null : new WithoutMessages(cause);
    }
}
