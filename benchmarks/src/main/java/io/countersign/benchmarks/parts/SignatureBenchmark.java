package io.countersign.benchmarks.parts;

import io.countersign.ingress.signature.Authentication;
import io.countersign.ingress.signature.SignatureScheme;
import java.time.Instant;
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

/** Each provider's proof of the sender. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(2)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@SuppressWarnings("NullAway.Init") // JMH calls the set-up first
public class SignatureBenchmark {

    @Param({"devengo", "nuapay", "lox24"})
    String provider;

    private Examples examples;
    private SignatureScheme scheme;
    private int number;

    @Setup
    public void setUp() {
        examples = new Examples(provider);
        scheme = examples.scheme();
    }

    @Benchmark
    public Authentication authenticate() {
        Examples.Received request = examples.request(number++);
        return scheme.authenticate(request.headers(), request.body(), examples.secrets(), Instant.now());
    }
}
