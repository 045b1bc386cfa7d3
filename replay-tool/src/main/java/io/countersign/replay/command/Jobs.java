package io.countersign.replay.command;

import io.countersign.job.Job;
import io.countersign.job.JobOutcome;
import io.countersign.job.JobRange;
import io.countersign.replay.ExitCode;
import io.countersign.replay.ReplayException;
import io.countersign.replay.cluster.Cluster;
import io.countersign.replay.job.JobLog;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Lists what jobs there were, or shows one. */
@Command(name = "jobs", mixinStandardHelpOptions = true, header = "Lists jobs: who, what, when, how many, outcome.")
final class Jobs implements Callable<Integer> {

    private static final String ROW = "%-20s  %-11s  %-12s  %-24s  %-11s  %10s  %10s  %s%n";

    @Parameters(arity = "0..1", paramLabel = "<job>", description = "Show this one with its arguments.")
    private @Nullable String id;

    @Mixin
    private ClusterOptions clusters = new ClusterOptions();

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Override
    public Integer call() {
        try (Cluster cluster = clusters.cluster()) {
            JobLog log = new JobLog(cluster);
            List<Job> all = log.all();
            Optional<String> running = log.running();
            if (id == null) {
                list(all, running);
            } else {
                show(find(all, id), running);
            }
        }
        return ExitCode.DONE.code();
    }

    private static Job find(List<Job> all, String id) {
        return all.stream()
                .filter(job -> job.getId().equals(id))
                .findFirst()
                .orElseThrow(() -> ReplayException.usage("There is no job " + id + "."));
    }

    private void list(List<Job> all, Optional<String> running) {
        PrintWriter out = spec.commandLine().getOut();
        if (all.isEmpty()) {
            out.println("There are no jobs.");
            return;
        }
        out.printf(Locale.ROOT, ROW, "job", "kind", "who", "started", "outcome", "read", "written", "to");
        for (Job job : all) {
            out.printf(
                    Locale.ROOT,
                    ROW,
                    job.getId(),
                    word(job.getKind()),
                    job.getWho(),
                    job.getStartedAt().toString(),
                    outcome(job, running),
                    Long.toString(job.getRead()),
                    Long.toString(job.getWritten()),
                    job.getTargets().size() == 1
                            ? job.getTargets().get(0)
                            : job.getTargets().size() + " topics");
        }
    }

    private void show(Job job, Optional<String> running) {
        PrintWriter out = spec.commandLine().getOut();
        out.println("job        " + job.getId());
        out.println("kind       " + word(job.getKind()));
        out.println("who        " + job.getWho());
        out.println("started    " + job.getStartedAt());
        out.println("updated    " + job.getUpdatedAt());
        out.println("outcome    " + outcome(job, running));
        out.println("read       " + job.getRead());
        out.println("written    " + job.getWritten());
        out.println("to         " + String.join(" ", job.getTargets()));
        out.println("arguments  " + String.join(" ", job.getArguments()));
        if (job.getDetail() != null) {
            out.println("detail     " + job.getDetail());
        }
        for (JobRange range : job.getRanges()) {
            if (range.getTo() > range.getFrom()) {
                out.println("part       " + range.getTopic() + "/" + range.getPartition() + " from " + range.getFrom()
                        + " to " + range.getTo() + ", next " + range.getNext());
            }
        }
    }

    private static String outcome(Job job, Optional<String> running) {
        JobOutcome outcome = job.getOutcome();
        if (outcome != null) {
            return word(outcome);
        }
        return running.filter(job.getId()::equals).isPresent() ? "running" : "interrupted";
    }

    private static String word(Enum<?> symbol) {
        return symbol.name().toLowerCase(Locale.ROOT);
    }
}
