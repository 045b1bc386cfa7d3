package io.countersign.ingress.rotation;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How changes of secrets are noticed.
 *
 * @param interval How often files with secrets are looked at. From 100 ms to 1 h.
 */
@ConfigurationProperties("countersign.rotation")
public record RotationProperties(@DefaultValue("10s") Duration interval) {

    private static final Duration SHORTEST = Duration.ofMillis(100);
    private static final Duration LONGEST = Duration.ofHours(1);

    public RotationProperties {
        if (interval.compareTo(SHORTEST) < 0 || interval.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException(
                    "countersign.rotation.interval must be from " + SHORTEST + " to " + LONGEST + ", not " + interval);
        }
    }
}
