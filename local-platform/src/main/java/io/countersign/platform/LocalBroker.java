package io.countersign.platform;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ScramCredentialInfo;
import org.apache.kafka.clients.admin.ScramMechanism;
import org.apache.kafka.clients.admin.UserScramCredentialUpsertion;
import org.apache.kafka.common.Uuid;
import org.jspecify.annotations.Nullable;

/**
 * A real Kafka broker (KRaft, broker and controller in one) in a child JVM on 127.0.0.1. Its folder keeps topics,
 * records and committed offsets: a broker started on the folder again, by this object or another, goes on where the
 * last one ended, however that ended. Not thread-safe, but for {@link #kill()} and {@link #stop()}.
 */
public final class LocalBroker implements AutoCloseable {

    private static final int SCRAM_ITERATIONS = 4_096;

    private final ChildProgram program;
    private final int nodeId;
    private final int port;
    private final int securedPort;
    private volatile @Nullable ChildProcess process;

    private LocalBroker(ChildProgram program, int nodeId, int port, int securedPort) {
        this.program = program;
        this.nodeId = nodeId;
        this.port = port;
        this.securedPort = securedPort;
    }

    /** A single broker with its data in this folder, unless told otherwise. */
    public static Builder in(Path folder) {
        return new Builder(folder);
    }

    /**
     * Starts the broker, on the same port if it has run before, and waits until it serves.
     *
     * @return this
     * @throws PortTakenException if its port is taken
     * @throws ChildFailedException if it does not become ready in time
     * @throws IllegalStateException if it runs already
     */
    public LocalBroker start() {
        return launch().awaitReady();
    }

    /**
     * Starts the broker without waiting: the brokers of a cluster are ready only together.
     *
     * @return this
     */
    public LocalBroker launch() {
        ChildProcess running = process;
        if (running != null && running.isAlive()) {
            throw new IllegalStateException("The " + running.name() + " runs already");
        }
        process = program.launch();
        return this;
    }

    /**
     * Waits until the broker serves.
     *
     * @return this
     * @throws ChildFailedException if it does not become ready in time
     */
    public LocalBroker awaitReady() {
        process().awaitReady();
        return this;
    }

    /** Returns host and port, as clients want it. */
    public String bootstrapServers() {
        return "127.0.0.1:" + port;
    }

    /**
     * Returns host and port of the listener with TLS and logins, as clients want it.
     *
     * @throws IllegalStateException if there is none
     */
    public String securedBootstrapServers() {
        if (securedPort == 0) {
            throw new IllegalStateException("The broker has no secured listener");
        }
        return "127.0.0.1:" + securedPort;
    }

    /** Lets somebody log in at the secured listener, by SCRAM-SHA-512. The broker must run. */
    public void addUser(String name, String password) {
        ScramCredentialInfo kind = new ScramCredentialInfo(ScramMechanism.SCRAM_SHA_512, SCRAM_ITERATIONS);
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers()))) {
            admin.alterUserScramCredentials(List.of(new UserScramCredentialUpsertion(name, kind, password)))
                    .all()
                    .get(10, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new IllegalStateException("The broker takes no user", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while adding a user", e);
        }
    }

    /** Returns the port. */
    public int port() {
        return port;
    }

    /** Returns the broker's id in its cluster. */
    public int nodeId() {
        return nodeId;
    }

    /** Returns the child; another one after each start. */
    public ChildProcess process() {
        return Objects.requireNonNull(process, "The broker has not been started");
    }

    /** Ends the broker as kill -9 does. */
    public void kill() {
        process().kill();
    }

    /** Ends the broker cleanly; {@link #start()} brings it back. */
    public void stop() {
        ChildProcess running = process;
        if (running != null) {
            running.close();
        }
    }

    /** Asks the broker to end, without waiting: {@link #stop()} then waits. So that those of a cluster end side by side. */
    public void askToEnd() {
        ChildProcess running = process;
        if (running != null) {
            running.askToEnd();
        }
    }

    /** The same as {@link #stop()}. */
    @Override
    public void close() {
        stop();
    }

    /** Describes a broker. */
    public static final class Builder {

        private final Path folder;
        private @Nullable Path log;
        private int port;
        private int controllerPort;
        private int securedPort;
        private int nodeId = 1;
        private Map<Integer, Integer> voters = Map.of();
        private String clusterId = Uuid.randomUuid().toString();
        private String heap = "320m";
        private List<String> jvmOptions = List.of("-XX:TieredStopAtLevel=1");
        private Duration startTimeout = Duration.ofSeconds(90);
        private final Map<String, String> properties = new TreeMap<>();

        private Builder(Path folder) {
            this.folder = folder.toAbsolutePath();
        }

        /** The log file; otherwise {@code broker.log} in the folder. */
        public Builder log(Path file) {
            this.log = file;
            return this;
        }

        /** The port for clients; 0, the default, for a free one. */
        public Builder port(int clients) {
            this.port = clients;
            return this;
        }

        /** The port for the controllers among each other; 0, the default, for a free one. */
        public Builder controllerPort(int controllers) {
            this.controllerPort = controllers;
            return this;
        }

        /** The broker's id in its cluster; 1 unless told. */
        public Builder nodeId(int id) {
            this.nodeId = id;
            return this;
        }

        /**
         * The cluster's controllers, this one included: node ids and controller ports. Replication follows their number,
         * up to three. Without it, the broker is a cluster of its own.
         */
        public Builder voters(Map<Integer, Integer> controllerPorts) {
            this.voters = Map.copyOf(controllerPorts);
            return this;
        }

        /** The id of the cluster, the same for all its brokers, used when the folder is new; random unless told. */
        public Builder clusterId(String id) {
            this.clusterId = id;
            return this;
        }

        /** The largest heap, as {@code -Xmx} has it. */
        public Builder heap(String size) {
            this.heap = size;
            return this;
        }

        /** Options of the JVM beside the heap; those that let it start quickly unless told. */
        public Builder jvmOptions(String... options) {
            this.jvmOptions = List.of(options);
            return this;
        }

        /** How long the broker may take to become ready; 90 s unless told. */
        public Builder startTimeout(Duration timeout) {
            this.startTimeout = timeout;
            return this;
        }

        /**
         * Adds a listener on a free port that speaks TLS, demands a client's certificate, and a login by SCRAM-SHA-512.
         *
         * @param keyStore PEM file with the broker's private key and, after it, its certificates
         * @param trustStore PEM file with the certificates that prove clients
         */
        public Builder secured(Path keyStore, Path trustStore) {
            String listener = "listener.name.sasl_ssl.";
            securedPort = Ports.free();
            property("sasl.enabled.mechanisms", "SCRAM-SHA-512");
            property(
                    listener + "scram-sha-512.sasl.jaas.config",
                    "org.apache.kafka.common.security.scram.ScramLoginModule required;");
            property(listener + "ssl.keystore.type", "PEM");
            property(listener + "ssl.keystore.location", keyStore.toString());
            property(listener + "ssl.truststore.type", "PEM");
            property(listener + "ssl.truststore.location", trustStore.toString());
            return property(listener + "ssl.client.auth", "required");
        }

        /** Sets a property of the server, over ours. */
        public Builder property(String key, String value) {
            properties.put(key, value);
            return this;
        }

        /** Returns the broker, not started. */
        public LocalBroker build() {
            int clients = Ports.orFree(port);
            int controllers = Ports.orFree(controllerPort);
            Path data = folder.resolve("data");
            Path file = folder.resolve("server.properties");
            write(file, serverProperties(data, clients, controllers));
            String name = voters.isEmpty() ? "broker" : "broker " + nodeId;
            ChildProgram program = ChildProgram.main(
                            name, List.of(Installation.brokerClassPath()), BrokerMain.class.getName())
                    .jvmOptions("-Xmx" + heap, "-XX:+UseSerialGC", "-Xshare:auto")
                    .jvmOptions("-Dlog4j2.configurationFile=classpath:io/countersign/platform/broker-log4j2.xml")
                    .jvmOptions(jvmOptions)
                    .arguments(file.toString(), data.toString(), clusterId)
                    .log(log == null ? folder.resolve("broker.log") : log)
                    .port(clients)
                    .readyWhen(() -> serves(clients, nodeId))
                    .startTimeout(startTimeout);
            return new LocalBroker(program, nodeId, clients, securedPort);
        }

        /** Starts the broker and waits until it serves; see {@link LocalBroker#start()}. */
        public LocalBroker start() {
            return build().start();
        }

        private Map<String, String> serverProperties(Path data, int clients, int controllers) {
            Map<Integer, Integer> quorum = voters.isEmpty() ? Map.of(nodeId, controllers) : voters;
            int replicas = Math.min(3, quorum.size());
            int inSync = Math.max(1, replicas - 1);
            Map<String, String> all = new TreeMap<>();
            all.put("process.roles", "broker,controller");
            all.put("node.id", Integer.toString(nodeId));
            all.put("log.dirs", data.toString());
            String forClients = "PLAINTEXT://127.0.0.1:" + clients
                    + (securedPort == 0 ? "" : ",SASL_SSL://127.0.0.1:" + securedPort);
            all.put("listeners", forClients + ",CONTROLLER://127.0.0.1:" + controllers);
            all.put("advertised.listeners", forClients);
            all.put("listener.security.protocol.map", "PLAINTEXT:PLAINTEXT,SASL_SSL:SASL_SSL,CONTROLLER:PLAINTEXT");
            all.put("inter.broker.listener.name", "PLAINTEXT");
            all.put("controller.listener.names", "CONTROLLER");
            all.put(
                    "controller.quorum.voters",
                    String.join(
                            ",",
                            new TreeMap<>(quorum)
                                    .entrySet().stream()
                                            .map(voter -> voter.getKey() + "@127.0.0.1:" + voter.getValue())
                                            .toList()));
            for (String topic :
                    List.of("offsets.topic", "transaction.state.log", "share.coordinator.state.topic", "default")) {
                all.put(topic + ".replication.factor", Integer.toString(replicas));
            }
            all.put("transaction.state.log.min.isr", Integer.toString(inSync));
            all.put("share.coordinator.state.topic.min.isr", Integer.toString(inSync));
            all.put("min.insync.replicas", Integer.toString(inSync));
            // A topic that nobody declared is a mistake that should show.
            all.put("auto.create.topics.enable", "false");
            // Few internal partitions, few threads and small buffers: quick to start, light on a laptop.
            all.put("offsets.topic.num.partitions", "4");
            all.put("transaction.state.log.num.partitions", "4");
            all.put("share.coordinator.state.topic.num.partitions", "1");
            all.put("num.network.threads", "2");
            all.put("num.io.threads", "4");
            all.put("background.threads", "2");
            all.put("log.cleaner.dedupe.buffer.size", "16777216");
            all.put("group.initial.rebalance.delay.ms", "0");
            // After a kill -9 the controller waits for the dead broker's session before it lets the new one in.
            all.put("broker.session.timeout.ms", "3000");
            all.put("broker.heartbeat.interval.ms", "500");
            all.putAll(properties);
            return all;
        }

        private static void write(Path file, Map<String, String> content) {
            Properties sorted = new Properties();
            sorted.putAll(content);
            try {
                Files.createDirectories(Objects.requireNonNull(file.getParent()));
                try (OutputStream out = Files.newOutputStream(file)) {
                    sorted.store(out, "Written at every start; changes are lost.");
                }
            } catch (IOException e) {
                throw new UncheckedIOException("Cannot write " + file, e);
            }
        }

        /** A broker is among the cluster's nodes only once its controller has let it in. */
        private static boolean serves(int port, int nodeId) throws Exception {
            try (Socket socket = new Socket()) {
                // First, because an admin client logs every refusal.
                socket.connect(Ports.address(port), 1_000);
            }
            try (Admin admin = Admin.create(Map.of(
                    "bootstrap.servers", "127.0.0.1:" + port,
                    "default.api.timeout.ms", "3000",
                    "request.timeout.ms", "3000"))) {
                return admin.describeCluster().nodes().get(3, TimeUnit.SECONDS).stream()
                        .anyMatch(node -> node.id() == nodeId);
            }
        }
    }
}
