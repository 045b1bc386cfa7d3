package io.countersign.benchmarks.parts;

import io.countersign.ingress.json.ContentDigest;
import io.countersign.ingress.json.Json;
import io.countersign.ingress.json.JsonReader;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
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

/** The digest of what a body says, which is a part of normalising it; and reading the JSON, which is another. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(2)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@SuppressWarnings("NullAway.Init") // JMH calls the set-up first
public class DigestBenchmark {

    @Param({"devengo", "nuapay", "lox24"})
    String provider;

    private static final int BODIES = 64;

    private final ContentDigest digest = new ContentDigest(Set.of(), Set.of());
    private List<byte[]> bodies;
    private List<Json.ObjectValue> documents;
    private int number;

    @Setup
    public void setUp() {
        Examples examples = new Examples(provider);
        bodies = IntStream.range(0, BODIES)
                .mapToObj(which -> examples.request(which).body())
                .toList();
        documents = bodies.stream()
                .map(body -> ((JsonReader.Reading.Document) JsonReader.read(body)).root())
                .toList();
    }

    @Benchmark
    public JsonReader.Reading read() {
        return JsonReader.read(bodies.get(number++ & (BODIES - 1)));
    }

    @Benchmark
    public String digest() {
        return digest.of(documents.get(number++ & (BODIES - 1)));
    }
}
