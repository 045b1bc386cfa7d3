package io.countersign.processor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.countersign.platform.LocalBroker;
import io.countersign.topic.TopicCreation;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ConsumerGroupDescription;
import org.apache.kafka.common.GroupState;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An update restarts one processor after the other, each with a name in the group: nobody else's partitions move for that. */
class RestartIT {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String GROUP = "countersign-processor";

    @Test
    void aProcessorThatIsRestartedUnderItsNameGetsItsPartitionsBackAndTakesNobodyElses(@TempDir Path folder)
            throws Exception {
        try (LocalBroker broker = LocalBroker.in(folder.resolve("broker")).start();
                FakeRegistry registry = new FakeRegistry();
                Admin admin = Admin.create(Map.of("bootstrap.servers", (Object) broker.bootstrapServers()))) {
            TopicCreation.createMissing(admin, (short) 1);
            RunningProcessor second;
            try (RunningProcessor first = start(broker, registry.url(), folder, "processor-0")) {
                second = start(broker, registry.url(), folder, "processor-1");
                await().atMost(PATIENCE)
                        .until(() -> first.isReady()
                                && second.isReady()
                                && partitions(admin).values().stream().noneMatch(Set::isEmpty)
                                && partitions(admin).size() == 2);
                Map<String, Set<TopicPartition>> before = partitions(admin);

                second.close();
                // Nobody is told that it is gone.
                assertThat(partitions(admin)).isEqualTo(before);
                assertThat(first.isReady()).isTrue();

                try (RunningProcessor again = start(broker, registry.url(), folder, "processor-1")) {
                    await().atMost(PATIENCE).until(again::isReady);
                    assertThat(partitions(admin)).isEqualTo(before);
                    assertThat(first.isReady()).isTrue();
                }
            }
        }
    }

    /** As the manifests have it. */
    private static RunningProcessor start(LocalBroker broker, URI registry, Path folder, String name) {
        return RunningProcessor.start(
                broker.bootstrapServers(),
                registry,
                folder.resolve(name),
                "--spring.kafka.streams.properties[group.instance.id]=" + name,
                "--spring.kafka.streams.properties[session.timeout.ms]=60000");
    }

    /** Who has which partitions, by the names in the group; empty while they are shared out. */
    private static Map<String, Set<TopicPartition>> partitions(Admin admin) throws Exception {
        ConsumerGroupDescription group = admin.describeConsumerGroups(List.of(GROUP))
                .describedGroups()
                .get(GROUP)
                .get();
        Map<String, Set<TopicPartition>> partitions = new TreeMap<>();
        if (group.groupState() == GroupState.STABLE) {
            group.members()
                    .forEach(member -> partitions.put(
                            member.groupInstanceId().orElse("nobody"),
                            member.assignment().topicPartitions()));
        }
        return partitions;
    }
}
