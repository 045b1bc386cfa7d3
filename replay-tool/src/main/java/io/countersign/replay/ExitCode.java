package io.countersign.replay;

/** How the tool ends, for scripts. */
public enum ExitCode {
    DONE(0, "done"),
    FAILED(1, "failed: the brokers, the registry, or a record that cannot be read; what was begun can be resumed"),
    USAGE(2, "wrong usage, or something that does not exist; nothing was done"),
    DIFFERENCES(3, "differences were found"),
    BUSY(4, "another job is running; nothing was done"),
    INTERRUPTED(130, "interrupted; what was begun can be resumed");

    private final int code;
    private final String meaning;

    ExitCode(int code, String meaning) {
        this.code = code;
        this.meaning = meaning;
    }

    /** What the process exits with. */
    public int code() {
        return code;
    }

    /** What it means, for the help and the documentation. */
    public String meaning() {
        return meaning;
    }
}
