package io.countersign.ingress.metrics;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.config.MeterFilter;
import io.micrometer.core.instrument.config.MeterFilterReply;
import java.util.Set;
import org.springframework.stereotype.Component;

/**
 * Which of the producer's own figures are shown: those that tell an operator whether Kafka takes what it is given. It has
 * about a hundred more, and every new version of Kafka adds some.
 */
@Component
final class KafkaMeters implements MeterFilter {

    private static final String PREFIX = "kafka.";

    private static final Set<String> SHOWN = Set.of(
            "kafka.producer.record.send.total",
            "kafka.producer.record.error.total",
            "kafka.producer.record.retry.total",
            "kafka.producer.record.queue.time.avg",
            "kafka.producer.record.queue.time.max",
            "kafka.producer.request.latency.avg",
            "kafka.producer.request.latency.max",
            "kafka.producer.requests.in.flight",
            "kafka.producer.buffer.available.bytes",
            "kafka.producer.buffer.total.bytes",
            "kafka.producer.buffer.exhausted.total",
            "kafka.producer.connection.count",
            "kafka.producer.failed.authentication.total");

    @Override
    public MeterFilterReply accept(Meter.Id id) {
        String name = id.getName();
        return name.startsWith(PREFIX) && !SHOWN.contains(name) ? MeterFilterReply.DENY : MeterFilterReply.NEUTRAL;
    }
}
