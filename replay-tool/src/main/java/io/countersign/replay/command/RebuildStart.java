package io.countersign.replay.command;

import io.countersign.job.JobKind;
import io.countersign.replay.ExitCode;
import io.countersign.replay.cluster.Cluster;
import io.countersign.replay.job.JobRun;
import io.countersign.replay.rebuild.DeployedGeneration;
import io.countersign.replay.rebuild.Generations;
import io.countersign.replay.rebuild.Start;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Makes what a new generation needs, and tells how to start its processor. */
@Command(
        name = "start",
        mixinStandardHelpOptions = true,
        header = "Makes the topics of a new generation and tells how to start its processor.")
final class RebuildStart implements Callable<Integer> {

    @Parameters(paramLabel = "<generation>", description = "Its name: 1 to 20 small letters, digits and hyphens.")
    private String name = "";

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
        try (Cluster cluster = clusters.cluster()) {
            Generations generations = options.generations(cluster);
            DeployedGeneration generation = generations.named(name);
            Start start = new Start(cluster, generations);
            start.check(generation);
            try (JobRun run = JobRun.start(
                    cluster, JobKind.REBUILD, job.who(), List.of("start", name), List.of(name), List.of())) {
                List<String> made = start.run(generation);
                var ignored = run.write(List.of(), made.size() + " topics made");
                tell(generation, made);
            }
        }
        return ExitCode.DONE.code();
    }

    private void tell(DeployedGeneration generation, List<String> made) {
        PrintWriter out = spec.commandLine().getOut();
        made.forEach(topic -> out.println("Made " + topic));
        out.println("Generation " + generation
                + " is ready to begin. Start its processor, of whatever version and rules, with"
                + " the settings of the running one, and with");
        out.println();
        out.println("  countersign.generation=" + generation + "   (environment: COUNTERSIGN_GENERATION=" + generation
                + ")");
        out.println(
                "  server.port, management.server.port and spring.kafka.streams.state-dir of its own, where it shares a"
                        + " machine");
        out.println();
        out.println("It counts everything from the first received event on, as " + generation.applicationId()
                + ", and shows readers nothing. How far it is: rebuild status " + generation);
    }
}
