package io.countersign.quickstart.stack;

import io.countersign.platform.ChildProcess;
import io.countersign.platform.ChildProgram;
import io.countersign.platform.LocalBroker;
import io.countersign.platform.LocalRegistry;
import io.countersign.quickstart.stack.StackPorts.Part;
import io.countersign.registry.SchemaRegistry;
import io.countersign.topic.TopicCreation;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.apache.kafka.clients.admin.Admin;

/**
 * The whole system on 127.0.0.1: a Kafka broker, a schema registry, the topics, the ingress and the processor. Everything
 * is written into one folder, and a stack started on the folder again goes on where the last one ended. The parts can be
 * stopped, killed and started one by one. Not thread-safe, but for {@link #stop()}.
 */
public final class LocalStack implements AutoCloseable {

    private static final Duration REGISTRY_TIMEOUT = Duration.ofSeconds(10);

    /** A machine that is busy with other things needs its time; one that is not takes ten seconds. */
    private static final Duration START_TIMEOUT = Duration.ofMinutes(3);

    private final Path folder;
    private final Secrets secrets;
    private final StackPorts ports;
    private final LocalBroker broker;
    private final LocalRegistry registry;
    private final LocalService ingress;
    private final LocalService processor;

    private LocalStack(Builder settings) {
        this.folder = settings.folder;
        this.ports = settings.ports;
        createFolders();
        this.secrets = Secrets.in(folder);
        LocalBroker.Builder kafka = LocalBroker.in(folder.resolve("data").resolve("kafka"))
                .port(ports.of(Part.KAFKA))
                .log(log("kafka"))
                .startTimeout(START_TIMEOUT);
        settings.brokerProperties.forEach(kafka::property);
        this.broker = kafka.build();
        this.registry = LocalRegistry.in(folder.resolve("data").resolve("registry"))
                .port(ports.of(Part.REGISTRY))
                .log(log("registry"))
                .startTimeout(START_TIMEOUT)
                .build();
        this.ingress = service(
                "ingress", Part.INGRESS, Part.INGRESS_MANAGEMENT, secrets.environment(), settings.ingressEnvironment);
        this.processor = service(
                "processor",
                Part.PROCESSOR,
                Part.PROCESSOR_MANAGEMENT,
                Map.of(
                        "SPRING_KAFKA_STREAMS_STATE_DIR",
                        folder.resolve("data").resolve("processor").toString()),
                settings.processorEnvironment);
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
                    () -> step(progress, "Kafka broker on " + broker.bootstrapServers(), broker::start),
                    () -> step(progress, "schema registry on 127.0.0.1:" + registry.port(), registry::start));
            step(progress, "topics", () -> {
                try (Admin admin = admin()) {
                    TopicCreation.createMissing(admin, (short) 1);
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

    /** Host and port of the broker. */
    public String bootstrapServers() {
        return broker.bootstrapServers();
    }

    /** The broker. */
    public LocalBroker broker() {
        return broker;
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

    /** The running children; to be called after the start. */
    public List<ChildProcess> children() {
        return List.of(broker.process(), registry.process(), ingress.process(), processor.process());
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
        broker.close();
    }

    private LocalService service(
            String name, Part port, Part management, Map<String, String> own, Map<String, String> added) {
        Map<String, String> environment = new HashMap<>();
        environment.put("SERVER_ADDRESS", "127.0.0.1");
        environment.put("SERVER_PORT", Integer.toString(ports.of(port)));
        environment.put("MANAGEMENT_SERVER_ADDRESS", "127.0.0.1");
        environment.put("MANAGEMENT_SERVER_PORT", Integer.toString(ports.of(management)));
        environment.put("SPRING_KAFKA_BOOTSTRAP_SERVERS", broker.bootstrapServers());
        environment.put("COUNTERSIGN_REGISTRY_URL", registry.url().toString());
        environment.putAll(own);
        environment.putAll(added);
        ChildProgram program = ChildProgram.jar(name, Build.serviceJar(name + "-service"))
                .jvmOptions("-Xmx320m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xshare:auto")
                // Native libraries are unpacked there.
                .jvmOptions("-Djava.io.tmpdir=" + folder.resolve("tmp"))
                .workingFolder(folder)
                .environment(environment)
                .startTimeout(START_TIMEOUT);
        return new LocalService(program, ports.of(port), ports.of(management), log(name));
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

        /** Sets a property of the broker. */
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
