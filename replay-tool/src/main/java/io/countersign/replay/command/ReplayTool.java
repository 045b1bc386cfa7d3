package io.countersign.replay.command;

import io.countersign.replay.ExitCode;
import io.countersign.replay.ReplayException;
import java.io.PrintWriter;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The command line. */
@Command(
        name = "replay-tool",
        mixinStandardHelpOptions = true,
        version = "countersign replay-tool",
        header = "Reprocessing as a job: replay, redrive, rebuild.",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {Replay.class, Renormalise.class, Redrive.class, Rebuild.class, Jobs.class})
public final class ReplayTool implements Runnable {

    private static final int WIDTH = 110;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    /** Runs a command. */
    public static void main(String[] arguments) {
        System.exit(commandLine().execute(arguments));
    }

    static CommandLine commandLine() {
        CommandLine commandLine = new CommandLine(new ReplayTool());
        setUp(commandLine);
        commandLine.setExecutionExceptionHandler((exception, failed, parsed) -> failed(exception, failed.getErr()));
        return commandLine;
    }

    /** The same help everywhere. */
    private static void setUp(CommandLine commandLine) {
        Map<String, String> exitCodes = new LinkedHashMap<>();
        Arrays.stream(ExitCode.values()).forEach(code -> exitCodes.put("" + code.code(), code.meaning()));
        commandLine
                .getCommandSpec()
                .usageMessage()
                .width(WIDTH)
                .exitCodeListHeading("%nExit codes:%n")
                .exitCodeList(exitCodes);
        commandLine.getCommandSpec().usageMessage().sortOptions(false);
        commandLine.getSubcommands().values().forEach(ReplayTool::setUp);
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "Which command?");
    }

    private static int failed(Exception exception, PrintWriter err) {
        ReplayException words = Faults.inWords(exception);
        err.println(words.getMessage());
        return words.exitCode().code();
    }
}
