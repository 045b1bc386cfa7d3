package io.countersign.quickstart.stack;

import io.countersign.platform.ChildProcess;
import io.countersign.platform.ChildProgram;
import io.countersign.platform.LocalBroker;
import io.countersign.platform.LocalRegistry;
import io.countersign.platform.Ports;
import io.countersign.quickstart.stack.StackPorts.Part;
import io.countersign.registry.SchemaRegistry;
import io.countersign.topic.TopicCreation;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;

/**
 * The whole system on 127.0.0.1: one Kafka broker or a cluster of them, a schema registry, the topics, the ingress and the
 * processor. Everything is written into one folder, and a stack of as many brokers started on the folder again goes on
 * where the last one ended. The parts can be stopped, killed and started one by one. Not thread-safe, but for
 * {@link #stop()}.
 */
public final class LocalStack implements AutoCloseable {

    /** Any will do: a cluster is alone on its ports. */
    private static final String CLUSTER_ID = "countersign-local-stack";

    private static final Duration REGISTRY_TIMEOUT = Duration.ofSeconds(10);

    /** A machine that is busy with other things needs its time; one that is not takes ten seconds. */
    private static final Duration START_TIMEOUT = Duration.ofMinutes(3);

    private final Path folder;
    private final Secrets secrets;
    private final StackPorts ports;
    private final List<LocalBroker> brokers;
    private final LocalRegistry registry;
    private final LocalService ingress;
    private final LocalService processor;
    private final Map<String, String> processorEnvironment;

    private LocalStack(Builder settings) {
        this.folder = settings.folder;
        this.ports = settings.ports;
        createFolders();
        this.secrets = Secrets.in(folder);
        this.brokers = brokers(settings);
        this.registry = LocalRegistry.in(folder.resolve("data").resolve("registry"))
                .port(ports.of(Part.REGISTRY))
                .log(log("registry"))
                .startTimeout(START_TIMEOUT)
                .build();
        this.ingress = service(
                "ingress",
                "ingress-service",
                ports.of(Part.INGRESS),
                ports.of(Part.INGRESS_MANAGEMENT),
                secrets.environment(),
                settings.ingressEnvironment);
        this.processorEnvironment = Map.copyOf(settings.processorEnvironment);
        this.processor = processor("processor", ports.of(Part.PROCESSOR), ports.of(Part.PROCESSOR_MANAGEMENT));
    }

    /** A stack that writes everything into this folder, on free ports unless told otherwise. */
    public static Builder in(Path folder) {
        return new Builder(folder);
    }

    /**
     * Starts everything and waits until it is ready. What has been started is ended again if something fails.
     *
     * @return this
     * @throws io.countersign.platform.PortTakenException if a port is taken
     * @throws io.countersign.platform.ChildFailedException if a part does not become ready in time
     */
    public LocalStack start() {
        return start(Progress.NONE);
    }

    /**
     * Starts everything, as {@link #start()} does.
     *
     * @param progress is told what is going on
     * @return this
     */
    public LocalStack start(Progress progress) {
        startPlatform(progress);
        try {
            sideBySide(
                    () -> step(progress, "ingress on 127.0.0.1:" + ports.of(Part.INGRESS), ingress::start),
                    () -> step(progress, "processor on 127.0.0.1:" + ports.of(Part.PROCESSOR), processor::start));
            return this;
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    /**
     * Starts the broker and the registry and creates the topics, without the services.
     *
     * @param progress is told what is going on
     * @return this
     */
    public LocalStack startPlatform(Progress progress) {
        try {
            sideBySide(
                    () -> step(progress, "Kafka broker on " + bootstrapServers(), this::startBrokers),
                    () -> step(progress, "schema registry on 127.0.0.1:" + registry.port(), registry::start));
            step(progress, "topics", () -> {
                try (Admin admin = admin()) {
                    TopicCreation.createMissing(admin, (short) Math.min(3, brokers.size()));
                }
            });
            return this;
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    /** A new client of the broker. */
    public Admin admin() {
        return Admin.create(Map.of("bootstrap.servers", bootstrapServers()));
    }

    /** A new client of the registry. */
    public SchemaRegistry schemaRegistry() {
        return new SchemaRegistry(registry.url(), REGISTRY_TIMEOUT);
    }

    /** Where everything is written. */
    public Path folder() {
        return folder;
    }

    /** The folder of the log files. */
    public Path logs() {
        return folder.resolve("logs");
    }

    /** How each source's webhooks are signed. */
    public Secrets secrets() {
        return secrets;
    }

    /** The ports of its parts. */
    public StackPorts ports() {
        return ports;
    }

    /** Host and port of each broker. */
    public String bootstrapServers() {
        return brokers.stream().map(LocalBroker::bootstrapServers).collect(Collectors.joining(","));
    }

    /** The brokers, by their node ids from 1. */
    public List<LocalBroker> brokers() {
        return brokers;
    }

    /** Starts all brokers, of which none may run, and waits until they serve. */
    public void startBrokers() {
        brokers.forEach(LocalBroker::launch);
        brokers.forEach(LocalBroker::awaitReady);
    }

    /** The registry. */
    public LocalRegistry registry() {
        return registry;
    }

    /** The ingress. */
    public LocalService ingress() {
        return ingress;
    }

    /** The processor. */
    public LocalService processor() {
        return processor;
    }

    /**
     * One more instance of the processor, not started, that shares the work with the others. Whoever asks for it ends it.
     *
     * @param name of its log file and its folder
     */
    public LocalService anotherProcessor(String name) {
        return processor(name, Ports.free(), Ports.free());
    }

    /** The running children; to be called after the start. */
    public List<ChildProcess> children() {
        return Stream.concat(
                        brokers.stream().map(LocalBroker::process),
                        Stream.of(registry.process(), ingress.process(), processor.process()))
                .toList();
    }

    /** The same as {@link #stop()}. */
    @Override
    public void close() {
        stop();
    }

    /** Ends everything, the services before what they need. {@link #start()} brings it back. */
    public void stop() {
        // The ingress first: it must not acknowledge what nobody can take any more.
        ingress.askToEnd();
        processor.askToEnd();
        ingress.close();
        processor.close();
        registry.close();
        brokers.forEach(LocalBroker::askToEnd);
        brokers.forEach(LocalBroker::close);
    }

    private List<LocalBroker> brokers(Builder settings) {
        Map<Integer, Integer> controllers = new TreeMap<>();
        for (int id = 1; id <= settings.brokers; id++) {
            int port = Ports.free();
            while (controllers.containsValue(port)) {
                port = Ports.free();
            }
            controllers.put(id, port);
        }
        List<LocalBroker> described = new ArrayList<>();
        for (Map.Entry<Integer, Integer> controller : controllers.entrySet()) {
            int id = controller.getKey();
            String name = settings.brokers == 1 ? "kafka" : "kafka-" + id;
            LocalBroker.Builder kafka = LocalBroker.in(folder.resolve("data").resolve(name))
                    .port(id == 1 ? ports.of(Part.KAFKA) : 0)
                    .log(log(name))
                    .startTimeout(START_TIMEOUT);
            if (settings.brokers > 1) {
                kafka.nodeId(id)
                        .controllerPort(controller.getValue())
                        .voters(controllers)
                        .clusterId(CLUSTER_ID);
            }
            settings.brokerProperties.forEach(kafka::property);
            described.add(kafka.build());
        }
        return List.copyOf(described);
    }

    private LocalService processor(String name, int port, int managementPort) {
        return service(
                name,
                "processor-service",
                port,
                managementPort,
                Map.of(
                        "SPRING_KAFKA_STREAMS_STATE_DIR",
                        folder.resolve("data").resolve(name).toString()),
                processorEnvironment);
    }

    private LocalService service(
            String name,
            String module,
            int port,
            int managementPort,
            Map<String, String> own,
            Map<String, String> added) {
        Map<String, String> environment = new HashMap<>();
        environment.put("SERVER_ADDRESS", "127.0.0.1");
        environment.put("SERVER_PORT", Integer.toString(port));
        environment.put("MANAGEMENT_SERVER_ADDRESS", "127.0.0.1");
        environment.put("MANAGEMENT_SERVER_PORT", Integer.toString(managementPort));
        environment.put("SPRING_KAFKA_BOOTSTRAP_SERVERS", bootstrapServers());
        environment.put("COUNTERSIGN_REGISTRY_URL", registry.url().toString());
        environment.putAll(own);
        environment.putAll(added);
        ChildProgram program = ChildProgram.jar(name, Build.serviceJar(module))
                .jvmOptions("-Xmx320m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xshare:auto")
                // Native libraries are unpacked there.
                .jvmOptions("-Djava.io.tmpdir=" + folder.resolve("tmp"))
                .workingFolder(folder)
                .environment(environment)
                .startTimeout(START_TIMEOUT);
        return new LocalService(program, port, managementPort, log(name));
    }

    private Path log(String name) {
        return logs().resolve(name + ".log");
    }

    private void createFolders() {
        try {
            Files.createDirectories(folder.resolve("tmp"));
            Files.createDirectories(logs());
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot create " + folder, e);
        }
    }

    private static void step(Progress progress, String what, Runnable action) {
        Progress.Step step = progress.begin(what);
        action.run();
        step.done();
    }

    private static void sideBySide(Runnable one, Runnable other) {
        CompletableFuture<Void> first = CompletableFuture.runAsync(one, LocalStack::inItsOwnThread);
        CompletableFuture<Void> second = CompletableFuture.runAsync(other, LocalStack::inItsOwnThread);
        try {
            CompletableFuture.allOf(first, second).join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw e;
        }
    }

    private static void inItsOwnThread(Runnable task) {
        Thread thread = new Thread(task, "start");
        thread.setDaemon(true);
        thread.start();
    }

    /** Describes a stack. */
    public static final class Builder {

        private final Path folder;
        private StackPorts ports = StackPorts.free();
        private int brokers = 1;
        private final Map<String, String> brokerProperties = new HashMap<>();
        private final Map<String, String> ingressEnvironment = new HashMap<>();
        private final Map<String, String> processorEnvironment = new HashMap<>();

        private Builder(Path folder) {
            this.folder = folder.toAbsolutePath();
        }

        /** The ports; free ones unless told. */
        public Builder ports(StackPorts chosen) {
            this.ports = chosen;
            return this;
        }

        /** How many brokers; 1 unless told. Replication follows their number, up to three. */
        public Builder brokers(int count) {
            this.brokers = count;
            return this;
        }

        /** Sets a property of each broker. */
        public Builder brokerProperty(String key, String value) {
            brokerProperties.put(key, value);
            return this;
        }

        /** Sets an environment variable of the ingress. */
        public Builder ingressEnvironment(String name, String value) {
            ingressEnvironment.put(name, value);
            return this;
        }

        /** Sets an environment variable of the processor. */
        public Builder processorEnvironment(String name, String value) {
            processorEnvironment.put(name, value);
            return this;
        }

        /**
         * Returns the stack, not started; secrets are made here.
         *
         * @throws IllegalStateException if something has not been built
         */
        public LocalStack build() {
            return new LocalStack(this);
        }

        /** Starts everything; see {@link LocalStack#start()}. */
        public LocalStack start() {
            return build().start();
        }
    }
}
