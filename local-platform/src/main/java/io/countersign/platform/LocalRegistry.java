package io.countersign.platform;

import java.io.IOException;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A real schema registry (Apicurio, with its Confluent API) in a child JVM on 127.0.0.1, whose global compatibility rule
 * is FULL. Its folder keeps schemas and their ids: a registry started on the folder again knows them. Not thread-safe,
 * but for {@link #kill()} and {@link #stop()}.
 */
public final class LocalRegistry implements AutoCloseable {

    private static final String PATH = "/apis/ccompat/v7";

    private final ChildProgram program;
    private final int port;
    private final int securedPort;
    private volatile @Nullable ChildProcess process;

    private LocalRegistry(ChildProgram program, int port, int securedPort) {
        this.program = program;
        this.port = port;
        this.securedPort = securedPort;
    }

    /** A registry with its data in this folder. */
    public static Builder in(Path folder) {
        return new Builder(folder);
    }

    /**
     * Starts the registry, on the same port if it has run before, and waits until it serves.
     *
     * @return this
     * @throws PortTakenException if its port is taken
     * @throws ChildFailedException if it does not become ready in time
     * @throws IllegalStateException if it runs already
     */
    public LocalRegistry start() {
        ChildProcess running = process;
        if (running != null && running.isAlive()) {
            throw new IllegalStateException("The registry runs already");
        }
        process = program.start();
        return this;
    }

    /** Returns the base address of the Confluent API, without a slash at the end. */
    public URI url() {
        return api(port);
    }

    /**
     * Returns the base address of the Confluent API with TLS, without a slash at the end.
     *
     * @throws IllegalStateException if there is none
     */
    public URI securedUrl() {
        if (securedPort == 0) {
            throw new IllegalStateException("The registry has no secured port");
        }
        return URI.create("https://127.0.0.1:" + securedPort + PATH);
    }

    /** Returns the port. */
    public int port() {
        return port;
    }

    /** Returns the child; another one after each start. */
    public ChildProcess process() {
        return Objects.requireNonNull(process, "The registry has not been started");
    }

    /** Ends the registry as kill -9 does. */
    public void kill() {
        process().kill();
    }

    /** Ends the registry cleanly; {@link #start()} brings it back. */
    public void stop() {
        ChildProcess running = process;
        if (running != null) {
            running.close();
        }
    }

    private static URI api(int port) {
        return URI.create("http://127.0.0.1:" + port + PATH);
    }

    /** The same as {@link #stop()}. */
    @Override
    public void close() {
        stop();
    }

    /** Describes a registry. */
    public static final class Builder {

        private final Path folder;
        private @Nullable Path log;
        private int port;
        private int securedPort;
        private List<String> securedOptions = List.of();
        private String heap = "192m";
        private Duration startTimeout = Duration.ofSeconds(90);

        private Builder(Path folder) {
            this.folder = folder.toAbsolutePath();
        }

        /** The log file; otherwise {@code registry.log} in the folder. */
        public Builder log(Path file) {
            this.log = file;
            return this;
        }

        /** The port; 0, the default, for a free one. */
        public Builder port(int http) {
            this.port = http;
            return this;
        }

        /**
         * Serves TLS as well, on a free port.
         *
         * @param certificates PEM file with the registry's certificates
         * @param privateKey PEM file with its private key
         */
        public Builder secured(Path certificates, Path privateKey) {
            this.securedPort = Ports.free();
            this.securedOptions = List.of(
                    "-Dquarkus.http.ssl-port=" + securedPort,
                    "-Dquarkus.http.ssl.certificate.files=" + certificates,
                    "-Dquarkus.http.ssl.certificate.key-files=" + privateKey);
            return this;
        }

        /** The largest heap, as {@code -Xmx} has it. */
        public Builder heap(String size) {
            this.heap = size;
            return this;
        }

        /** How long the registry may take to become ready; 90 s unless told. */
        public Builder startTimeout(Duration timeout) {
            this.startTimeout = timeout;
            return this;
        }

        /** Returns the registry, not started. */
        public LocalRegistry build() {
            int http = Ports.orFree(port);
            ChildProgram program = ChildProgram.jar("registry", Installation.registryJar())
                    .jvmOptions("-Xmx" + heap, "-XX:+UseSerialGC", "-Xshare:auto", "-XX:TieredStopAtLevel=1")
                    .jvmOptions(
                            "-Dquarkus.http.host=127.0.0.1",
                            "-Dquarkus.http.port=" + http,
                            // Every write is on disk before it is answered: ids must survive a kill -9.
                            "-Dapicurio.datasource.url=jdbc:h2:file:" + folder.resolve("registry") + ";WRITE_DELAY=0")
                    .jvmOptions(securedOptions)
                    .log(log == null ? folder.resolve("registry.log") : log)
                    .port(http)
                    .readyWhen(() -> serves(http))
                    .startTimeout(startTimeout);
            return new LocalRegistry(program, http, securedPort);
        }

        /** Starts the registry and waits until it serves; see {@link LocalRegistry#start()}. */
        public LocalRegistry start() {
            return build().start();
        }

        private static boolean serves(int port) throws Exception {
            URI api = api(port);
            return ReadinessProbe.http(URI.create(api + "/subjects")).isReady() && demandFullCompatibility(api);
        }

        /** The registry's own default is to accept any schema. */
        private static boolean demandFullCompatibility(URI api) throws IOException {
            HttpURLConnection connection =
                    (HttpURLConnection) URI.create(api + "/config").toURL().openConnection();
            try {
                connection.setConnectTimeout(1_000);
                connection.setReadTimeout(5_000);
                connection.setRequestMethod("PUT");
                connection.setRequestProperty("Content-Type", "application/json");
                connection.setDoOutput(true);
                try (OutputStream out = connection.getOutputStream()) {
                    out.write("{\"compatibility\":\"FULL\"}".getBytes(StandardCharsets.UTF_8));
                }
                return connection.getResponseCode() == 200;
            } finally {
                connection.disconnect();
            }
        }
    }
}
