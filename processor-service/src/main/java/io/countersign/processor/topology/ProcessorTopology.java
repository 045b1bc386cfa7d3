package io.countersign.processor.topology;

import io.countersign.generation.Generation;
import io.countersign.processor.generation.LiveGenerations;
import io.countersign.processor.ledger.Ledger;
import io.countersign.processor.trace.Traces;
import io.countersign.serde.Codecs;
import io.countersign.topic.ResourceType;
import io.countersign.topic.Topic;
import io.countersign.topic.TopicCatalogue;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.AutoOffsetReset;
import org.apache.kafka.streams.Topology;

/**
 * The processor's topology. Its names are part of what running instances share (the store's names its changelog topic),
 * so a test pins them.
 */
public final class ProcessorTopology {

    static final String SOURCE = "received";
    static final String LEDGER = "ledger";
    static final String QUARANTINE_SINK = "quarantine";
    static final String QUARANTINE_SOURCE = "set-aside";
    static final String QUARANTINE_VIEW = "quarantine-view";

    private static final Map<String, ResourceType> TYPES = Arrays.stream(ResourceType.values())
            .collect(Collectors.toUnmodifiableMap(
                    type -> TopicCatalogue.received(type).name(), Function.identity()));

    private final Generation generation;
    private final LiveGenerations liveGenerations;
    private final Ledger ledger;
    private final Books books;
    private final Traces traces;
    private final Supplier<Codecs> codecs;

    /**
     * @param generation the generation that this is
     * @param liveGenerations told who is live, by all partitions that are read here
     * @param properties how much the ledger remembers
     * @param books where every record is entered
     * @param traces told of every record
     * @param codecs asked for whenever a task begins
     */
    public ProcessorTopology(
            Generation generation,
            LiveGenerations liveGenerations,
            LedgerProperties properties,
            Books books,
            Traces traces,
            Supplier<Codecs> codecs) {
        this.generation = generation;
        this.liveGenerations = liveGenerations;
        this.ledger = new Ledger(properties.limit());
        this.books = books;
        this.traces = traces;
        this.codecs = codecs;
    }

    /**
     * Draws the diagram.
     *
     * <pre>
     * webhooks.received.* ──▶ ledger ──▶ webhooks.events.*   (each event once)
     *                                ├─▶ webhooks.state.*    (latest per resource)
     *                                ├─▶ webhooks.quarantine (conflicts, unreadable records)
     *                                └─▶ webhooks.state.*.&lt;generation> (likewise, of any generation but the first)
     * webhooks.quarantine ──▶ quarantine-view
     * webhooks.redrives   ──▶
     * </pre>
     *
     * Only the live generation writes to topics that are not its own. Values travel as bytes: they are decoded inside the ledger's processor, so that what cannot be read is one more
     * case, and so that events leave with the bytes they came with.
     */
    public void addTo(Topology topology) {
        topology.addSource(
                AutoOffsetReset.earliest(),
                SOURCE,
                ProcessorTopology::timestamp,
                new StringDeserializer(),
                new ByteArrayDeserializer(),
                receivedTopics().stream().map(Topic::name).toArray(String[]::new));
        topology.addProcessor(
                LEDGER, LedgerProcessor.supplier(generation, liveGenerations, ledger, books, traces, codecs), SOURCE);
        for (ResourceType type : ResourceType.values()) {
            addSink(topology, eventsSink(type), TopicCatalogue.events(type));
        }
        for (ResourceType type : ResourceType.withState()) {
            addSink(topology, stateSink(type), TopicCatalogue.state(type));
            if (!generation.isFirst()) {
                addSink(topology, ownStateSink(type), TopicCatalogue.state(type, generation.name()));
            }
        }
        addSink(topology, QUARANTINE_SINK, TopicCatalogue.quarantine());
        topology.addSource(
                AutoOffsetReset.earliest(),
                QUARANTINE_SOURCE,
                ProcessorTopology::timestamp,
                new StringDeserializer(),
                new ByteArrayDeserializer(),
                viewedTopics().stream().map(Topic::name).toArray(String[]::new));
        topology.addProcessor(
                QUARANTINE_VIEW, QuarantineView.supplier(books.quarantineDepth(), codecs), QUARANTINE_SOURCE);
    }

    /** All topics that a generation reads or writes. */
    public static List<Topic> usedTopics(Generation generation) {
        Stream<Topic> shared = TopicCatalogue.all().stream().filter(topic -> !topic.equals(TopicCatalogue.jobs()));
        Stream<Topic> own = generation.isFirst()
                ? Stream.empty()
                : ResourceType.withState().stream().map(type -> TopicCatalogue.state(type, generation.name()));
        return Stream.concat(shared, own).toList();
    }

    /** The topics that are read. They must have equally many partitions, so that a resource has one ledger. */
    public static List<Topic> receivedTopics() {
        return Arrays.stream(ResourceType.values())
                .map(TopicCatalogue::received)
                .toList();
    }

    /** The topics that the view of the quarantine reads. They must have equally many partitions, since they share keys. */
    public static List<Topic> viewedTopics() {
        return List.of(TopicCatalogue.quarantine(), TopicCatalogue.redrives());
    }

    /** Which resources the events of a received topic are about. */
    static ResourceType typeHeldBy(String topic) {
        ResourceType type = TYPES.get(topic);
        if (type == null) {
            throw new IllegalArgumentException("not a received topic: " + topic);
        }
        return type;
    }

    static String eventsSink(ResourceType type) {
        return "events-" + type.word();
    }

    static String stateSink(ResourceType type) {
        return "state-" + type.word();
    }

    static String ownStateSink(ResourceType type) {
        return "own-state-" + type.word();
    }

    private static void addSink(Topology topology, String name, Topic topic) {
        topology.addSink(name, topic.name(), new StringSerializer(), new ByteArraySerializer(), LEDGER);
    }

    /** Kafka Streams would stop at a record without a timestamp; such a record counts as old as its partition. */
    private static long timestamp(ConsumerRecord<Object, Object> record, long partitionTime) {
        return record.timestamp() >= 0 ? record.timestamp() : Math.max(partitionTime, 0);
    }
}
