package io.countersign.ingress.publish;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How records are written to Kafka.
 *
 * @param timeout How long Kafka may take with a record before the sender is told to come again. From 500 ms to 4500 ms:
 *     an answer has to come within 5 s.
 * @param inFlight How many records may wait for Kafka at once; past that senders are told to come again. At least 1.
 */
@ConfigurationProperties("countersign.publish")
public record PublishProperties(
        @DefaultValue("4s") Duration timeout,
        @DefaultValue("10000") int inFlight) {

    private static final Duration SHORTEST = Duration.ofMillis(500);
    private static final Duration LONGEST = Duration.ofMillis(4500);

    public PublishProperties {
        if (timeout.compareTo(SHORTEST) < 0 || timeout.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException(
                    "countersign.publish.timeout must be from " + SHORTEST + " to " + LONGEST + ", not " + timeout);
        }
        if (inFlight < 1) {
            throw new IllegalArgumentException("countersign.publish.in-flight must be at least 1, not " + inFlight);
        }
    }
}
