package io.countersign.benchmarks.parts;

import io.countersign.ingress.metrics.IngressMetrics;
import io.countersign.ingress.receipt.ReceiptProperties;
import io.countersign.ingress.receipt.ReceiptSigner;
import io.countersign.ingress.rotation.Rotation;
import io.countersign.ingress.rotation.RotationProperties;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;

/** The receipt of a body: its SHA-256, and a signature over the statement. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(2)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@SuppressWarnings("NullAway.Init") // JMH calls the set-up first
public class ReceiptBenchmark {

    @Param("devengo")
    String provider;

    private Examples examples;
    private ReceiptSigner signer;
    private int number;

    @Setup
    public void setUp() {
        examples = new Examples(provider);
        String key = Base64.getEncoder().encodeToString(new byte[32]);
        // Only Spring may make one, and so it does here.
        try (AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext()) {
            context.registerBean(ReceiptProperties.class, () -> new ReceiptProperties(key, null, "1"));
            context.registerBean(RotationProperties.class, () -> new RotationProperties(Duration.ofHours(1)));
            context.registerBean(MeterRegistry.class, SimpleMeterRegistry::new);
            context.register(IngressMetrics.class, Rotation.class, ReceiptSigner.class);
            context.refresh();
            signer = context.getBean(ReceiptSigner.class);
        }
    }

    @Benchmark
    public String sign() {
        return signer.sign(
                provider,
                "evt_6wQEYkfw2j8IQnUJsnLzBQ",
                Instant.ofEpochMilli(System.currentTimeMillis()),
                examples.request(number++).body());
    }
}
