package io.countersign.processor.runtime;

import io.countersign.generation.Generation;
import io.countersign.processor.generation.GenerationProperties;
import io.countersign.processor.generation.LiveGenerations;
import io.countersign.processor.topology.Books;
import io.countersign.processor.topology.LedgerProperties;
import io.countersign.processor.topology.ProcessorTopology;
import io.countersign.processor.trace.Traces;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.InstantSource;
import java.util.Objects;
import java.util.Properties;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.Topology;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.availability.AvailabilityChangeEvent;
import org.springframework.boot.availability.LivenessState;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.kafka.annotation.EnableKafkaStreams;
import org.springframework.kafka.config.KafkaStreamsInfrastructureCustomizer;
import org.springframework.kafka.config.StreamsBuilderFactoryBean;
import org.springframework.kafka.config.StreamsBuilderFactoryBeanConfigurer;

/** Puts the topology to work on Spring for Apache Kafka. */
@Configuration(proxyBeanMethods = false)
@EnableKafkaStreams
class StreamsConfiguration {

    private static final int CLOSE_TIMEOUT_SECONDS = 20;

    @Bean
    Generation generation(GenerationProperties properties) {
        return new Generation(properties.generation());
    }

    @Bean
    LiveGenerations liveGenerations() {
        return new LiveGenerations();
    }

    @Bean
    RegistryConnection registryConnection(RegistryProperties properties, SslBundles bundles, Generation generation) {
        return new RegistryConnection(properties, bundles, ProcessorTopology.usedTopics(generation));
    }

    @Bean
    Books books(MeterRegistry meters) {
        return new Books(meters);
    }

    @Bean
    static KafkaMeters kafkaMeters() {
        return new KafkaMeters();
    }

    @Bean
    StreamsStates streamsStates(StreamsBuilderFactoryBean streams) {
        return new StreamsStates(streams);
    }

    @Bean
    ProcessorTopology processorTopology(
            Generation generation,
            LiveGenerations liveGenerations,
            LedgerProperties properties,
            Books books,
            ObjectProvider<Traces> traces,
            RegistryConnection registry) {
        return new ProcessorTopology(
                generation, liveGenerations, properties, books, traces.getIfAvailable(() -> Traces.OFF), registry);
    }

    @Bean
    ThreadReplacement threadReplacement() {
        return new ThreadReplacement(InstantSource.system());
    }

    @Bean
    StreamsBuilderFactoryBeanConfigurer topologyOnStreams(
            Generation generation,
            ProcessorTopology topology,
            ThreadReplacement replacement,
            ApplicationContext context) {
        return streams -> {
            nameAfter(generation, streams);
            streams.setInfrastructureCustomizer(new KafkaStreamsInfrastructureCustomizer() {
                @Override
                public void configureTopology(Topology empty) {
                    topology.addTo(empty);
                }
            });
            streams.setStreamsUncaughtExceptionHandler(replacement);
            streams.setStateListener((now, before) -> {
                if (now == KafkaStreams.State.ERROR) {
                    AvailabilityChangeEvent.publish(context, LivenessState.BROKEN);
                }
            });
            streams.setCloseTimeout(CLOSE_TIMEOUT_SECONDS);
            // A clean end is no pause: the others take over at once instead of waiting for the session to time out. But
            // an
            // instance that has a name in the group comes back under it, and its partitions are kept for it until then.
            streams.setLeaveGroupOnClose(!settings(streams).containsKey(ConsumerConfig.GROUP_INSTANCE_ID_CONFIG));
        };
    }

    @Bean
    StreamsStart streamsStart(
            StreamsBuilderFactoryBean streams,
            RegistryConnection registry,
            ApplicationServer server,
            ThreadReplacement replacement,
            Generation generation) {
        return new StreamsStart(streams, registry, server, replacement, generation);
    }

    @Bean
    StreamsHealth streamsHealthIndicator(StreamsBuilderFactoryBean streams, StreamsStart start) {
        return new StreamsHealth(streams, start);
    }

    /** The application id names group, changelogs and folder: a generation shares none of them with another one. */
    private static void nameAfter(Generation generation, StreamsBuilderFactoryBean streams) {
        Properties properties = settings(streams);
        String first = properties.getProperty(StreamsConfig.APPLICATION_ID_CONFIG);
        properties.put(StreamsConfig.APPLICATION_ID_CONFIG, generation.applicationId(first));
        streams.setStreamsConfiguration(properties);
    }

    private static Properties settings(StreamsBuilderFactoryBean streams) {
        return Objects.requireNonNull(streams.getStreamsConfiguration(), "set by Spring Boot");
    }
}
