package io.countersign.benchmarks.parts;

import io.countersign.event.EventMetadata;
import io.countersign.event.OutgoingPaymentEvent;
import io.countersign.processor.ledger.Decision;
import io.countersign.processor.ledger.Ledger;
import io.countersign.processor.ledger.ResourceEvent;
import io.countersign.serde.RecordCodec;
import io.countersign.serde.UnreadableRecordException;
import io.countersign.state.ResourceState;
import java.util.Optional;
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

/** The ledger, by the number of events that it knows of a resource; and what reading and writing the state cost. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(2)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@SuppressWarnings("NullAway.Init") // JMH calls the set-up first
public class LedgerBenchmark {

    @Param({"1", "10", "100", "1000"})
    int length;

    private final Ledger ledger = new Ledger(2_000);
    private final RecordCodec<ResourceState> codec = new RecordCodec<>(ResourceState.class, 1, id -> Optional.empty());
    private ResourceState state;
    private byte[] encoded;
    private ResourceEvent next;
    private ResourceEvent seen;

    @Setup
    public void setUp() {
        OutgoingPaymentEvent example = new Examples("devengo")
                .records().stream()
                        .filter(OutgoingPaymentEvent.class::isInstance)
                        .map(OutgoingPaymentEvent.class::cast)
                        .findFirst()
                        .orElseThrow();
        seen = event(example, length - 1);
        ResourceState growing = ledger.decide(null, event(example, 0)).state();
        for (int i = 1; i < length; i++) {
            growing = ledger.decide(growing, event(example, i)).state();
        }
        state = growing;
        encoded = codec.encode(state);
        next = event(example, length);
    }

    /** The same payment, a second later each time. */
    private static ResourceEvent event(OutgoingPaymentEvent example, int number) {
        EventMetadata metadata = example.getMetadata();
        return ResourceEvent.of(OutgoingPaymentEvent.newBuilder(example)
                .setMetadata(EventMetadata.newBuilder(metadata)
                        .setEventId("evt_" + number)
                        .setOccurredAt(metadata.getOccurredAt().plusSeconds(number))
                        .build())
                .build());
    }

    @Benchmark
    public Decision decideOnNew() {
        return ledger.decide(state, next);
    }

    /** The newest one, as duplicates mostly are: found last. */
    @Benchmark
    public Decision decideOnDuplicate() {
        return ledger.decide(state, seen);
    }

    @Benchmark
    public byte[] encodeState() {
        return codec.encode(state);
    }

    @Benchmark
    public ResourceState decodeState() throws UnreadableRecordException {
        return codec.decode(encoded);
    }
}
