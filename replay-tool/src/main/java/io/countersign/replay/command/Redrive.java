package io.countersign.replay.command;

import io.countersign.job.Job;
import io.countersign.job.JobKind;
import io.countersign.job.JobOutcome;
import io.countersign.quarantine.QuarantineReason;
import io.countersign.replay.ExitCode;
import io.countersign.replay.ReplayException;
import io.countersign.replay.cluster.Cluster;
import io.countersign.replay.cluster.Range;
import io.countersign.replay.job.JobRun;
import io.countersign.replay.redrive.QuarantineCounts;
import io.countersign.replay.redrive.QuarantineSelection;
import io.countersign.replay.redrive.Redriving;
import io.countersign.replay.select.PointInTime;
import io.countersign.serde.Codecs;
import io.countersign.topic.TopicCatalogue;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Has what is in quarantine sent through again. */
@Command(
        name = "redrive",
        mixinStandardHelpOptions = true,
        header = "Has what is in quarantine sent through again.",
        description = {
            "",
            "Picks by any combination of the options, asks the ingress for a redrive of each, and prints how it ended."
                    + " What has been published before is left alone, so that it can be run again.",
            "",
            "Ends with 1 where some of what was picked is not published.",
            ""
        })
final class Redrive implements Callable<Integer> {

    @Option(
            names = "--reason",
            paramLabel = "<reason>",
            description = "There for this reason: ${COMPLETION-CANDIDATES}. Each of these can be repeated.")
    private Set<QuarantineReason> reasons = Set.of();

    @Option(names = "--source", paramLabel = "<name>", description = "Came in through this source.")
    private Set<String> sources = Set.of();

    @Option(names = "--id", paramLabel = "<id>", description = "The quarantine record with this id.")
    private Set<String> ids = Set.of();

    @Mixin
    private ReceivedOptions received = new ReceivedOptions();

    @Option(names = "--dry-run", description = "Only tell how many there are for each reason and of each source.")
    private boolean dryRun;

    @Option(
            names = "--wait",
            paramLabel = "<length>",
            defaultValue = "30s",
            description = "How long to wait for the next outcome before no more are asked for (${DEFAULT-VALUE}).")
    private String wait = "";

    @Mixin
    private JobOptions job = new JobOptions();

    @Mixin
    private ClusterOptions clusters = new ClusterOptions();

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Override
    public Integer call() {
        Instant now = Instant.now();
        QuarantineSelection selection = selection(now);
        Duration patience = patience();
        PrintWriter err = spec.commandLine().getErr();
        try (Cluster cluster = clusters.cluster()) {
            List<Range> ranges = selection.ranges(cluster);
            QuarantineCounts counts = QuarantineCounts.of(cluster, selection, ranges, err::println);
            if (dryRun || counts.toRedrive() == 0) {
                counts.print(spec.commandLine().getOut());
                return ExitCode.DONE.code();
            }
            if (!job.confirmed(spec, counts.toRedrive() + " records are to be redriven.")) {
                return ExitCode.USAGE.code();
            }
            Codecs codecs = Codecs.connect(cluster.registry(), List.of(TopicCatalogue.redrives()));
            Redriving redriving =
                    new Redriving(cluster, codecs, patience, spec.commandLine().getOut());
            JobRun run = JobRun.start(
                    cluster,
                    JobKind.REDRIVE,
                    job.who(),
                    arguments(selection),
                    List.of(TopicCatalogue.redrives().name()),
                    List.of());
            return run(run, redriving, selection, ranges).code();
        }
    }

    private ExitCode run(JobRun run, Redriving redriving, QuarantineSelection selection, List<Range> ranges) {
        PrintWriter err = spec.commandLine().getErr();
        String id = run.job().getId();
        err.println("Job " + id);
        try (Interruption interruption = Interruption.of(run)) {
            Job ended;
            try {
                ended = run.inSteps(() -> redriving.run(run, selection, ranges));
            } catch (RuntimeException e) {
                ReplayException words = Faults.inWords(e);
                err.println(words.getMessage());
                err.println("What was asked for is done all the same; run the same again to see to the rest.");
                return interruption.ends(words.exitCode());
            }
            boolean complete = ended.getOutcome() == JobOutcome.COMPLETED;
            spec.commandLine()
                    .getOut()
                    .println(
                            "Job " + id + (complete ? " is complete: " : " was stopped: ") + redriving.summary() + ".");
            if (!complete) {
                return interruption.ends(ExitCode.INTERRUPTED);
            }
            return interruption.ends(redriving.isAllPublished() ? ExitCode.DONE : ExitCode.FAILED);
        }
    }

    private QuarantineSelection selection(Instant now) {
        try {
            return new QuarantineSelection(received.range(now), reasons, sources, ids);
        } catch (IllegalArgumentException e) {
            throw ReplayException.usage(e);
        }
    }

    private Duration patience() {
        try {
            return PointInTime.length(wait);
        } catch (IllegalArgumentException e) {
            throw ReplayException.usage(e);
        }
    }

    /** The arguments that say the same at any time. */
    private List<String> arguments(QuarantineSelection selection) {
        List<String> arguments = new ArrayList<>();
        selection.reasons().stream().sorted().forEach(reason -> arguments.add("--reason=" + reason));
        selection.sources().stream().sorted().forEach(source -> arguments.add("--source=" + source));
        selection.ids().stream().sorted().forEach(id -> arguments.add("--id=" + id));
        arguments.addAll(ReceivedOptions.arguments("--", selection.received()));
        return arguments;
    }
}
