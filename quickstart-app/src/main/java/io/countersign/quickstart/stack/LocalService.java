package io.countersign.quickstart.stack;

import io.countersign.platform.ChildProcess;
import io.countersign.platform.ChildProgram;
import io.countersign.platform.ReadinessProbe;
import java.net.URI;
import java.nio.file.Path;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** One of our services in a child JVM. Not thread-safe, but for {@link #kill()} and {@link #stop()}. */
public final class LocalService implements AutoCloseable {

    private final ChildProgram program;
    private final int port;
    private final int managementPort;
    private final Path log;
    private volatile @Nullable ChildProcess process;

    LocalService(ChildProgram program, int port, int managementPort, Path log) {
        this.port = port;
        this.managementPort = managementPort;
        this.log = log;
        this.program = program.port(port)
                .log(log)
                .readyWhen(ReadinessProbe.http(managementUrl().resolve("/actuator/health/readiness")));
    }

    /**
     * Starts the service, on the same port if it has run before, and waits until it is ready.
     *
     * @return this
     * @throws io.countersign.platform.PortTakenException if its port is taken
     * @throws io.countersign.platform.ChildFailedException if it does not become ready in time
     */
    public LocalService start() {
        return launch().awaitReady();
    }

    /** Starts the service without waiting. */
    public LocalService launch() {
        ChildProcess running = process;
        if (running != null && running.isAlive()) {
            throw new IllegalStateException("The " + running.name() + " runs already");
        }
        process = program.launch();
        return this;
    }

    /** Waits until the service is ready. */
    public LocalService awaitReady() {
        process().awaitReady();
        return this;
    }

    /** The root of what the service serves. */
    public URI url() {
        return URI.create("http://127.0.0.1:" + port);
    }

    /** The root of its health, metrics and info. */
    public URI managementUrl() {
        return URI.create("http://127.0.0.1:" + managementPort);
    }

    /** Its log file. */
    public Path log() {
        return log;
    }

    /** The child; another one after each start. */
    public ChildProcess process() {
        return Objects.requireNonNull(process, "The service has not been started");
    }

    /** Ends the service as kill -9 does. */
    public void kill() {
        process().kill();
    }

    /** Ends the service cleanly; {@link #start()} brings it back. */
    public void stop() {
        ChildProcess running = process;
        if (running != null) {
            running.close();
        }
    }

    /** The same as {@link #stop()}. */
    @Override
    public void close() {
        stop();
    }

    void askToEnd() {
        ChildProcess running = process;
        if (running != null) {
            running.askToEnd();
        }
    }
}
