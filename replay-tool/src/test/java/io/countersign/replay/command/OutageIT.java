package io.countersign.replay.command;

import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.countersign.replay.Events;
import io.countersign.replay.command.Tool.Result;
import io.countersign.replay.command.Tool.Running;
import io.countersign.topic.ResourceType;
import io.countersign.topic.Topic;
import io.countersign.topic.TopicCatalogue;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Jobs whose broker goes away in the middle. */
class OutageIT {

    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final Topic ACCOUNTS = TopicCatalogue.received(ResourceType.ACCOUNT);
    private static final int EVENTS = 400;

    @TempDir
    Path folder;

    @Test
    void aBrokerThatComesBackInTimeIsWaitedForAndOneThatDoesNotLeavesAJobThatCanBeResumed() throws Exception {
        try (Platform platform = new Platform(folder)) {
            platform.create("patient");
            platform.create("impatient");
            for (int index = 0; index < EVENTS; index++) {
                platform.write(ACCOUNTS, Events.metadata("shop", "acc_" + index % 20, "evt_" + index));
            }
            platform.flush();

            try (Running running =
                    platform.tool().start(folder, "replay", "--into=patient", "--rate=100", config(60_000))) {
                awaitCopies(platform, "patient");
                platform.broker().kill();
                platform.broker().start();
                Result result = running.result();
                assertThat(result.code()).as(result.err()).isZero();
                assertEachOnce(platform, "patient");
            }

            String job;
            try (Running running =
                    platform.tool().start(folder, "replay", "--into=impatient", "--rate=100", config(3_000))) {
                awaitCopies(platform, "impatient");
                platform.broker().kill();
                Result result = running.result();
                assertThat(result.code()).isEqualTo(1);
                assertThat(result.err()).contains("The brokers do not do their part");
                job = result.job();
            }
            platform.broker().start();
            assertThat(platform.committed("impatient").size()).isLessThan(EVENTS);
            Result resumed = await().atMost(PATIENCE)
                    .pollInterval(Duration.ofSeconds(1))
                    .until(() -> platform.tool().run("replay", "--resume", job), it -> it.code() != 4);
            assertThat(resumed.code()).as(resumed.err()).isZero();
            assertEachOnce(platform, "impatient");
        }
    }

    private static void awaitCopies(Platform platform, String topic) {
        await().atMost(PATIENCE).until(() -> platform.committed(topic).size() > 50);
    }

    private static void assertEachOnce(Platform platform, String topic) {
        Map<String, Long> copies = platform.committed(topic).stream()
                .collect(groupingBy(copy -> Platform.header(copy, "ce_replayof"), counting()));
        assertThat(copies).hasSize(EVENTS);
        assertThat(copies.values()).containsOnly(1L);
    }

    private String config(int timeoutMillis) throws Exception {
        Path file = Files.createTempFile(folder, "client", ".properties");
        Files.writeString(file, "default.api.timeout.ms=" + timeoutMillis + "\nrequest.timeout.ms=2000\n");
        return "--config=" + file;
    }
}
