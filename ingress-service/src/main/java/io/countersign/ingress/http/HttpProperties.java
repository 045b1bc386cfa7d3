package io.countersign.ingress.http;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How requests are read and answered.
 *
 * @param bodyTimeout How long a sender may take with the body. Positive.
 * @param retryAfter What a sender is told to wait when Kafka does not take its event. At least 1 s.
 */
@ConfigurationProperties("countersign.http")
public record HttpProperties(
        @DefaultValue("10s") Duration bodyTimeout,
        @DefaultValue("5s") Duration retryAfter) {

    public HttpProperties {
        if (bodyTimeout.isNegative() || bodyTimeout.isZero()) {
            throw new IllegalArgumentException("countersign.http.body-timeout must be positive, not " + bodyTimeout);
        }
        if (retryAfter.toSeconds() < 1) {
            throw new IllegalArgumentException("countersign.http.retry-after must be at least 1 s, not " + retryAfter);
        }
    }
}
