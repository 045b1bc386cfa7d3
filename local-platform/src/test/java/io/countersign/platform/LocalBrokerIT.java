package io.countersign.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalBrokerIT {

    private static final TopicPartition PARTITION = new TopicPartition("kept", 0);

    @TempDir
    Path folder;

    @Test
    void recordsAndCommittedOffsetsSurviveACleanRestartAndAKill() throws Exception {
        try (LocalBroker broker = LocalBroker.in(folder).start()) {
            try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
                admin.createTopics(List.of(new NewTopic("kept", 1, (short) 1)))
                        .all()
                        .get();
            }
            write(broker, "first");
            commit(broker, 1);

            broker.stop();
            broker.start();
            write(broker, "second");
            commit(broker, 2);

            broker.kill();
            broker.start();
            assertThat(committed(broker)).isEqualTo(2);
        }

        try (LocalBroker another = LocalBroker.in(folder).start()) {
            assertThat(committed(another)).isEqualTo(2);
            assertThat(records(another)).containsExactly("first", "second");
        }
    }

    @Test
    void threeBrokersOutliveTheLossOfOne() throws Exception {
        Map<Integer, Integer> voters = Map.of(1, Ports.free(), 2, Ports.free(), 3, Ports.free());
        List<LocalBroker> brokers = new ArrayList<>();
        try {
            for (int id = 1; id <= 3; id++) {
                brokers.add(LocalBroker.in(folder.resolve("broker-" + id))
                        .nodeId(id)
                        .controllerPort(voters.get(id))
                        .voters(voters)
                        .clusterId("countersign-cluster-of-3")
                        .build());
            }
            brokers.forEach(LocalBroker::launch);
            brokers.forEach(LocalBroker::awaitReady);
            try (Admin admin =
                    Admin.create(Map.of("bootstrap.servers", brokers.get(1).bootstrapServers()))) {
                admin.createTopics(List.of(new NewTopic("kept", 1, (short) 3)))
                        .all()
                        .get();
            }

            brokers.get(0).kill();
            write(brokers.get(1), "without the first");
            brokers.get(0).start();

            assertThat(records(brokers.get(2))).containsExactly("without the first");
        } finally {
            brokers.forEach(broker -> broker.process().askToEnd());
            brokers.forEach(LocalBroker::close);
        }
    }

    @Test
    void aTakenPortIsNamed() throws Exception {
        int port = Ports.free();
        try (ServerSocket other = new ServerSocket()) {
            other.bind(Ports.address(port));
            LocalBroker broker = LocalBroker.in(folder).port(port).build();

            assertThatThrownBy(broker::start)
                    .isInstanceOf(PortTakenException.class)
                    .hasMessageContaining(Integer.toString(port))
                    .hasMessageContaining("broker");
        }
    }

    @Test
    void aBrokerThatCannotStartShowsTheEndOfItsLog() {
        LocalBroker broker = LocalBroker.in(folder)
                .property("broker.heartbeat.interval.ms", "no number")
                .startTimeout(Duration.ofSeconds(60))
                .build();

        assertThatThrownBy(broker::start)
                .isInstanceOf(ChildFailedException.class)
                .hasMessageContaining("ended with exit code 1")
                .hasMessageContaining("broker.log")
                .hasMessageContaining("no number");
    }

    private static void write(LocalBroker broker, String value) throws Exception {
        try (KafkaProducer<String, String> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", broker.bootstrapServers(), "acks", "all"),
                new StringSerializer(),
                new StringSerializer())) {
            producer.send(new ProducerRecord<>(PARTITION.topic(), value)).get();
        }
    }

    private static void commit(LocalBroker broker, long offset) {
        try (KafkaConsumer<String, String> consumer = consumer(broker)) {
            consumer.commitSync(Map.of(PARTITION, new OffsetAndMetadata(offset)));
        }
    }

    private static long committed(LocalBroker broker) {
        try (KafkaConsumer<String, String> consumer = consumer(broker)) {
            return consumer.committed(Set.of(PARTITION)).get(PARTITION).offset();
        }
    }

    private static List<String> records(LocalBroker broker) {
        try (KafkaConsumer<String, String> consumer = consumer(broker)) {
            consumer.assign(List.of(PARTITION));
            consumer.seekToBeginning(List.of(PARTITION));
            long end = consumer.endOffsets(List.of(PARTITION)).get(PARTITION);
            List<String> values = new ArrayList<>();
            while (consumer.position(PARTITION) < end) {
                consumer.poll(Duration.ofMillis(200)).forEach(found -> values.add(found.value()));
            }
            return values;
        }
    }

    private static KafkaConsumer<String, String> consumer(LocalBroker broker) {
        Map<String, Object> settings = new HashMap<>();
        settings.put("bootstrap.servers", broker.bootstrapServers());
        settings.put("group.id", "readers");
        settings.put("enable.auto.commit", false);
        return new KafkaConsumer<>(settings, new StringDeserializer(), new StringDeserializer());
    }
}
