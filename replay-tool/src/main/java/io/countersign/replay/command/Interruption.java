package io.countersign.replay.command;

import io.countersign.replay.ExitCode;
import io.countersign.replay.job.JobRun;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * What Ctrl-C and SIGTERM do while a job runs: it ends where it can be resumed, and the exit code tells. In force until
 * it is closed.
 */
final class Interruption implements AutoCloseable {

    /** Then the process ends as if killed, which a job survives too. */
    private static final long PATIENCE_SECONDS = 10;

    private final JobRun run;
    private final CountDownLatch ended = new CountDownLatch(1);
    private final Thread hook;
    private volatile ExitCode exitCode = ExitCode.INTERRUPTED;

    private Interruption(JobRun run) {
        this.run = run;
        this.hook = new Thread(this::end, "interruption");
    }

    /**
     * In force from now on.
     *
     * @param run the job; is closed with this
     */
    static Interruption of(JobRun run) {
        Interruption interruption = new Interruption(run);
        Runtime.getRuntime().addShutdownHook(interruption.hook);
        return interruption;
    }

    /** How the process is to end: the signal may have come too late to change that. */
    ExitCode ends(ExitCode code) {
        exitCode = code;
        return code;
    }

    private void end() {
        run.stop();
        try {
            boolean ignored = ended.await(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        Runtime.getRuntime().halt(exitCode.code());
    }

    /** Closes the job first: its place must be free when the process ends. */
    @Override
    public void close() {
        run.close();
        ended.countDown();
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // The end has begun, in the hook: it must not be overtaken here.
            waitForTheEnd();
        }
    }

    private void waitForTheEnd() {
        try {
            hook.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
