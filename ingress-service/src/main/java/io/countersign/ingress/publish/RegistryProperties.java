package io.countersign.ingress.publish;

import java.net.URI;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The schema registry.
 *
 * @param url Root of its Confluent-compatible API, with the path.
 * @param timeout How long a call may take.
 * @param sslBundle Name of the bundle, below spring.ssl.bundle, that tells whom to trust and who the ingress is, for an
 *     https URL. What the JVM trusts unless set.
 * @param retryInterval How long to wait at the start before a registry or cluster that does not answer is asked again.
 */
@ConfigurationProperties("countersign.registry")
public record RegistryProperties(
        @DefaultValue("http://127.0.0.1:8070/apis/ccompat/v7")
        URI url,

        @DefaultValue("5s") Duration timeout,
        @Nullable String sslBundle,
        @DefaultValue("1s") Duration retryInterval) {}
