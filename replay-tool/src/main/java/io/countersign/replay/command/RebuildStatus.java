package io.countersign.replay.command;

import io.countersign.replay.ExitCode;
import io.countersign.replay.cluster.Cluster;
import io.countersign.replay.rebuild.DeployedGeneration;
import io.countersign.replay.rebuild.Generations;
import io.countersign.replay.rebuild.Reading;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Tells how far generations are. */
@Command(
        name = "status",
        mixinStandardHelpOptions = true,
        header = "Tells which generations there are, which one is live, and how far each has read.")
final class RebuildStatus implements Callable<Integer> {

    private static final String ROW = "  %-36s  %12s  %12s  %12s  %7s%n";

    @Parameters(arity = "0..1", paramLabel = "<generation>", description = "Only this one.")
    private @Nullable String name;

    @Mixin
    private GenerationOptions options = new GenerationOptions();

    @Mixin
    private ClusterOptions clusters = new ClusterOptions();

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Override
    public Integer call() {
        try (Cluster cluster = clusters.cluster()) {
            Generations generations = options.generations(cluster);
            List<DeployedGeneration> shown = name == null ? generations.all() : List.of(generations.existing(name));
            DeployedGeneration live = generations.live();
            shown.forEach(generation -> show(generations, generation, generation.equals(live)));
        }
        return ExitCode.DONE.code();
    }

    private void show(Generations generations, DeployedGeneration generation, boolean live) {
        PrintWriter out = spec.commandLine().getOut();
        int members = generations.members(generation);
        List<Reading> readings = generations.readings(generation);
        out.println("Generation " + generation + ": " + (live ? "live" : "not live") + ", "
                + (members == 0 ? "nobody runs it" : members + (members == 1 ? " thread reads" : " threads read"))
                + ", " + readings.stream().mapToLong(Reading::left).sum() + " left");
        out.printf(Locale.ROOT, ROW, "topic", "read", "of", "left", "");
        Map<String, long[]> topics = new TreeMap<>();
        for (Reading reading : readings) {
            long[] sums = topics.computeIfAbsent(reading.range().partition().topic(), topic -> new long[2]);
            sums[0] += reading.done();
            sums[1] += reading.range().length();
        }
        topics.forEach((topic, sums) ->
                out.printf(Locale.ROOT, ROW, topic, sums[0], sums[1], sums[1] - sums[0], percent(sums[0], sums[1])));
        out.println();
    }

    /** Rounded down: all of it only where nothing is left. */
    private static String percent(long done, long all) {
        return (all == 0 ? 100 : 100 * done / all) + " %";
    }
}
