package io.countersign.platform;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A child JVM. It never outlives this one: it is closed when this JVM ends, the youngest first, and ends by itself when
 * this JVM is killed. Thread-safe.
 */
public final class ChildProcess implements AutoCloseable {

    private static final Duration POLL = Duration.ofMillis(50);
    private static final int LAST_LINES = 30;
    private static final int LAST_BYTES = 16_384;

    private final String name;
    private final Process process;
    private final @Nullable Path log;
    private final long logStart;
    private final ReadinessProbe probe;
    private final Duration startTimeout;
    private final Duration closeTimeout;

    ChildProcess(
            String name,
            Process process,
            @Nullable Path log,
            long logStart,
            ReadinessProbe probe,
            Duration startTimeout,
            Duration closeTimeout) {
        this.name = name;
        this.process = process;
        this.log = log;
        this.logStart = logStart;
        this.probe = probe;
        this.startTimeout = startTimeout;
        this.closeTimeout = closeTimeout;
        Living.add(this);
    }

    /**
     * Waits until the child is ready.
     *
     * @return this
     * @throws ChildFailedException if it ends, or is not ready in time; then it has been killed
     */
    public ChildProcess awaitReady() {
        long deadline = System.nanoTime() + startTimeout.toNanos();
        try {
            while (!ready()) {
                if (process.waitFor(POLL.toMillis(), TimeUnit.MILLISECONDS)) {
                    throw failure("ended with exit code " + process.exitValue() + " before it was ready");
                }
                if (System.nanoTime() - deadline > 0) {
                    kill();
                    throw failure("was not ready within " + startTimeout.toSeconds() + " s");
                }
            }
            return this;
        } catch (InterruptedException e) {
            kill();
            Thread.currentThread().interrupt();
            throw failure("was not ready when its start was interrupted");
        }
    }

    private boolean ready() throws InterruptedException {
        try {
            // Alive as well: what answers must not be somebody else.
            return probe.isReady() && process.isAlive();
        } catch (InterruptedException e) {
            throw e;
        } catch (Exception e) {
            return false;
        }
    }

    /** Returns what messages call the child. */
    public String name() {
        return name;
    }

    /** Returns the operating system's process. */
    public Process process() {
        return process;
    }

    /** Returns whether the child runs, or is at least stopped. */
    public boolean isAlive() {
        return process.isAlive();
    }

    /** Ends the child as kill -9 does, and waits until it has ended. */
    public void kill() {
        process.destroyForcibly();
        boolean interrupted = false;
        while (true) {
            try {
                process.waitFor();
                break;
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        Living.remove(this);
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /**
     * Freezes the child (SIGSTOP): its connections stay open, it answers nothing. Not on Windows.
     *
     * @throws ChildFailedException if that is not possible
     */
    public void pause() {
        signal("STOP");
    }

    /**
     * Lets a frozen child go on (SIGCONT). Not on Windows.
     *
     * @throws ChildFailedException if that is not possible
     */
    public void resume() {
        signal("CONT");
    }

    private void signal(String signal) {
        try {
            int code = new ProcessBuilder("kill", "-" + signal, Long.toString(process.pid()))
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start()
                    .waitFor();
            if (code != 0) {
                throw new ChildFailedException("The " + name + " could not be sent SIG" + signal);
            }
        } catch (IOException e) {
            throw new ChildFailedException("The " + name + " could not be sent SIG" + signal, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ChildFailedException("Interrupted while the " + name + " was sent SIG" + signal, e);
        }
    }

    /** Asks the child to end (SIGTERM), waits for it, and kills it if it takes too long. Does nothing if it has ended. */
    @Override
    public void close() {
        askToEnd();
        awaitEnd();
    }

    /** Asks the child to end, without waiting; {@link #close()} then waits. So that several can end side by side. */
    public void askToEnd() {
        if (process.isAlive()) {
            // Closes the child's standard input as well, which is the sign where there is no SIGTERM.
            if (process.supportsNormalTermination()) {
                process.destroy();
            } else {
                closeInput();
            }
        }
    }

    private void closeInput() {
        try {
            process.getOutputStream().close();
        } catch (IOException e) {
            // Then the child has closed it.
        }
    }

    private void awaitEnd() {
        try {
            if (!process.waitFor(closeTimeout.toMillis(), TimeUnit.MILLISECONDS)) {
                kill();
            }
        } catch (InterruptedException e) {
            kill();
            Thread.currentThread().interrupt();
        }
        Living.remove(this);
    }

    private ChildFailedException failure(String what) {
        Living.remove(this);
        StringBuilder message = new StringBuilder("The " + name + " " + what + ".");
        if (log != null) {
            message.append(" The last lines of ").append(log).append(":");
            lastLines()
                    .forEach(line -> message.append(System.lineSeparator())
                            .append("    ")
                            .append(line));
        }
        return new ChildFailedException(message.toString());
    }

    /** Returns the last lines that this child, not a predecessor, has written to its log; empty without a log. */
    public List<String> lastLines() {
        if (log == null) {
            return List.of();
        }
        try (RandomAccessFile file = new RandomAccessFile(log.toFile(), "r")) {
            long start = Math.max(logStart, file.length() - LAST_BYTES);
            file.seek(start);
            byte[] bytes = new byte[(int) Math.max(0, file.length() - start)];
            file.readFully(bytes);
            List<String> lines =
                    new String(bytes, StandardCharsets.UTF_8).lines().toList();
            return lines.subList(Math.max(0, lines.size() - LAST_LINES), lines.size());
        } catch (IOException e) {
            return List.of("(not readable: " + e.getMessage() + ")");
        }
    }

    /** The children that live, so that they can be ended, in order, when this JVM ends. */
    private static final class Living {

        private static final List<ChildProcess> CHILDREN = new ArrayList<>();

        static {
            Runtime.getRuntime().addShutdownHook(new Thread(Living::closeAll, "close-children"));
        }

        private Living() {}

        static synchronized void add(ChildProcess child) {
            CHILDREN.add(child);
        }

        static synchronized void remove(ChildProcess child) {
            CHILDREN.remove(child);
        }

        private static synchronized List<ChildProcess> snapshot() {
            return List.copyOf(CHILDREN);
        }

        private static void closeAll() {
            List<ChildProcess> children = snapshot();
            for (int i = children.size() - 1; i >= 0; i--) {
                children.get(i).close();
            }
        }
    }
}
