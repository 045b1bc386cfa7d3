package io.countersign.processor.resources;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Questions about the quarantine.
 *
 * @param redriveWait how long an answer to a redrive waits for its outcome before it says that it is under way. From 0 to
 *     30 s.
 */
@ConfigurationProperties("countersign.quarantine")
public record QuarantineProperties(@DefaultValue("5s") Duration redriveWait) {

    private static final Duration LONGEST = Duration.ofSeconds(30);

    public QuarantineProperties {
        if (redriveWait.isNegative() || redriveWait.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException(
                    "countersign.quarantine.redrive-wait must be from 0 to " + LONGEST + ", not " + redriveWait);
        }
    }
}
