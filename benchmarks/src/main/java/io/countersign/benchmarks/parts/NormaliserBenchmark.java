package io.countersign.benchmarks.parts;

import io.countersign.ingress.provider.Normalised;
import io.countersign.ingress.provider.Normaliser;
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

/** Each provider's normaliser: from the body to a record without its metadata, the digest included. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(2)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@SuppressWarnings("NullAway.Init") // JMH calls the set-up first
public class NormaliserBenchmark {

    @Param({"devengo", "nuapay", "lox24", "generic"})
    String provider;

    private Examples examples;
    private Normaliser normaliser;
    private int number;

    @Setup
    public void setUp() {
        examples = new Examples(provider);
        normaliser = examples.normaliser();
    }

    @Benchmark
    public Normalised normalise() {
        return normaliser.normalise(examples.request(number++).body());
    }
}
