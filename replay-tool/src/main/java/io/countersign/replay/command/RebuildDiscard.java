package io.countersign.replay.command;

import io.countersign.job.JobKind;
import io.countersign.replay.ExitCode;
import io.countersign.replay.cluster.Cluster;
import io.countersign.replay.job.JobRun;
import io.countersign.replay.rebuild.DeployedGeneration;
import io.countersign.replay.rebuild.Discard;
import io.countersign.replay.rebuild.Generations;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Deletes what is a generation's own. */
@Command(
        name = "discard",
        mixinStandardHelpOptions = true,
        header = "Deletes the topics, the consumer group and the subjects of a generation that nobody runs.")
final class RebuildDiscard implements Callable<Integer> {

    @Parameters(paramLabel = "<generation>", description = "The generation.")
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
        PrintWriter out = spec.commandLine().getOut();
        try (Cluster cluster = clusters.cluster()) {
            Generations generations = options.generations(cluster);
            DeployedGeneration generation = generations.named(name);
            Discard discard = new Discard(cluster, generations);
            discard.check(generation);
            String topics = String.join(", ", discard.topics(generation));
            if (!job.confirmed(
                    spec,
                    "The consumer group " + generation.applicationId() + " and these topics would be" + " deleted: "
                            + topics + ".")) {
                return ExitCode.USAGE.code();
            }
            try (JobRun run = JobRun.start(
                    cluster, JobKind.DISCARD, job.who(), List.of("discard", name), List.of(name), List.of())) {
                // Nobody else may have promoted it, or started a processor, meanwhile.
                discard.check(generation);
                List<String> deleted = discard.run(generation);
                var ignored = run.write(List.of(), deleted.size() + " topics deleted");
                deleted.forEach(topic -> out.println("Deleted " + topic));
                out.println("Nothing of generation " + generation
                        + " is left on brokers and registry. Its folders of stores" + " can go too: "
                        + generation.applicationId() + " below spring.kafka.streams.state-dir.");
            }
        }
        return ExitCode.DONE.code();
    }
}
