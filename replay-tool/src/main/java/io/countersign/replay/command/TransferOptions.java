package io.countersign.replay.command;

import io.countersign.replay.ReplayException;
import io.countersign.replay.progress.Pace;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;

/** The options of every command that writes what it picks, as a job that can be resumed. */
final class TransferOptions {

    private static final Set<String> BESIDE_RESUME = Set.of(
            "--resume",
            "--rate",
            "--skip-unreadable",
            "--yes",
            "--as",
            "--bootstrap-servers",
            "--registry",
            "--config");

    @Option(names = "--rate", paramLabel = "<number>", description = "Write at most so many a second.")
    private @Nullable Double rate;

    @Option(
            names = "--resume",
            paramLabel = "<job>",
            description = "Go on with a job exactly where it ended, with what was picked then.")
    private @Nullable String resume;

    /** The job to go on with; {@code null} for a new one. */
    @Nullable
    String resume() {
        return resume;
    }

    /** Whether there is to be a rate. */
    boolean hasRate() {
        return rate != null;
    }

    /**
     * Looks at what can be wrong before anything is done.
     *
     * @throws ReplayException where something is
     */
    void check(CommandSpec spec) {
        if (rate != null && !(rate > 0)) {
            throw ReplayException.usage("--rate must be more than 0.");
        }
        if (resume != null
                && spec.commandLine().getParseResult().matchedOptions().stream()
                        .anyMatch(option -> !BESIDE_RESUME.contains(option.longestName()))) {
            throw ReplayException.usage(
                    "A job goes on with what was asked for when it was started: beside --resume there"
                            + " can only be --rate, --skip-unreadable, and where the cluster is.");
        }
    }

    /** The pace of a new job. */
    Pace pace() {
        return rate == null ? Pace.unlimited() : Pace.perSecond(rate);
    }

    /** The pace of a job that was started with {@code before}. */
    Pace paceAfter(TransferOptions before) {
        return rate == null ? before.pace() : pace();
    }

    /** The arguments that say the same of a new job. */
    List<String> arguments() {
        return rate == null ? List.of() : List.of("--rate=" + rate);
    }
}
