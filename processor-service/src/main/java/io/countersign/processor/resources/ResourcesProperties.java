package io.countersign.processor.resources;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Questions about resources.
 *
 * @param advertisedAddress host name or address at which the other instances reach this one. Has to be set wherever more
 *     than one machine runs the processor. The port is the server's own.
 * @param peerTimeout how long another instance may take to answer, connecting included.
 * @param retryAfter what the header Retry-After says while partitions move, in whole seconds, at least 1.
 */
@ConfigurationProperties("countersign.resources")
public record ResourcesProperties(
        @DefaultValue("127.0.0.1") String advertisedAddress,
        @DefaultValue("2s") Duration peerTimeout,
        @DefaultValue("2s") Duration retryAfter) {

    public ResourcesProperties {
        if (advertisedAddress.isBlank() || advertisedAddress.contains("/")) {
            throw new IllegalArgumentException(
                    "countersign.resources.advertised-address must be a host name or address, not '" + advertisedAddress
                            + "'");
        }
        if (peerTimeout.isNegative() || peerTimeout.isZero()) {
            throw new IllegalArgumentException(
                    "countersign.resources.peer-timeout must be positive, not " + peerTimeout);
        }
        if (retryAfter.toSeconds() < 1) {
            throw new IllegalArgumentException(
                    "countersign.resources.retry-after must be at least 1 s, not " + retryAfter);
        }
    }
}
