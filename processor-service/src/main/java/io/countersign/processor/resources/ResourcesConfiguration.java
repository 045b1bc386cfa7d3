package io.countersign.processor.resources;

import io.countersign.generation.Generation;
import io.countersign.processor.generation.LiveGenerations;
import io.countersign.processor.runtime.ApplicationServer;
import io.countersign.processor.runtime.RegistryConnection;
import java.time.InstantSource;
import org.apache.kafka.streams.state.HostInfo;
import org.apache.tomcat.util.buf.EncodedSolidusHandling;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.boot.tomcat.ConfigurableTomcatWebServerFactory;
import org.springframework.boot.tomcat.TomcatConnectorCustomizer;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.boot.web.server.autoconfigure.ServerProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;
import org.springframework.kafka.config.StreamsBuilderFactoryBean;
import org.springframework.kafka.core.DefaultKafkaProducerFactory;
import org.springframework.web.servlet.config.annotation.InterceptorRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/** Puts the API on Spring MVC: reads from RocksDB block, so a thread per question is what they need. */
@Configuration(proxyBeanMethods = false)
class ResourcesConfiguration {

    @Bean
    ApplicationServer applicationServer(ResourcesProperties properties, Environment environment) {
        return () -> new HostInfo(
                properties.advertisedAddress(), environment.getRequiredProperty("local.server.port", Integer.class));
    }

    @Bean
    Answers answers(ResourcesProperties properties) {
        return new Answers(properties);
    }

    @Bean
    Partitions partitions(StreamsBuilderFactoryBean streams, ApplicationServer server) {
        return new Partitions(streams, server);
    }

    @Bean
    OwnStates ownStates(Partitions partitions, RegistryConnection registry) {
        return new OwnStates(partitions, registry);
    }

    @Bean
    OwnQuarantine ownQuarantine(Partitions partitions, RegistryConnection registry) {
        return new OwnQuarantine(partitions, registry);
    }

    @Bean
    RedriveRequests redriveRequests(DefaultKafkaProducerFactory<?, ?> kafka, RegistryConnection registry) {
        return new RedriveRequests(kafka, registry);
    }

    @Bean
    Redrives redrives(OwnQuarantine quarantine, RedriveRequests requests, QuarantineProperties properties) {
        return new Redrives(quarantine, requests, properties, InstantSource.system());
    }

    @Bean
    Peers peers(
            ResourcesProperties properties,
            QuarantineProperties quarantine,
            ServerProperties server,
            SslBundles bundles) {
        return new Peers(properties, quarantine, server.getSsl(), bundles);
    }

    @Bean
    WebMvcConfigurer generationGate(Generation generation, LiveGenerations liveGenerations, Peers peers) {
        GenerationGate gate = new GenerationGate(generation, liveGenerations, peers);
        return new WebMvcConfigurer() {
            @Override
            public void addInterceptors(InterceptorRegistry registry) {
                registry.addInterceptor(gate);
            }
        };
    }

    /** Ids may hold slashes and backslashes, which Tomcat would refuse or rewrite. */
    @Bean
    TomcatConnectorCustomizer slashesInIds() {
        return connector -> {
            connector.setEncodedSolidusHandling(EncodedSolidusHandling.PASS_THROUGH.getValue());
            connector.setEncodedReverseSolidusHandling(EncodedSolidusHandling.PASS_THROUGH.getValue());
            connector.setAllowBackslash(true);
        };
    }

    /** After Spring Boot's own valve, and so nearer to the request. */
    @Bean
    WebServerFactoryCustomizer<ConfigurableTomcatWebServerFactory> problemsOfTheContainer(Answers answers) {
        return factory -> factory.addContextCustomizers(
                context -> context.getParent().getPipeline().addValve(new ContainerProblems(answers)));
    }
}
