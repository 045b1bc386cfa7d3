package io.countersign.processor.runtime;

import org.apache.kafka.streams.KafkaStreams;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.kafka.config.StreamsBuilderFactoryBean;

/** Up while Kafka Streams runs with all of its partitions; part of readiness. */
final class StreamsHealth implements HealthIndicator {

    private final StreamsBuilderFactoryBean streams;
    private final StreamsStart start;

    StreamsHealth(StreamsBuilderFactoryBean streams, StreamsStart start) {
        this.streams = streams;
        this.start = start;
    }

    @Override
    public Health health() {
        KafkaStreams running = streams.getKafkaStreams();
        if (running == null) {
            return Health.outOfService()
                    .withDetail("waitingFor", start.obstacle())
                    .build();
        }
        KafkaStreams.State state = running.state();
        return (state == KafkaStreams.State.RUNNING ? Health.up() : Health.outOfService())
                .withDetail("state", state)
                .build();
    }
}
