package io.countersign.replay.command;

import io.countersign.job.Job;
import io.countersign.job.JobOutcome;
import io.countersign.replay.ExitCode;
import io.countersign.replay.ReplayException;
import io.countersign.replay.job.JobRun;
import io.countersign.replay.progress.Bar;
import io.countersign.replay.progress.Lines;
import io.countersign.replay.progress.Pace;
import io.countersign.replay.progress.Progress;
import java.io.PrintWriter;
import java.util.Optional;
import java.util.function.Function;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import picocli.CommandLine.Model.CommandSpec;

/** Runs a job's transfer as commands do: progress and how to go on to standard error, the result to standard output. */
final class RunningJob {

    private RunningJob() {}

    /**
     * Runs it to its end, or to where it is interrupted.
     *
     * @param run the job; is closed
     * @param task what is being done, one word
     * @return what the process is to exit with
     */
    static ExitCode transfer(
            CommandSpec spec,
            JobRun run,
            String task,
            Pace pace,
            Function<ConsumerRecord<byte[], byte[]>, Optional<ProducerRecord<byte[], byte[]>>> transform) {
        PrintWriter err = spec.commandLine().getErr();
        PrintWriter out = spec.commandLine().getOut();
        String id = run.job().getId();
        err.println("Job " + id);
        try (Interruption interruption = Interruption.of(run)) {
            Job ended;
            try (Progress progress = JobOptions.isTerminal() ? new Bar(task) : new Lines(err)) {
                ended = run.transfer(transform, pace, progress);
            } catch (RuntimeException e) {
                ReplayException words = Faults.inWords(e);
                err.println(words.getMessage());
                if (words.exitCode() != ExitCode.USAGE) {
                    err.println(howToGoOn(spec, id));
                }
                return interruption.ends(words.exitCode());
            }
            boolean complete = ended.getOutcome() == JobOutcome.COMPLETED;
            out.println("Job " + id + (complete ? " is complete: " : " was stopped: ") + ended.getRead() + " read, "
                    + ended.getWritten() + " written.");
            if (!complete) {
                err.println(howToGoOn(spec, id));
            }
            return interruption.ends(complete ? ExitCode.DONE : ExitCode.INTERRUPTED);
        }
    }

    private static String howToGoOn(CommandSpec spec, String id) {
        return "Go on with: " + spec.qualifiedName() + " --resume " + id;
    }
}
