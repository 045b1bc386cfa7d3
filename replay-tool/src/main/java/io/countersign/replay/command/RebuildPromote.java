package io.countersign.replay.command;

import io.countersign.job.Job;
import io.countersign.job.JobKind;
import io.countersign.job.JobOutcome;
import io.countersign.replay.ExitCode;
import io.countersign.replay.ReplayException;
import io.countersign.replay.cluster.Cluster;
import io.countersign.replay.job.JobRun;
import io.countersign.replay.rebuild.DeployedGeneration;
import io.countersign.replay.rebuild.Generations;
import io.countersign.replay.rebuild.Promotion;
import java.io.PrintWriter;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Switches readers over to a generation. */
@Command(
        name = "promote",
        mixinStandardHelpOptions = true,
        header = "Switches readers over to a generation.",
        description = {
            "",
            "To take it back, promote the one before. To end a promotion that was interrupted, or to tell another --api,"
                    + " promote the same one again.",
            ""
        })
final class RebuildPromote implements Callable<Integer> {

    /** How many resources readers stop to see with one transaction. */
    private static final int TOMBSTONES_AT_A_TIME = 1_000;

    @Parameters(paramLabel = "<generation>", description = "The generation.")
    private String name = "";

    @Option(
            names = "--api",
            paramLabel = "<url>",
            description =
                    "Where its API is, as http://host:port. Processors of other generations pass questions on to it;"
                            + " without, they answer from their own states.")
    private @Nullable String api;

    @Option(
            names = "--behind",
            paramLabel = "<number>",
            defaultValue = "1000",
            description = "How many records it and the live one may each have yet to read (${DEFAULT-VALUE}).")
    private long behind;

    @Option(
            names = "--wait",
            paramLabel = "<seconds>",
            defaultValue = "300",
            description = "How long to wait until both have read the switch (${DEFAULT-VALUE}).")
    private long wait;

    @Mixin
    private GenerationOptions options = new GenerationOptions();

    @Mixin
    private JobOptions job = new JobOptions();

    @Mixin
    private ClusterOptions clusters = new ClusterOptions();

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Override
    public Integer call() {
        if (behind < 0 || wait < 0) {
            throw ReplayException.usage("--behind and --wait must not be negative.");
        }
        URI address = api == null ? null : Promotion.address(api);
        try (Cluster cluster = clusters.cluster()) {
            Generations generations = options.generations(cluster);
            DeployedGeneration generation = generations.existing(name);
            DeployedGeneration live = generations.live();
            Promotion promotion = new Promotion(cluster, generations, generation, address);
            promotion.check(live, behind);
            if (!job.confirmed(spec, question(generation, live))) {
                return ExitCode.USAGE.code();
            }
            List<DeployedGeneration> readers = readers(generations, generation, live);
            JobRun run = JobRun.start(cluster, JobKind.PROMOTE, job.who(), arguments(), List.of(name), List.of());
            try (Interruption interruption = Interruption.of(run)) {
                return interruption
                        .ends(promote(run, promotion, generation, live, readers))
                        .code();
            }
        }
    }

    /** Whoever may still write what was decided before the switch. */
    private static List<DeployedGeneration> readers(
            Generations generations, DeployedGeneration generation, DeployedGeneration live) {
        List<DeployedGeneration> readers = new ArrayList<>(List.of(generation));
        DeployedGeneration before = live.equals(generation) ? generations.liveBefore(generation) : live;
        if (!before.equals(generation) && generations.members(before) > 0) {
            readers.add(before);
        }
        return readers;
    }

    private ExitCode promote(
            JobRun run,
            Promotion promotion,
            DeployedGeneration generation,
            DeployedGeneration live,
            List<DeployedGeneration> readers) {
        PrintWriter out = spec.commandLine().getOut();
        spec.commandLine().getErr().println("Job " + run.job().getId());
        Job ended = run.inSteps(() -> switchOver(run, promotion, generation, live, readers));
        out.println("Generation " + generation + " is live: " + ended.getDetail() + ".");
        if (ended.getOutcome() != JobOutcome.COMPLETED) {
            spec.commandLine().getErr().println("Go on with: rebuild promote " + generation);
            return ExitCode.INTERRUPTED;
        }
        if (!live.equals(generation)) {
            out.println(
                    "To take it back: rebuild promote " + live + ". Leave generation " + live + " running until then.");
        }
        return ExitCode.DONE;
    }

    /** What there is to say of it. */
    private String switchOver(
            JobRun run,
            Promotion promotion,
            DeployedGeneration generation,
            DeployedGeneration live,
            List<DeployedGeneration> readers) {
        if (!live.equals(generation)) {
            run.step(promotion.markers(false), 0);
        }
        boolean read = promotion.await(readers, Duration.ofSeconds(wait), this::tell, run::isStopped);
        if (!read) {
            String words = "the switch stands, but has not been read by all of " + words(readers) + " yet";
            if (run.isStopped()) {
                return words;
            }
            throw ReplayException.failed(
                    "After " + wait + " s " + words + ". Once they go on, end it by: rebuild promote " + generation,
                    null);
        }
        List<ProducerRecord<byte[], byte[]>> tombstones = promotion.tombstones();
        for (int from = 0; from < tombstones.size(); from += TOMBSTONES_AT_A_TIME) {
            run.step(tombstones.subList(from, Math.min(from + TOMBSTONES_AT_A_TIME, tombstones.size())), 0);
        }
        // Again, since the one before may have written states after its successor had; and since a resource that was
        // taken away may have come to be in the same moment.
        run.step(promotion.markers(true), 0);
        return "it publishes all its states, and took away " + tombstones.size() + " resources that it does not know";
    }

    private void tell(long left) {
        spec.commandLine().getErr().println("Waiting until the switch has been read: " + left + " left before it");
    }

    private static String words(List<DeployedGeneration> generations) {
        return String.join(
                " and ", generations.stream().map(DeployedGeneration::name).toList());
    }

    private static String question(DeployedGeneration generation, DeployedGeneration live) {
        return live.equals(generation)
                ? "Generation " + generation + " is live already and would publish all its states again."
                : "Readers of events, states and quarantine would see what generation " + generation
                        + " makes of all that is received from now on, and its states instead of those of generation "
                        + live + ".";
    }

    private List<String> arguments() {
        List<String> arguments = new ArrayList<>(List.of("promote", name));
        if (api != null) {
            arguments.add("--api=" + api);
        }
        return arguments;
    }
}
