package io.countersign.ingress.http;

import java.time.Duration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.client.ReactorResourceFactory;
import reactor.netty.resources.LoopResources;

/**
 * One event loop for each processor. Reactor Netty has four at least, and on a small machine they take the processors from
 * each other: on two processors, four loops cost a fifth more CPU for each webhook than two (docs/performance.md).
 */
@Configuration(proxyBeanMethods = false)
class EventLoops {

    @Bean
    ReactorResourceFactory reactorResourceFactory() {
        ReactorResourceFactory resources = new ReactorResourceFactory();
        resources.setUseGlobalResources(false);
        resources.setLoopResourcesSupplier(
                () -> LoopResources.create("http", Runtime.getRuntime().availableProcessors(), true));
        // A server that stops has answered whom it had to: nothing comes that is worth waiting for.
        resources.setShutdownQuietPeriod(Duration.ZERO);
        return resources;
    }
}
