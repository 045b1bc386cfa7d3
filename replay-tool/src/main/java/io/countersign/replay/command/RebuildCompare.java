package io.countersign.replay.command;

import io.countersign.replay.ExitCode;
import io.countersign.replay.ReplayException;
import io.countersign.replay.cluster.Cluster;
import io.countersign.replay.rebuild.Comparison;
import io.countersign.replay.rebuild.DeployedGeneration;
import io.countersign.replay.rebuild.Generations;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Compares what readers see with what a generation has. */
@Command(
        name = "compare",
        mixinStandardHelpOptions = true,
        header = "Compares the states that readers see with those of a generation, field by field.",
        description = {
            "",
            "Shows no personal data. While events come in, some that differ may only be on their way: look again.",
            ""
        })
final class RebuildCompare implements Callable<Integer> {

    private static final String TYPES = "%-18s  %10s  %10s  %14s  %14s%n";
    private static final String FIELDS = "%-48s  %10s%n";

    @Parameters(paramLabel = "<generation>", description = "The generation.")
    private String name = "";

    @Option(
            names = "--samples",
            paramLabel = "<number>",
            defaultValue = "5",
            description = "How many resources are shown with what differs (${DEFAULT-VALUE}).")
    private int samples;

    @Mixin
    private GenerationOptions options = new GenerationOptions();

    @Mixin
    private ClusterOptions clusters = new ClusterOptions();

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Override
    public Integer call() {
        if (samples < 0) {
            throw ReplayException.usage("--samples must not be negative.");
        }
        try (Cluster cluster = clusters.cluster()) {
            Generations generations = options.generations(cluster);
            DeployedGeneration generation = generations.existing(name);
            DeployedGeneration live = generations.live();
            Comparison comparison = new Comparison(cluster, generation, samples);
            comparison.run();
            print(comparison, generation, live, generations.left(generation), generations.left(live));
            return (comparison.isSame() ? ExitCode.DONE : ExitCode.DIFFERENCES).code();
        }
    }

    private void print(
            Comparison comparison,
            DeployedGeneration generation,
            DeployedGeneration live,
            long generationsLeft,
            long livesLeft) {
        PrintWriter out = spec.commandLine().getOut();
        out.println("What readers see (by generation " + live + ", which has " + livesLeft
                + " records left to read) against generation " + generation + " (" + generationsLeft + " left):");
        out.println();
        out.printf(Locale.ROOT, TYPES, "type", "same", "different", "only seen", "only " + generation);
        comparison
                .counts()
                .forEach((type, count) -> out.printf(
                        Locale.ROOT,
                        TYPES,
                        type.word(),
                        count.same(),
                        count.different(),
                        count.onlyShown(),
                        count.onlyGeneration()));
        if (!comparison.fields().isEmpty()) {
            out.println();
            out.printf(Locale.ROOT, FIELDS, "field", "resources");
            comparison.fields().forEach((field, count) -> out.printf(Locale.ROOT, FIELDS, field, count));
        }
        comparison.samples().forEach((key, differences) -> {
            out.println();
            out.println(key);
            differences.forEach(difference ->
                    out.println("  " + difference.path() + ": " + difference.before() + " -> " + difference.after()));
        });
        if (!comparison.unpaired().isEmpty()) {
            out.println();
            comparison.unpaired().forEach(out::println);
        }
    }
}
