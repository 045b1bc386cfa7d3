package io.countersign.ingress.throttle;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How many refused attempts one address has.
 *
 * @param refusedAttempts How many attempts of one address (IPv6: one /64 network) may be refused within the window before
 *     further refusals are answered 429. At least 1.
 * @param window How long a refused attempt counts, from the first one on. Positive.
 * @param addresses How many addresses are remembered at most; the least active are forgotten first. At least 1.
 */
@ConfigurationProperties("countersign.throttle")
public record ThrottleProperties(
        @DefaultValue("500") int refusedAttempts,
        @DefaultValue("1m") Duration window,
        @DefaultValue("10000") int addresses) {

    public ThrottleProperties {
        if (refusedAttempts < 1) {
            throw new IllegalArgumentException(
                    "countersign.throttle.refused-attempts must be at least 1, not " + refusedAttempts);
        }
        if (window.isNegative() || window.isZero()) {
            throw new IllegalArgumentException("countersign.throttle.window must be positive, not " + window);
        }
        if (addresses < 1) {
            throw new IllegalArgumentException("countersign.throttle.addresses must be at least 1, not " + addresses);
        }
    }
}
