package io.countersign.ingress.publish;

import java.net.URI;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The schema registry.
 *
 * @param url Root of its Confluent-compatible API, with the path.
 * @param timeout How long a call may take.
 * @param retryInterval How long to wait at the start before a registry or cluster that does not answer is asked again.
 */
@ConfigurationProperties("countersign.registry")
public record RegistryProperties(
        @DefaultValue("http://127.0.0.1:8070/apis/ccompat/v7")
        URI url,

        @DefaultValue("5s") Duration timeout,
        @DefaultValue("1s") Duration retryInterval) {}
