package io.countersign.processor.topology;

import io.countersign.cloudevent.CloudEventHeaders;
import io.countersign.log.LogFields;
import io.countersign.serde.RecordCodec;
import io.countersign.serde.UnreadableRecordException;
import io.countersign.state.HistoryEntry;
import io.countersign.state.ResourceState;
import io.countersign.topic.ResourceType;
import java.time.Duration;
import java.util.List;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.processor.Cancellable;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Publishes all states of a type after a promotion, so that readers of {@code webhooks.state.*} have this generation's, those
 * included about which nothing new comes. A part at a time between the records, each as the store has it at that moment: what
 * was published of a resource before is older. The position is in a store, so that a restart goes on.
 */
final class StatePublication {

    static final Duration INTERVAL = Duration.ofMillis(100);

    /** How much leaves at a time: more would hold up what is received, and the transaction that all of it is in. */
    static final int STATES_AT_A_TIME = 1_000;

    private static final int BYTES_AT_A_TIME = 1 << 20;

    /** CloudEvents' source of what the processor says by itself. */
    private static final String SOURCE = "/processor";

    private static final Logger LOG = LoggerFactory.getLogger(StatePublication.class);

    private final ProcessorContext<String, byte[]> context;
    private final KeyValueStore<String, byte[]> ledger;
    private final KeyValueStore<String, String> positions;
    private final RecordCodec<ResourceState> states;
    private @Nullable Cancellable schedule;

    /** Goes on with what an earlier owner of the partition has begun. */
    StatePublication(
            ProcessorContext<String, byte[]> context,
            KeyValueStore<String, byte[]> ledger,
            KeyValueStore<String, String> positions,
            RecordCodec<ResourceState> states) {
        this.context = context;
        this.ledger = ledger;
        this.positions = positions;
        this.states = states;
        if (nextType() != null) {
            start();
        }
    }

    /** Begins with the first state of {@code type}, wherever it was. */
    void begin(ResourceType type) {
        positions.put(PromotionStore.positionKey(type), ResourceKey.prefix(type));
        LOG.atInfo()
                .addKeyValue(LogFields.TYPE, type.word())
                .addKeyValue(LogFields.PARTITION, context.taskId().partition())
                .log("All states are published again after a promotion.");
        start();
    }

    /** Another generation publishes the states of {@code type} from here on. */
    void end(ResourceType type) {
        positions.delete(PromotionStore.positionKey(type));
    }

    private void start() {
        if (schedule == null) {
            schedule = context.schedule(INTERVAL, PunctuationType.WALL_CLOCK_TIME, this::publishSome);
        }
    }

    private @Nullable ResourceType nextType() {
        return ResourceType.withState().stream()
                .filter(type -> positions.get(PromotionStore.positionKey(type)) != null)
                .findFirst()
                .orElse(null);
    }

    private void publishSome(long now) {
        ResourceType type = nextType();
        if (type != null) {
            publishSome(type, now);
        } else if (schedule != null) {
            schedule.cancel();
            schedule = null;
        }
    }

    private void publishSome(ResourceType type, long now) {
        String positionKey = PromotionStore.positionKey(type);
        String last = positions.get(positionKey);
        // The character after it: the first key that can follow.
        try (KeyValueIterator<String, byte[]> rest = ledger.range(last + '\0', ResourceKey.behind(type))) {
            int bytes = 0;
            for (int count = 0; rest.hasNext() && count < STATES_AT_A_TIME && bytes < BYTES_AT_A_TIME; count++) {
                KeyValue<String, byte[]> next = rest.next();
                publish(type, next.value, now);
                bytes += next.value.length;
                last = next.key;
            }
            if (rest.hasNext()) {
                positions.put(positionKey, last);
            } else {
                positions.delete(positionKey);
                LOG.atInfo()
                        .addKeyValue(LogFields.TYPE, type.word())
                        .addKeyValue(LogFields.PARTITION, context.taskId().partition())
                        .log("All states are published.");
            }
        }
    }

    private void publish(ResourceType type, byte[] bytes, long now) {
        ResourceState state = decode(bytes);
        ResourceKey resource =
                new ResourceKey(type, state.getProvider(), state.getResource().getId());
        context.forward(
                new Record<>(resource.inTopics(), bytes, now, headers(state)), ProcessorTopology.stateSink(type));
    }

    /** As the last event's own, as far as the state tells them. */
    private static Headers headers(ResourceState state) {
        List<HistoryEntry> history = state.getHistory();
        return CloudEventHeaders.of(
                state.getLastEvent(),
                SOURCE,
                history.get(history.size() - 1).getType(),
                state.getChangedAt(),
                state.getResource().getType() + "/" + state.getResource().getId());
    }

    private ResourceState decode(byte[] bytes) {
        try {
            return states.decode(bytes);
        } catch (UnreadableRecordException e) {
            throw new IllegalStateException("the store holds a state that cannot be read", e);
        }
    }
}
