package io.countersign.processor.runtime;

import io.countersign.processor.topology.Books;
import io.countersign.processor.topology.LedgerProperties;
import io.countersign.processor.topology.ProcessorTopology;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.InstantSource;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.Topology;
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
    RegistryConnection registryConnection(RegistryProperties properties, SslBundles bundles) {
        return new RegistryConnection(properties, bundles);
    }

    @Bean
    Books books(MeterRegistry meters) {
        return new Books(meters);
    }

    @Bean
    ProcessorTopology processorTopology(LedgerProperties properties, Books books, RegistryConnection registry) {
        return new ProcessorTopology(properties, books, registry);
    }

    @Bean
    ThreadReplacement threadReplacement() {
        return new ThreadReplacement(InstantSource.system());
    }

    @Bean
    StreamsBuilderFactoryBeanConfigurer topologyOnStreams(
            ProcessorTopology topology, ThreadReplacement replacement, ApplicationContext context) {
        return streams -> {
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
            // A clean end is no pause: the others take over at once instead of waiting for the session to time out.
            streams.setLeaveGroupOnClose(true);
        };
    }

    @Bean
    StreamsStart streamsStart(
            StreamsBuilderFactoryBean streams,
            RegistryConnection registry,
            ApplicationServer server,
            ThreadReplacement replacement) {
        return new StreamsStart(streams, registry, server, replacement);
    }

    @Bean
    StreamsHealth streamsHealthIndicator(StreamsBuilderFactoryBean streams, StreamsStart start) {
        return new StreamsHealth(streams, start);
    }
}
