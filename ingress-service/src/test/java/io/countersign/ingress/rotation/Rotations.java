package io.countersign.ingress.rotation;

import io.countersign.ingress.metrics.IngressMetrics;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;

/** Rotations for tests of those who follow. */
public final class Rotations {

    private Rotations() {}

    /** One that never looks. */
    public static Rotation idle() {
        return new Rotation(new RotationProperties(Duration.ofHours(1)), metrics());
    }

    /** Counters that nobody reads. */
    public static IngressMetrics metrics() {
        try (AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext()) {
            context.register(SimpleMeterRegistry.class, IngressMetrics.class);
            context.refresh();
            return context.getBean(IngressMetrics.class);
        }
    }
}
