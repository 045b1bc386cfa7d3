package io.countersign.ingress.spool;

import io.countersign.ingress.metrics.SpoolMetrics;
import io.countersign.ingress.publish.EncodedPublisher;
import io.countersign.ingress.publish.PatientProducers;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.InstantSource;
import java.util.Objects;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Primary;

/** Puts the spool before Kafka, where its folder is configured. */
@Configuration(proxyBeanMethods = false)
@ConditionalOnProperty("countersign.spool.folder")
class SpoolConfiguration {

    @Bean
    @Primary
    Spool spool(
            EncodedPublisher kafka,
            PatientProducers producers,
            SpoolProperties properties,
            MeterRegistry meters,
            InstantSource clock) {
        Store store = new Store(
                Objects.requireNonNull(properties.folder()),
                properties.maxSize().toBytes());
        return new Spool(kafka, producers, store, new SpoolMetrics(meters), clock);
    }
}
