package io.countersign.replay.command;

import io.countersign.job.Job;
import io.countersign.job.JobKind;
import io.countersign.replay.ExitCode;
import io.countersign.replay.ReplayException;
import io.countersign.replay.cluster.Cluster;
import io.countersign.replay.cluster.Range;
import io.countersign.replay.cluster.RangeReader;
import io.countersign.replay.copy.Copies;
import io.countersign.replay.job.JobLog;
import io.countersign.replay.job.JobRun;
import io.countersign.replay.progress.Pace;
import io.countersign.replay.select.Picked;
import io.countersign.replay.select.Picker;
import io.countersign.replay.select.Selection;
import io.countersign.replay.show.Counts;
import io.countersign.replay.show.EventLine;
import java.io.PrintWriter;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Looks at events, and sends copies of them. */
@Command(
        name = "replay",
        mixinStandardHelpOptions = true,
        header = "Sends events through again.",
        description = {
            "",
            "Picks events by any combination of the options. With --dry-run or --print it only looks; otherwise it"
                    + " copies what it picks, as a job that can be stopped and resumed.",
            ""
        })
final class Replay implements Callable<Integer> {

    @Mixin
    private SelectOptions select = new SelectOptions();

    @Option(names = "--dry-run", description = "Only tell how many events of each topic, type and day would go.")
    private boolean dryRun;

    @Option(names = "--print", description = "Only print the events, one JSON line each, without personal data.")
    private boolean print;

    @Option(
            names = "--into",
            paramLabel = "<topic>",
            description = "Copy to this topic instead of the one that each event is on. It must exist.")
    private @Nullable String into;

    @Option(
            names = "--force",
            description = {
                "Have the processor count anew what it has counted: every event goes out once more to all"
                        + " subscribers, states take the content of the copies, and revisions grow."
            })
    private boolean force;

    @Mixin
    private TransferOptions transfer = new TransferOptions();

    @Mixin
    private JobOptions job = new JobOptions();

    @Mixin
    private ClusterOptions clusters = new ClusterOptions();

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Override
    public Integer call() {
        transfer.check(spec);
        String resume = transfer.resume();
        try (Cluster cluster = clusters.cluster()) {
            return (resume == null ? start(cluster) : resume(cluster, resume)).code();
        }
    }

    private ExitCode start(Cluster cluster) {
        if (dryRun && print) {
            throw ReplayException.usage("--dry-run and --print exclude each other.");
        }
        Selection selection = select.selection(Instant.now());
        Copies copies = copies(selection);
        List<Range> ranges = selection.ranges(cluster);
        // They must exist: a producer would make one that nobody has asked for.
        cluster.partitions(copies.targets());
        if (dryRun || print) {
            return look(cluster, selection, ranges);
        }
        Optional<String> consequences = copies.consequences();
        if (consequences.isPresent() && !job.confirmed(spec, question(consequences.get(), ranges))) {
            return ExitCode.USAGE;
        }
        JobRun run = JobRun.start(cluster, JobKind.REPLAY, job.who(), arguments(selection), copies.targets(), ranges);
        return send(run, copies, select.picker(selection, cluster, spec), transfer.pace());
    }

    private ExitCode resume(Cluster cluster, String id) {
        Job found = JobRun.resumable(new JobLog(cluster), id);
        if (found.getKind() != JobKind.REPLAY) {
            throw ReplayException.usage("Job " + id + " is no replay.");
        }
        Replay before = new Replay();
        new CommandLine(before).parseArgs(found.getArguments().toArray(String[]::new));
        // Its times are absolute.
        Selection selection = before.select.selection(found.getStartedAt());
        return send(
                JobRun.resume(cluster, id),
                before.copies(selection),
                select.pickerAfter(before.select, selection, cluster, spec),
                transfer.paceAfter(before.transfer));
    }

    private Copies copies(Selection selection) {
        try {
            return new Copies(selection.topics(), into, force);
        } catch (IllegalArgumentException e) {
            throw ReplayException.usage(e);
        }
    }

    private ExitCode look(Cluster cluster, Selection selection, List<Range> ranges) {
        PrintWriter out = spec.commandLine().getOut();
        Counts counts = new Counts();
        Consumer<Picked> shown = print ? picked -> out.println(EventLine.of(picked)) : counts::add;
        Picker picker = select.picker(selection, cluster, spec);
        try (RangeReader reader = new RangeReader(cluster, ranges)) {
            while (!reader.isAtEnd()) {
                reader.next().forEach(record -> picker.pick(record).ifPresent(shown));
                if (out.checkError()) {
                    // Whoever reads it has seen enough.
                    return ExitCode.DONE;
                }
            }
        }
        if (dryRun) {
            counts.print(out);
        }
        return ExitCode.DONE;
    }

    private static String question(String consequences, List<Range> ranges) {
        long most = ranges.stream().mapToLong(Range::length).sum();
        return consequences + " Up to " + most + " records are looked through; --dry-run tells how many would go.";
    }

    private ExitCode send(JobRun run, Copies copies, Picker picker, Pace pace) {
        String id = run.job().getId();
        return RunningJob.transfer(
                spec, run, "Replaying", pace, record -> picker.pick(record).map(picked -> copies.of(picked, id)));
    }

    private List<String> arguments(Selection selection) {
        List<String> arguments = new ArrayList<>(select.arguments(selection));
        if (into != null) {
            arguments.add("--into=" + into);
        }
        arguments.addAll(transfer.arguments());
        if (force) {
            arguments.add("--force");
        }
        return arguments;
    }
}
