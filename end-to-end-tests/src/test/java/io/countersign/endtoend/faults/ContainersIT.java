package io.countersign.endtoend.faults;

import static io.countersign.endtoend.Containers.INGRESS;
import static io.countersign.endtoend.Containers.PROCESSOR;
import static org.assertj.core.api.Assertions.assertThat;

import com.github.dockerjava.api.command.InspectContainerResponse;
import io.countersign.endtoend.Containers;
import io.countersign.endtoend.Countersign;
import io.countersign.endtoend.SharedSystem;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.testcontainers.containers.Container.ExecResult;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What only containers have: rights, logs for a machine to read, and an engine that ends and starts them. */
@EnabledIfSystemProperty(
        named = Containers.INSTALLATION,
        matches = Containers.CONTAINERS,
        disabledReason = "This is for containers: -Pcontainers.")
class ContainersIT {

    private static final long SEED = Long.getLong("countersign.seed", new Random().nextInt(1_000_000));
    private static final int PER_SECOND = 50;
    private static final int SOME = 150;
    private static final JsonMapper JSON = new JsonMapper();

    private static Countersign countersign;
    private static Containers containers;

    @BeforeAll
    static void start() {
        System.out.println("ContainersIT: -Dcountersign.seed=" + SEED);
        countersign = Countersign.start(SharedSystem.newFolder("containers"));
        containers = (Containers) countersign.installation();
    }

    @AfterAll
    static void stop() {
        if (countersign != null) {
            countersign.close();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {INGRESS, PROCESSOR})
    void aProgramIsNobodyAndWritesNowhereButWhereItMay(String service) {
        InspectContainerResponse container = containers.inspect(service);
        ExecResult user = containers.run(service, "id", "-u");
        ExecResult beside = containers.run(service, "touch", "/opt/countersign/planted");
        ExecResult secret = containers.run(service, "touch", "/etc/countersign/secrets/planted");
        ExecResult temporary = containers.run(service, "sh", "-c", "touch /tmp/planted && rm /tmp/planted");

        assertThat(container.getState().getHealth().getStatus()).isEqualTo("healthy");
        assertThat(container.getHostConfig().getReadonlyRootfs()).isTrue();
        assertThat(user.getStdout()).isEqualTo("10001\n");
        assertThat(List.of(beside, secret))
                .allSatisfy(refused -> assertThat(refused.getStderr()).contains("Read-only file system"));
        assertThat(temporary.getExitCode()).as(temporary.getStderr()).isZero();
    }

    @Test
    void whatIsAskedToEndInTheMidstOfALoadEndsInTimeAndLosesNothing() throws Exception {
        try (Load load = new Load(countersign, new Webhooks("containers", new Random(SEED)))) {
            load.start(PER_SECOND);
            for (String service : List.of(INGRESS, PROCESSOR)) {
                load.awaitAcknowledged(SOME);
                containers.stop(service);

                // Of a JVM that has done what it does at its end; 137 is one that was killed.
                assertThat(containers.inspect(service).getState().getExitCodeLong())
                        .as(service)
                        .isEqualTo(143);
                assertThat(log(service)).contains("Graceful shutdown complete");
                containers.start(service);
            }
            load.awaitAcknowledged(SOME);
            load.finish();
            countersign.awaitProcessed();

            assertThat(Reconciliation.of(countersign, load).problems()).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {INGRESS, PROCESSOR})
    void everyLineOfALogIsOneJsonObject(String service) {
        List<String> lines = log(service).lines().toList();

        assertThat(lines).hasSizeGreaterThan(5).allSatisfy(line -> {
            JsonNode entry = read(line);
            assertThat(entry.at("/ecs/version").asString("")).as(line).isNotEmpty();
            assertThat(entry.path("@timestamp").asString("")).as(line).isNotEmpty();
            assertThat(entry.at("/log/level").asString("")).as(line).isNotEmpty();
            assertThat(entry.path("message").asString("")).as(line).isNotEmpty();
        });
    }

    private static String log(String service) {
        return new String(containers.logs().get(service), StandardCharsets.UTF_8);
    }

    private static JsonNode read(String line) {
        try {
            return JSON.readTree(line);
        } catch (JacksonException e) {
            throw new AssertionError("No JSON: " + line, e);
        }
    }
}
