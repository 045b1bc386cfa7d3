package io.countersign.processor.trace;

import io.micrometer.tracing.Tracer;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import java.util.concurrent.TimeUnit;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Configuration;

/** Puts together what records spans, where there is a place to send them to. */
@Configuration(proxyBeanMethods = false)
@Conditional(TracingSwitch.class)
class TracingConfiguration {

    /** How long the end of the program waits for a collector to take the last spans. */
    private static final int FLUSH_SECONDS = 3;

    @Bean
    Traces traces(Tracer tracer) {
        return new Recorder(tracer);
    }

    /** Goes before the SDK's own end, which would wait three times as long. */
    @Bean
    DisposableBean flush(SdkTracerProvider spans) {
        return () -> spans.shutdown().join(FLUSH_SECONDS, TimeUnit.SECONDS);
    }
}
