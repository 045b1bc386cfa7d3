package io.countersign.replay.command;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The commands about generations of the processor. */
@Command(
        name = "rebuild",
        mixinStandardHelpOptions = true,
        header = "Has a new generation of the processor count everything anew, beside the running one.",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            RebuildStart.class,
            RebuildStatus.class,
            RebuildCompare.class,
            RebuildPromote.class,
            RebuildDiscard.class
        })
final class Rebuild implements Runnable {

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "Which command?");
    }
}
