package io.countersign.ingress.publish;

import io.countersign.registry.SchemaRegistry;
import io.countersign.topic.ResourceType;
import io.countersign.topic.Topic;
import io.countersign.topic.TopicCatalogue;
import io.micrometer.core.instrument.binder.kafka.KafkaClientMetrics;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.kafka.core.DefaultKafkaProducerFactory;
import org.springframework.kafka.core.KafkaAdmin;

/** Puts the producer together. What a promise rests on is set here and cannot be configured away. */
@Configuration(proxyBeanMethods = false)
class PublishConfiguration {

    /** The topics that the ingress writes. */
    static final List<Topic> TOPICS = Stream.concat(
                    Stream.of(ResourceType.values()).map(TopicCatalogue::received),
                    Stream.of(TopicCatalogue.quarantine(), TopicCatalogue.redrives()))
            .toList();

    @Bean(destroyMethod = "close")
    KafkaProducer<String, byte[]> producer(DefaultKafkaProducerFactory<?, ?> kafka, PublishProperties properties) {
        Map<String, Object> configuration = common(kafka, properties);
        configuration.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, (int)
                properties.timeout().toMillis());
        // send() is called on event-loop threads: it must not wait, neither for room in its buffer nor for metadata,
        // which therefore is there from the start (see Connection).
        configuration.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, 0);
        return producer(configuration);
    }

    /** The producer's own figures. Spring for Apache Kafka would add them to producers of its factory alone. */
    @Bean(destroyMethod = "close")
    KafkaClientMetrics producerMetrics(KafkaProducer<String, byte[]> producer) {
        return new KafkaClientMetrics(producer);
    }

    @Bean
    PatientProducers patientProducers(DefaultKafkaProducerFactory<?, ?> kafka, PublishProperties properties) {
        return () -> {
            Map<String, Object> configuration = common(kafka, properties);
            configuration.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, Integer.MAX_VALUE);
            configuration.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, PatientProducers.LONGEST_WAIT.toMillis());
            configuration.merge(ProducerConfig.CLIENT_ID_CONFIG, "", (id, none) -> id + "-spool");
            return new OrderedProducer(producer(configuration));
        };
    }

    private static KafkaProducer<String, byte[]> producer(Map<String, Object> configuration) {
        return new KafkaProducer<>(configuration, new StringSerializer(), new ByteArraySerializer());
    }

    private static Map<String, Object> common(DefaultKafkaProducerFactory<?, ?> kafka, PublishProperties properties) {
        // Spring Boot's properties would lack its TLS bundle; what it makes of them does not.
        Map<String, Object> configuration = new HashMap<>(kafka.getConfigurationProperties());
        configuration.put(ProducerConfig.ACKS_CONFIG, "all");
        configuration.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
        configuration.put(
                ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG,
                (int) properties.timeout().toMillis() / 2); // leaves time for a second try
        // Records batch by themselves while those before them are under way: one request at a time to a broker, which
        // anyway works on one at a time, makes fewer and fuller ones.
        configuration.put(ProducerConfig.LINGER_MS_CONFIG, 0);
        configuration.put(ProducerConfig.MAX_IN_FLIGHT_REQUESTS_PER_CONNECTION, 1);
        // Metadata is never forgotten, not that of a topic without records, as by default, ...
        configuration.put(ProducerConfig.METADATA_MAX_IDLE_CONFIG, Long.MAX_VALUE / 2);
        configuration.putIfAbsent(ProducerConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG, 500); // back at once after an outage
        // ... nor, as by default ("rebootstrap"), that of brokers out of reach.
        configuration.put(CommonClientConfigs.METADATA_RECOVERY_STRATEGY_CONFIG, "none");
        return configuration;
    }

    @Bean(destroyMethod = "close")
    Admin admin(KafkaAdmin kafka) {
        Map<String, Object> configuration = new HashMap<>(kafka.getConfigurationProperties());
        // With "rebootstrap", the default, the client spins as long as no broker answers.
        configuration.put(CommonClientConfigs.METADATA_RECOVERY_STRATEGY_CONFIG, "none");
        return Admin.create(configuration);
    }

    @Bean
    SchemaRegistry schemaRegistry(RegistryProperties properties, SslBundles bundles) {
        String bundle = properties.sslBundle();
        return new SchemaRegistry(
                properties.url(),
                properties.timeout(),
                bundle == null ? null : bundles.getBundle(bundle).createSslContext());
    }
}
