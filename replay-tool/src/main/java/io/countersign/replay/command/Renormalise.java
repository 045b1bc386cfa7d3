package io.countersign.replay.command;

import io.countersign.job.Job;
import io.countersign.job.JobKind;
import io.countersign.replay.ExitCode;
import io.countersign.replay.ReplayException;
import io.countersign.replay.cluster.Cluster;
import io.countersign.replay.cluster.Range;
import io.countersign.replay.cluster.RangeReader;
import io.countersign.replay.job.JobLog;
import io.countersign.replay.job.JobRun;
import io.countersign.replay.progress.Pace;
import io.countersign.replay.renormalise.GenericSources;
import io.countersign.replay.renormalise.Renormalisation;
import io.countersign.replay.renormalise.Renormalised;
import io.countersign.replay.renormalise.RenormalisedCopies;
import io.countersign.replay.renormalise.Renormaliser;
import io.countersign.replay.select.Picked;
import io.countersign.replay.select.Picker;
import io.countersign.replay.select.Selection;
import io.countersign.replay.select.Sources;
import io.countersign.serde.Codecs;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Sends kept payloads through today's normalisers: reports what differs, and writes the events that this makes. */
@Command(
        name = "renormalise",
        mixinStandardHelpOptions = true,
        header = "Normalises received events again, and tells what differs.",
        description = {
            "",
            "Takes the kept payload of each event that is picked through the normalisers of this version, and compares"
                    + " what they make of it with the event as it is. Writes nothing without --into; with it, a job that"
                    + " can be stopped and resumed.",
            "",
            "Ends with 3 where anything differs; with --into, where not all that was picked could be written.",
            ""
        })
final class Renormalise implements Callable<Integer> {

    @Mixin
    private SelectOptions select = new SelectOptions();

    @Option(
            names = "--pointer",
            paramLabel = "<source>.<part>=<pointer>",
            description = "Where a part of a generic source's events is, as in the ingress's configuration: id, type,"
                    + " time, resource-type, resource-id. Such as --pointer shop.id=/order/id.")
    private Map<String, String> pointers = Map.of();

    @Option(
            names = "--into",
            paramLabel = "<topic>",
            description = "Write the new events to this topic, which must exist; \"received\" for the received topic of"
                    + " each event's own type.")
    private @Nullable String into;

    @Option(names = "--changed-only", description = "Write only events that are not what they were.")
    private boolean changedOnly;

    @Option(
            names = "--force",
            description = "Have the processor count anew what it has counted: every event goes out once more to all"
                    + " subscribers, states take the new content, and revisions grow.")
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
        Selection selection = select.selection(Instant.now());
        Renormaliser renormaliser = renormaliser();
        if (into == null) {
            if (changedOnly || force || transfer.hasRate()) {
                throw ReplayException.usage("--changed-only, --force and --rate are about what --into writes.");
            }
            List<Range> ranges = selection.ranges(cluster);
            return look(cluster, ranges, renormaliser, select.picker(selection, cluster, spec));
        }
        RenormalisedCopies copies = copies(into);
        List<Range> ranges = selection.ranges(cluster);
        // They must exist: a producer would make one that nobody has asked for.
        cluster.partitions(copies.targets());
        Optional<String> consequences = copies.consequences();
        if (consequences.isPresent()
                && !job.confirmed(spec, consequences.get() + " Without --into nothing is written.")) {
            return ExitCode.USAGE;
        }
        Codecs codecs = codecs(cluster);
        JobRun run =
                JobRun.start(cluster, JobKind.RENORMALISE, job.who(), arguments(selection), copies.targets(), ranges);
        return send(codecs, run, renormaliser, copies, select.picker(selection, cluster, spec), transfer.pace());
    }

    private ExitCode resume(Cluster cluster, String id) {
        Job found = JobRun.resumable(new JobLog(cluster), id);
        if (found.getKind() != JobKind.RENORMALISE) {
            throw ReplayException.usage("Job " + id + " is no renormalisation.");
        }
        Renormalise before = new Renormalise();
        new CommandLine(before).parseArgs(found.getArguments().toArray(String[]::new));
        if (before.into == null) {
            throw ReplayException.usage("Job " + id + " does not say where to.");
        }
        // Its times are absolute.
        Selection selection = before.select.selection(found.getStartedAt());
        return send(
                codecs(cluster),
                JobRun.resume(cluster, id),
                before.renormaliser(),
                before.copies(before.into),
                select.pickerAfter(before.select, selection, cluster, spec),
                transfer.paceAfter(before.transfer));
    }

    private Renormaliser renormaliser() {
        try {
            return new Renormaliser(GenericSources.of(pointers));
        } catch (IllegalArgumentException e) {
            throw ReplayException.usage(e);
        }
    }

    private RenormalisedCopies copies(String target) {
        try {
            return new RenormalisedCopies(target, changedOnly, force);
        } catch (IllegalArgumentException e) {
            throw ReplayException.usage(e);
        }
    }

    private ExitCode look(Cluster cluster, List<Range> ranges, Renormaliser renormaliser, Picker picker) {
        Renormalisation found = new Renormalisation();
        try (RangeReader reader = new RangeReader(cluster, ranges)) {
            while (!reader.isAtEnd()) {
                reader.next()
                        .forEach(record -> picker.pick(record)
                                .ifPresent(picked -> found.count(eventId(picked), renormaliser.again(picked.event()))));
            }
        }
        found.print(spec.commandLine().getOut());
        return found.hasDifferences() ? ExitCode.DIFFERENCES : ExitCode.DONE;
    }

    /** Asked for before a job begins: without them there is none. */
    private static Codecs codecs(Cluster cluster) {
        return Codecs.connect(cluster.registry(), Sources.received());
    }

    private ExitCode send(
            Codecs codecs, JobRun run, Renormaliser renormaliser, RenormalisedCopies copies, Picker picker, Pace pace) {
        String id = run.job().getId();
        Renormalisation found = new Renormalisation();
        ExitCode ended = RunningJob.transfer(
                spec,
                run,
                "Normalising",
                pace,
                record -> picker.pick(record).flatMap(picked -> {
                    Renormalised again = renormaliser.again(picked.event());
                    found.count(eventId(picked), again);
                    return copies.of(picked, again, id, codecs::encode);
                }));
        found.print(spec.commandLine().getOut());
        return ended == ExitCode.DONE && found.lost() > 0 ? ExitCode.DIFFERENCES : ended;
    }

    private static String eventId(Picked picked) {
        return picked.metadata().getEventId();
    }

    private List<String> arguments(Selection selection) {
        List<String> arguments = new ArrayList<>(select.arguments(selection));
        new TreeMap<>(pointers).forEach((part, pointer) -> arguments.add("--pointer=" + part + "=" + pointer));
        if (into != null) {
            arguments.add("--into=" + into);
        }
        if (changedOnly) {
            arguments.add("--changed-only");
        }
        arguments.addAll(transfer.arguments());
        if (force) {
            arguments.add("--force");
        }
        return arguments;
    }
}
