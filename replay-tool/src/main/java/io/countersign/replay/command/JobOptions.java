package io.countersign.replay.command;

import io.countersign.replay.ReplayException;
import java.nio.charset.Charset;
import java.util.Scanner;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;

/** The options of every command that changes something. */
final class JobOptions {

    /** Set by the script, for Java cannot tell on every version. */
    private static final String TERMINAL = "countersign.terminal";

    @Option(
            names = "--as",
            paramLabel = "<name>",
            defaultValue = "${env:COUNTERSIGN_REPLAY_AS:-${sys:user.name}}",
            description = "Who does it, for the job's record (${DEFAULT-VALUE}; also COUNTERSIGN_REPLAY_AS).")
    private String who = "";

    @Option(names = "--yes", description = "Do not ask.")
    private boolean yes;

    /** Who does it. */
    String who() {
        return who;
    }

    /**
     * Asks whether to go on, unless the answer was given as an option; says of any other answer that nothing was done.
     *
     * @return whether to go on
     * @throws ReplayException where there is nobody to ask
     */
    boolean confirmed(CommandSpec spec, String question) {
        if (yes) {
            return true;
        }
        if (!isTerminal()) {
            throw ReplayException.usage("There is no terminal to ask on: say --yes, or take a look with --dry-run.");
        }
        spec.commandLine().getErr().print(question + " Type yes to go on: ");
        spec.commandLine().getErr().flush();
        boolean confirmed = new Scanner(System.in, Charset.defaultCharset()).findInLine("^yes$") != null;
        if (!confirmed) {
            spec.commandLine().getErr().println("Nothing was done.");
        }
        return confirmed;
    }

    /** Whether a person watches. */
    static boolean isTerminal() {
        return Boolean.getBoolean(TERMINAL);
    }
}
