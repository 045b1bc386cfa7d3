package io.countersign.processor.topology;

import io.countersign.cloudevent.CloudEventHeaders;
import io.countersign.event.EventMetadata;
import io.countersign.generation.Generation;
import io.countersign.generation.Marker;
import io.countersign.log.LogFields;
import io.countersign.log.LogText;
import io.countersign.processor.generation.LiveGenerations;
import io.countersign.processor.ledger.Decision;
import io.countersign.processor.ledger.Ledger;
import io.countersign.processor.ledger.ResourceEvent;
import io.countersign.processor.ledger.Verdict;
import io.countersign.processor.trace.RecordTrace;
import io.countersign.processor.trace.Traces;
import io.countersign.quarantine.QuarantineReason;
import io.countersign.serde.Codecs;
import io.countersign.serde.RecordCodec;
import io.countersign.serde.UnreadableRecordException;
import io.countersign.state.ResourceState;
import io.countersign.topic.ResourceType;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Set;
import java.util.function.Supplier;
import org.apache.kafka.common.header.Header;
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
 * Asks the ledger about each record, keeps the state that it answers, and sends on what is new, as far as its generation is
 * live. A marker is no event: it is counted nowhere, and only tells who is live from here on.
 */
@SuppressWarnings("NullAway.Init") // Kafka Streams calls init before anything else
final class LedgerProcessor implements Processor<String, byte[], String, byte[]> {

    private static final Logger LOG = LoggerFactory.getLogger(LedgerProcessor.class);
    private static final byte[] TRUE = "true".getBytes(StandardCharsets.UTF_8);

    private final Generation generation;
    private final LiveGenerations liveGenerations;
    private final Ledger ledger;
    private final Books books;
    private final Traces traces;
    private final Supplier<Codecs> codecs;

    private EventReader reader;
    private Quarantine quarantine;
    private RecordCodec<ResourceState> states;
    private ProcessorContext<String, byte[]> context;
    private KeyValueStore<String, byte[]> store;
    private Promotions promotions;
    private StatePublication publication;

    private LedgerProcessor(
            Generation generation,
            LiveGenerations liveGenerations,
            Ledger ledger,
            Books books,
            Traces traces,
            Supplier<Codecs> codecs) {
        this.generation = generation;
        this.liveGenerations = liveGenerations;
        this.ledger = ledger;
        this.books = books;
        this.traces = traces;
        this.codecs = codecs;
    }

    /** Brings the stores along. Codecs are asked for when a task begins, since the topology is drawn before there are any. */
    static ProcessorSupplier<String, byte[], String, byte[]> supplier(
            Generation generation,
            LiveGenerations liveGenerations,
            Ledger ledger,
            Books books,
            Traces traces,
            Supplier<Codecs> codecs) {
        return new ProcessorSupplier<>() {
            @Override
            public Processor<String, byte[], String, byte[]> get() {
                return new LedgerProcessor(generation, liveGenerations, ledger, books, traces, codecs);
            }

            @Override
            public Set<StoreBuilder<?>> stores() {
                return Set.of(LedgerStore.builder(), PromotionStore.builder());
            }
        };
    }

    @Override
    public void init(ProcessorContext<String, byte[]> context) {
        Codecs connected = codecs.get();
        this.reader = new EventReader(connected);
        this.quarantine = new Quarantine(connected);
        this.states = connected.codec(ResourceState.class);
        this.context = context;
        this.store = context.getStateStore(LedgerStore.NAME);
        KeyValueStore<String, String> markers = context.getStateStore(PromotionStore.NAME);
        this.promotions = new Promotions(generation, context.taskId().partition(), markers, liveGenerations);
        this.publication = new StatePublication(context, store, markers, states);
    }

    @Override
    @SuppressWarnings("ConstantValue") // a task may end before it has begun
    public void close() {
        if (promotions != null) {
            promotions.close();
        }
    }

    @Override
    public void process(Record<String, byte[]> record) {
        RecordMetadata origin = context.recordMetadata().orElseThrow();
        String eventId = null;
        try {
            ResourceType type = ProcessorTopology.typeHeldBy(origin.topic());
            byte @Nullable [] value = record.value();
            Marker marker = value == null ? Marker.in(record.headers()) : null;
            if (marker != null) {
                follow(type, marker);
                return;
            }
            // What another generation has told already is no part of the event's way.
            RecordTrace trace = promotions.isLive(type) ? traces.begin(origin, record.headers()) : RecordTrace.NONE;
            Reading reading = reader.read(type, record.key(), value);
            if (reading instanceof Reading.Understood understood) {
                eventId = understood.event().metadata().getEventId();
                decide(origin, record, understood.resource(), understood.event(), trace);
            } else if (reading instanceof Reading.Unreadable unreadable) {
                QuarantineReason reason = QuarantineReason.UNREADABLE_RECORD;
                putAside(type, origin, record, reason, unreadable.detail(), unreadable.metadata());
                trace.end(books.unreadable(type), unreadable.metadata());
            }
        } catch (RuntimeException e) {
            throw RecordDefectException.of(origin, eventId, e);
        }
    }

    /** A marker that names who is live already has nothing to say, unless that one is to publish its states again. */
    private void follow(ResourceType type, Marker marker) {
        boolean wasLive = promotions.isLive(type);
        promotions.follow(type, marker);
        if (!promotions.isLive(type)) {
            publication.end(type);
        } else if (type.hasState() && (!wasLive || marker.refresh())) {
            publication.begin(type);
        }
    }

    private void decide(
            RecordMetadata origin,
            Record<String, byte[]> record,
            ResourceKey resource,
            ResourceEvent event,
            RecordTrace trace) {
        ResourceState before = stateOf(resource);
        Decision decision = ledger.decide(before, event);
        if (!decision.verdict().isCounted() && isForced(record)) {
            decision = ledger.countAnew(before, event);
        }
        if (decision.verdict().isCounted()) {
            byte[] state = states.encode(decision.state());
            store.put(resource.inStore(), state);
            sendOn(record, state, resource.type());
            time(record, resource.type(), event);
        } else if (decision.verdict() != Verdict.DUPLICATE) {
            boolean conflict = decision.verdict() == Verdict.CONFLICTING;
            putAside(
                    resource.type(),
                    origin,
                    record,
                    conflict ? QuarantineReason.CONFLICT : QuarantineReason.BEYOND_LEDGER,
                    conflict
                            ? "expected the content that the event had when it was first counted"
                            : "expected an event later than those that the resource's ledger had to forget",
                    event.metadata());
        }
        String verdict = books.decided(decision.verdict(), decision.unexpected(), resource.type(), event.metadata());
        trace.end(verdict, event.metadata());
    }

    /**
     * How long it took since the event was received. Only where somebody waited for it: not for what is received once more,
     * by a replay or a redrive, and not in a generation that is not live.
     */
    private void time(Record<String, byte[]> record, ResourceType type, ResourceEvent event) {
        if (promotions.isLive(type)
                && record.headers().lastHeader(CloudEventHeaders.REPLAY_JOB) == null
                && record.headers().lastHeader(CloudEventHeaders.REDRIVE_OF) == null) {
            long received = event.metadata().getReceivedAt().toEpochMilli();
            // Two clocks: the other one may be ahead.
            books.arrived(type, Math.max(context.currentSystemTimeMs() - received, 0));
        }
    }

    private static boolean isForced(Record<String, byte[]> record) {
        Header header = record.headers().lastHeader(CloudEventHeaders.REPLAY_FORCE);
        return header != null && Arrays.equals(header.value(), TRUE);
    }

    private @Nullable ResourceState stateOf(ResourceKey resource) {
        byte @Nullable [] state = store.get(resource.inStore());
        if (state == null) {
            return null;
        }
        try {
            return states.decode(state);
        } catch (UnreadableRecordException e) {
            // Ours, and written by us: that is a defect, not something to put aside.
            throw new IllegalStateException("the store holds a state that cannot be read", e);
        }
    }

    /**
     * The event goes on with the very bytes, headers and timestamp that it was received with. The timestamp is that of
     * reception, not of occurrence: brokers delete records by it, and an old event must not be gone at once.
     */
    private void sendOn(Record<String, byte[]> record, byte[] state, ResourceType type) {
        boolean live = promotions.isLive(type);
        if (live) {
            context.forward(record, ProcessorTopology.eventsSink(type));
        }
        if (live && type.hasState()) {
            context.forward(record.withValue(state), ProcessorTopology.stateSink(type));
        }
        if (type.hasState() && !generation.isFirst()) {
            context.forward(record.withValue(state), ProcessorTopology.ownStateSink(type));
        }
    }

    private void putAside(
            ResourceType type,
            RecordMetadata origin,
            Record<String, byte[]> record,
            QuarantineReason reason,
            String detail,
            @Nullable EventMetadata metadata) {
        if (promotions.isLive(type)) {
            context.forward(
                    quarantine.put(origin, record, reason, detail, metadata), ProcessorTopology.QUARANTINE_SINK);
            LOG.atWarn()
                    .addKeyValue(LogFields.EVENT_ID, LogText.of(metadata == null ? null : metadata.getEventId()))
                    .addKeyValue(LogFields.SOURCE, LogText.of(metadata == null ? null : metadata.getSource()))
                    .addKeyValue(LogFields.TOPIC, origin.topic())
                    .addKeyValue(LogFields.PARTITION, origin.partition())
                    .addKeyValue(LogFields.OFFSET, origin.offset())
                    .addKeyValue(LogFields.QUARANTINE_ID, Quarantine.id(origin))
                    .addKeyValue(LogFields.REASON, reason)
                    .log("A record is put into quarantine.");
        }
    }
}
