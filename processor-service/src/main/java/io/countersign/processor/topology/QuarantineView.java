package io.countersign.processor.topology;

import io.countersign.quarantine.QuarantineRecord;
import io.countersign.quarantine.Redrive;
import io.countersign.redrive.RedriveLog;
import io.countersign.serde.Codecs;
import io.countersign.serde.RecordCodec;
import io.countersign.serde.UnreadableRecordException;
import io.countersign.topic.TopicCatalogue;
import java.util.Set;
import java.util.function.Supplier;
import org.apache.avro.AvroRuntimeException;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.ProcessorSupplier;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;
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

    private final Supplier<Codecs> codecs;

    private RecordCodec<QuarantineRecord> records;
    private RecordCodec<Redrive> redrives;
    private ProcessorContext<Void, Void> context;
    private KeyValueStore<String, byte[]> store;

    private QuarantineView(Supplier<Codecs> codecs) {
        this.codecs = codecs;
    }

    static ProcessorSupplier<String, byte[], Void, Void> supplier(Supplier<Codecs> codecs) {
        return new ProcessorSupplier<>() {
            @Override
            public Processor<String, byte[], Void, Void> get() {
                return new QuarantineView(codecs);
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
                    .addKeyValue("topic", origin.topic())
                    .addKeyValue("partition", origin.partition())
                    .addKeyValue("offset", origin.offset())
                    .log("A record of the quarantine cannot be read and is not shown");
        }
    }

    private void keep(QuarantineRecord record, byte[] bytes) {
        store.put(QuarantineStore.recordKey(record.getId()), bytes);
        store.put(QuarantineStore.listKey(record.getReceivedAt(), record.getId()), QuarantineStore.line(record));
    }

    private void follow(Redrive next) throws UnreadableRecordException {
        String key = QuarantineStore.redriveKey(next.getQuarantineId());
        byte @Nullable [] known = store.get(key);
        if (known == null || RedriveLog.isNews(redrives.decode(known), next)) {
            store.put(key, redrives.encode(RedriveLog.withoutRecord(next)));
        }
    }
}
