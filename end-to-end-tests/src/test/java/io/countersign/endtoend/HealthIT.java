package io.countersign.endtoend;

import static io.countersign.endtoend.Countersign.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.countersign.platform.LocalBroker;
import io.countersign.quickstart.stack.LocalService;
import io.countersign.quickstart.stack.LocalStack;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * What probes see. Liveness tells of the process alone, so that nobody kills one for what somebody else lacks; readiness of what it
 * can do at the moment.
 */
class HealthIT {

    private static final String LIVENESS = "/actuator/health/liveness";
    private static final String READINESS = "/actuator/health/readiness";

    @Test
    void whateverIsAwayNobodyIsKilledForItAndReadinessComesBackByItself() throws Exception {
        try (Countersign countersign = Countersign.start(LocalStack.in(SharedSystem.newFolder("health")))) {
            LocalStack stack = countersign.stack();
            List<LocalService> services = List.of(stack.ingress(), stack.processor());
            stack.stop();

            // Neither Kafka nor the registry is there when they start.
            services.forEach(LocalService::launch);
            for (LocalService service : services) {
                await().atMost(PATIENCE)
                        .ignoreExceptionsInstanceOf(IOException.class)
                        .untilAsserted(() -> assertThat(status(countersign, service, LIVENESS))
                                .isEqualTo(200));
                assertThat(status(countersign, service, READINESS)).isEqualTo(503);
            }
            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(countersign
                                    .health(stack.ingress(), READINESS)
                                    .body())
                            .contains("\"status\":\"OUT_OF_SERVICE\"", "the schema registry"));
            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(countersign
                                    .health(stack.processor(), READINESS)
                                    .body())
                            .contains("waitingFor", "the schema registry"));
            stack.registry().start();
            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(countersign
                                    .health(stack.ingress(), READINESS)
                                    .body())
                            .contains("the Kafka cluster does not answer"));
            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(countersign
                                    .health(stack.processor(), READINESS)
                                    .body())
                            .contains("the brokers "));
            areAlive(countersign, services);

            stack.startBrokers();
            services.forEach(service -> await().atMost(PATIENCE).until(() -> countersign.isReady(service)));

            // The ingress cannot acknowledge without Kafka; the processor can go on answering from its own store.
            LocalBroker broker = stack.brokers().get(0);
            broker.kill();
            await().atMost(PATIENCE).until(() -> !countersign.isReady(stack.ingress()));
            areAlive(countersign, services);
            assertThat(countersign.isReady(stack.processor())).isTrue();
            broker.start();
            services.forEach(service -> await().atMost(PATIENCE).until(() -> countersign.isReady(service)));

            // Without the registry nothing is missing that is not there already.
            stack.registry().kill();
            await().during(Duration.ofSeconds(3))
                    .untilAsserted(() -> services.forEach(
                            service -> assertThat(countersign.isReady(service)).isTrue()));
            areAlive(countersign, services);
        }
    }

    private static void areAlive(Countersign countersign, List<LocalService> services) throws Exception {
        for (LocalService service : services) {
            assertThat(status(countersign, service, LIVENESS)).isEqualTo(200);
        }
    }

    private static int status(Countersign countersign, LocalService service, String path)
            throws IOException, InterruptedException {
        return countersign.health(service, path).status();
    }
}
