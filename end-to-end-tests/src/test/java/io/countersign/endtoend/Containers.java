package io.countersign.endtoend;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.abort;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.command.InspectContainerResponse;
import io.countersign.quickstart.stack.Build;
import io.countersign.quickstart.stack.Secrets;
import io.countersign.quickstart.stack.SourceSecret;
import io.countersign.quickstart.stack.StackPorts;
import io.countersign.quickstart.stack.StackPorts.Part;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.containers.ComposeContainer;
import org.testcontainers.containers.Container.ExecResult;
import org.testcontainers.containers.ContainerState;
import org.testcontainers.containers.wait.strategy.Wait;

/**
 * The images of the two services, and those of Kafka and of the registry, put together by {@code docker-compose.yml} itself: a
 * project of its own, on free ports, which ends with its volumes.
 */
public final class Containers implements Installation {

    public static final String INGRESS = "ingress";
    public static final String PROCESSOR = "processor";

    /** The system property that says what the tests are to run on, and its word for containers. */
    public static final String INSTALLATION = "countersign.installation";

    public static final String CONTAINERS = "containers";

    private static final List<String> LOGGING = List.of("kafka", "registry", "topics", INGRESS, PROCESSOR);
    private static final Path SECRETS = Path.of("/etc/countersign/secrets");
    private static final Duration START_TIMEOUT = Duration.ofMinutes(5);

    private final Path folder;
    private final StackPorts ports;
    private final ComposeContainer project;
    private final Secrets secrets;
    private final String password;

    private Containers(Path folder, StackPorts ports, ComposeContainer project) {
        this.folder = folder;
        this.ports = ports;
        this.project = project;
        this.secrets = ofTheirs(folder);
        this.password = run(PROCESSOR, "cat", SECRETS + "/spring.security.user.password")
                .getStdout()
                .strip();
    }

    /** Whether the tests are to run on containers: {@code -Pcontainers}. */
    static boolean wanted() {
        return CONTAINERS.equals(System.getProperty(INSTALLATION));
    }

    /** Skips the test that asks, and says why, if it is to run on containers and nothing here can. */
    static void skipWithoutAnEngine() {
        if (wanted() && !DockerClientFactory.instance().isDockerAvailable()) {
            skip("no container engine is here, or none that this user may use");
        }
    }

    /** Skips the test that asks if it is to run on containers. */
    static void skipIfWanted(String reason) {
        if (wanted()) {
            skip(reason);
        }
    }

    private static void skip(String reason) {
        // Maven prints the number of skipped tests, and not why.
        System.out.println("SKIPPED, " + reason);
        abort(reason);
    }

    /** Builds the images of the jars that are there, and starts everything. */
    static Containers start(Path folder) {
        skipWithoutAnEngine();
        ShopSettings shop = ShopSettings.in(folder);
        StackPorts ports = StackPorts.free();
        ComposeContainer project = new ComposeContainer(
                        "countersign", file("docker-compose.yml"), file("end-to-end-tests/docker-compose.shop.yml"))
                .withBuild(true)
                .withEnv("COUNTERSIGN_JAR", "given")
                .withEnv("SHOP_SETTINGS", shop.file().toString())
                // Compose pulls what is not there by itself.
                .withPull(false)
                .waitingFor(INGRESS, Wait.forHealthcheck().withStartupTimeout(START_TIMEOUT))
                .waitingFor(PROCESSOR, Wait.forHealthcheck().withStartupTimeout(START_TIMEOUT));
        for (Part part : Part.values()) {
            String variable = part.word().replace('-', '_').toUpperCase(Locale.ROOT) + "_PORT";
            project.withEnv(variable, Integer.toString(ports.of(part)));
        }
        try {
            project.start();
            return new Containers(folder, ports, project);
        } catch (RuntimeException e) {
            project.stop();
            throw e;
        }
    }

    @Override
    public StackPorts ports() {
        return ports;
    }

    @Override
    public Secrets secrets() {
        return secrets;
    }

    @Override
    public Optional<String> password() {
        return Optional.of(password);
    }

    @Override
    public Path folder() {
        return folder;
    }

    @Override
    public Map<String, byte[]> logs() {
        Map<String, byte[]> logs = new HashMap<>();
        LOGGING.forEach(name -> logs.put(name, container(name).getLogs().getBytes(StandardCharsets.UTF_8)));
        return logs;
    }

    @Override
    public void killIngress() {
        engine().killContainerCmd(id(INGRESS)).exec();
    }

    @Override
    public void startIngress() {
        start(INGRESS);
    }

    /** Asks a service to end, and lets the engine kill it where it takes longer than the compose file allows. */
    public void stop(String service) {
        engine().stopContainerCmd(id(service)).exec();
    }

    /** Starts the container of a service that was ended, and waits until it is healthy. */
    public void start(String service) {
        engine().startContainerCmd(id(service)).exec();
        await(service + " is healthy").atMost(START_TIMEOUT).until(container(service)::isHealthy);
    }

    /** What the engine knows of a service's container. */
    public InspectContainerResponse inspect(String service) {
        return container(service).getCurrentContainerInfo();
    }

    /** Runs a command in a service's container. */
    public ExecResult run(String service, String... command) {
        try {
            return container(service).execInContainer(command);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Leaves the logs in the folder: they are there to be read after a failure. */
    @Override
    public void close() {
        try {
            for (Map.Entry<String, byte[]> log : logs().entrySet()) {
                Files.write(folder.resolve(log.getKey() + ".log"), log.getValue());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            project.stop();
        }
    }

    /** The sources are those of the quickstart, so its secrets become theirs, which the first start has made. */
    private Secrets ofTheirs(Path folder) {
        Secrets secrets = Secrets.in(folder);
        try {
            String json = Files.readString(secrets.file());
            for (String source : secrets.sources()) {
                SourceSecret quickstarts = secrets.of(source);
                json = json.replace(quickstarts.secret(), secret("sources/" + source));
            }
            Files.writeString(secrets.file(), json);
            Files.writeString(folder.resolve("receipt.key"), secret("receipt"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return Secrets.in(folder);
    }

    private String secret(String of) {
        ExecResult found = run(INGRESS, "sh", "-c", "cat " + SECRETS.resolve(of) + "/*");
        if (found.getExitCode() != 0) {
            throw new IllegalStateException("The ingress has no secret in " + of);
        }
        return found.getStdout().strip();
    }

    private static File file(String path) {
        return Build.home().resolve(path).toFile();
    }

    private DockerClient engine() {
        return DockerClientFactory.lazyClient();
    }

    private String id(String service) {
        return container(service).getContainerId();
    }

    private ContainerState container(String service) {
        return project.getContainerByServiceName(service)
                .orElseThrow(() -> new IllegalStateException("There is no container of " + service));
    }
}
