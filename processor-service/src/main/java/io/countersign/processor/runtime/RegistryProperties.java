package io.countersign.processor.runtime;

import java.net.URI;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The schema registry.
 *
 * @param url root of its Confluent-compatible API, with the path.
 * @param timeout how long a question to it may take, at most 5 s, so that a thread that asks keeps its transaction.
 * @param sslBundle name of the bundle, below spring.ssl.bundle, that tells whom to trust and who the processor is, for an
 *     https URL. What the JVM trusts unless set.
 */
@ConfigurationProperties("countersign.registry")
public record RegistryProperties(
        @DefaultValue("http://127.0.0.1:8070/apis/ccompat/v7")
        URI url,

        @DefaultValue("2s") Duration timeout,
        @Nullable String sslBundle) {

    private static final Duration MAX_TIMEOUT = Duration.ofSeconds(5);

    public RegistryProperties {
        if (!"http".equals(url.getScheme()) && !"https".equals(url.getScheme())) {
            throw new IllegalArgumentException("countersign.registry.url must begin with http:// or https://");
        }
        if (timeout.isNegative() || timeout.isZero() || timeout.compareTo(MAX_TIMEOUT) > 0) {
            throw new IllegalArgumentException(
                    "countersign.registry.timeout must be more than 0 and at most " + MAX_TIMEOUT + ", not " + timeout);
        }
    }
}
