package io.countersign.processor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.countersign.platform.LocalBroker;
import io.countersign.topic.ResourceType;
import io.countersign.topic.TopicCatalogue;
import io.countersign.topic.TopicCreation;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StartIT {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @Test
    void theProcessorSaysWhatItWaitsForAndStartsOnceItIsThere(@TempDir Path folder) {
        try (LocalBroker broker = LocalBroker.in(folder.resolve("broker")).start();
                FakeRegistry registry = new FakeRegistry()) {
            registry.outOfOrder(true);
            try (RunningProcessor processor = RunningProcessor.start(broker, registry.url(), folder.resolve("state"))) {
                awaitObstacle(processor, "the schema registry");
                assertThat(processor.get("/resources/devengo/account/acc_1").statusCode())
                        .isEqualTo(503);
                assertThat(processor.get("/resources/account").headers().firstValue("Retry-After"))
                        .contains("2");

                registry.outOfOrder(false);
                awaitObstacle(
                        processor,
                        "topics are missing: "
                                + TopicCatalogue.events(ResourceType.ACCOUNT).name() + ", ");

                try (Admin admin = Admin.create(Map.of("bootstrap.servers", (Object) broker.bootstrapServers()))) {
                    TopicCreation.createMissing(admin, (short) 1);
                }
                await().atMost(PATIENCE).until(processor::isReady);
                assertThat(processor.get("/resources/devengo/account/acc_1").statusCode())
                        .isEqualTo(404);
                assertThat(processor.management("/actuator/prometheus").body())
                        .contains("countersign_processor_consumed_total 0.0");
            }
        }
    }

    private static void awaitObstacle(RunningProcessor processor, String obstacle) {
        await().atMost(PATIENCE).untilAsserted(() -> {
            assertThat(processor.readiness().statusCode()).isEqualTo(503);
            assertThat(processor.readiness().body()).contains(obstacle);
        });
        assertThat(processor.management("/actuator/health/liveness").statusCode())
                .isEqualTo(200);
    }
}
