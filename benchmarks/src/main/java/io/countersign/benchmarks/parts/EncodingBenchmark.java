package io.countersign.benchmarks.parts;

import io.countersign.serde.RecordCodec;
import io.countersign.serde.UnreadableRecordException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.apache.avro.specific.SpecificRecordBase;
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

/** Records of each provider as bytes, and back. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(2)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@SuppressWarnings("NullAway.Init") // JMH calls the set-up first
public class EncodingBenchmark {

    @Param({"devengo", "nuapay", "lox24"})
    String provider;

    private final Map<Class<?>, RecordCodec<?>> codecs = new HashMap<>();
    private List<SpecificRecordBase> records;
    private List<byte[]> encoded;
    private int number;

    @Setup
    public void setUp() {
        records = new Examples(provider).records();
        encoded = records.stream().map(this::encode).toList();
    }

    @Benchmark
    public byte[] encode() {
        return encode(records.get(number++ % records.size()));
    }

    @Benchmark
    public SpecificRecordBase decode() throws UnreadableRecordException {
        int next = number++ % records.size();
        return codec(records.get(next).getClass()).decode(encoded.get(next));
    }

    private byte[] encode(SpecificRecordBase message) {
        return codec(message.getClass()).encode(message);
    }

    @SuppressWarnings("unchecked") // the map holds under each class the codec of that class
    private RecordCodec<SpecificRecordBase> codec(Class<? extends SpecificRecordBase> type) {
        return (RecordCodec<SpecificRecordBase>)
                codecs.computeIfAbsent(type, unused -> new RecordCodec<>(type, 1, id -> Optional.empty()));
    }
}
