package io.countersign.processor.topology;

import io.countersign.log.LogFields;
import io.countersign.quarantine.QuarantineReason;
import io.countersign.quarantine.QuarantineRecord;
import io.countersign.quarantine.Redrive;
import io.countersign.quarantine.RedriveOutcome;
import io.countersign.redrive.RedriveLog;
import io.countersign.serde.Codecs;
import io.countersign.serde.RecordCodec;
import io.countersign.serde.UnreadableRecordException;
import io.countersign.topic.TopicCatalogue;
import java.util.EnumMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.apache.avro.AvroRuntimeException;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.ProcessorSupplier;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps at hand what is in quarantine and what became of its redrives. A view and nothing else: it sends nothing on and
 * redrives nothing, so that it may read everything again at any time.
 */
@SuppressWarnings("NullAway.Init") // Kafka Streams calls init before anything else
final class QuarantineView implements Processor<String, byte[], Void, Void> {

    private static final Logger LOG = LoggerFactory.getLogger(QuarantineView.class);

    private final QuarantineDepth depth;
    private final Supplier<Codecs> codecs;

    private RecordCodec<QuarantineRecord> records;
    private RecordCodec<Redrive> redrives;
    private ProcessorContext<Void, Void> context;
    private KeyValueStore<String, byte[]> store;
    private QuarantineDepth.OfTask waiting;

    private QuarantineView(QuarantineDepth depth, Supplier<Codecs> codecs) {
        this.depth = depth;
        this.codecs = codecs;
    }

    static ProcessorSupplier<String, byte[], Void, Void> supplier(QuarantineDepth depth, Supplier<Codecs> codecs) {
        return new ProcessorSupplier<>() {
            @Override
            public Processor<String, byte[], Void, Void> get() {
                return new QuarantineView(depth, codecs);
            }

            @Override
            public Set<StoreBuilder<?>> stores() {
                return Set.of(QuarantineStore.builder());
            }
        };
    }

    @Override
    public void init(ProcessorContext<Void, Void> context) {
        Codecs connected = codecs.get();
        this.records = connected.codec(QuarantineRecord.class);
        this.redrives = connected.codec(Redrive.class);
        this.context = context;
        this.store = context.getStateStore(QuarantineStore.NAME);
        this.waiting = depth.task();
        countWhatIsThere();
    }

    @Override
    @SuppressWarnings("ConstantValue") // a task may end before it has begun
    public void close() {
        if (waiting != null) {
            waiting.close();
        }
    }

    @Override
    public void process(Record<String, byte[]> record) {
        RecordMetadata origin = context.recordMetadata().orElseThrow();
        try {
            if (origin.topic().equals(TopicCatalogue.redrives().name())) {
                follow(redrives.decode(record.value()));
            } else {
                keep(records.decode(record.value()), record.value());
            }
        } catch (UnreadableRecordException | AvroRuntimeException e) {
            // Quarantine is the end of the line: there is nowhere to put this.
            LOG.atWarn()
                    .addKeyValue(LogFields.TOPIC, origin.topic())
                    .addKeyValue(LogFields.PARTITION, origin.partition())
                    .addKeyValue(LogFields.OFFSET, origin.offset())
                    .log("A record of the quarantine cannot be read and is not shown.");
        } catch (RuntimeException e) {
            throw RecordDefectException.of(origin, null, e);
        }
    }

    private void keep(QuarantineRecord record, byte[] bytes) throws UnreadableRecordException {
        String listKey = QuarantineStore.listKey(record.getReceivedAt(), record.getId());
        byte @Nullable [] before = store.get(listKey);
        store.put(QuarantineStore.recordKey(record.getId()), bytes);
        store.put(listKey, QuarantineStore.line(record));
        if (before == null && !isPublished(record.getId())) {
            waiting.add(record.getReason(), 1);
        }
    }

    private void follow(Redrive next) throws UnreadableRecordException {
        String key = QuarantineStore.redriveKey(next.getQuarantineId());
        byte @Nullable [] known = store.get(key);
        if (known == null || RedriveLog.isNews(redrives.decode(known), next)) {
            store.put(key, redrives.encode(RedriveLog.withoutRecord(next)));
            byte @Nullable [] record = store.get(QuarantineStore.recordKey(next.getQuarantineId()));
            if (record != null && next.getOutcome() == RedriveOutcome.PUBLISHED) {
                waiting.add(records.decode(record).getReason(), -1);
            }
        }
    }

    /** Once for each task that this instance takes over; some hundred thousand records take about a second. */
    private void countWhatIsThere() {
        Map<QuarantineReason, Long> found = new EnumMap<>(QuarantineReason.class);
        try (KeyValueIterator<String, byte[]> lines = store.prefixScan(QuarantineStore.LIST, new StringSerializer())) {
            while (lines.hasNext()) {
                KeyValue<String, byte[]> line = lines.next();
                if (!isPublished(QuarantineStore.idIn(line.key))) {
                    found.merge(QuarantineStore.reasonIn(line.value), 1L, Long::sum);
                }
            }
        } catch (UnreadableRecordException e) {
            // Ours, and written by us: that is a defect.
            throw new IllegalStateException("the store holds a redrive that cannot be read", e);
        }
        found.forEach(waiting::add);
    }

    private boolean isPublished(String id) throws UnreadableRecordException {
        byte @Nullable [] redrive = store.get(QuarantineStore.redriveKey(id));
        return redrive != null && redrives.decode(redrive).getOutcome() == RedriveOutcome.PUBLISHED;
    }
}
