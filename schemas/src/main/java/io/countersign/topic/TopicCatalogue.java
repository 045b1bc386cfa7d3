package io.countersign.topic;

import io.countersign.event.AccountEvent;
import io.countersign.event.IncomingPaymentEvent;
import io.countersign.event.OutgoingPaymentEvent;
import io.countersign.event.UnmappedEvent;
import io.countersign.event.VerificationEvent;
import io.countersign.generation.Generation;
import io.countersign.job.Job;
import io.countersign.quarantine.QuarantineRecord;
import io.countersign.quarantine.Redrive;
import io.countersign.state.ResourceState;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.specific.SpecificRecordBase;

/**
 * Every topic of Countersign. The one place that spells a topic's name: topics are created from here, and
 * {@code docs/topics.md} is held against it.
 */
public final class TopicCatalogue {

    /** Partitions of every topic: the processor's topics must agree, so that a resource's records meet in one task. */
    static final int PARTITIONS = 6;

    private static final String PREFIX = "webhooks.";
    private static final String RESOURCE_KEY = "<provider>/<resource type>/<resource id>";
    private static final Duration EVENTS_RETENTION = Duration.ofDays(90);

    private static final Map<ResourceType, Topic> RECEIVED = new EnumMap<>(ResourceType.class);
    private static final Map<ResourceType, Topic> EVENTS = new EnumMap<>(ResourceType.class);
    private static final Map<ResourceType, Topic> STATE = new EnumMap<>(ResourceType.class);
    private static final Topic QUARANTINE = new Topic(
            PREFIX + "quarantine",
            "What could not be understood, with reason, bytes and headers (no secrets).",
            "ingress, processor",
            "<provider>/quarantine/<quarantine id>",
            QuarantineRecord.class,
            PARTITIONS,
            false,
            null);
    private static final Topic REDRIVES = new Topic(
            PREFIX + "redrives",
            "What is to be sent through again from quarantine, and what became of it.",
            "processor, replay-tool, ingress",
            "<provider>/quarantine/<quarantine id>",
            Redrive.class,
            PARTITIONS,
            true,
            null);
    private static final Topic JOBS = new Topic(
            PREFIX + "jobs",
            "Jobs of operators: who, what, when, how many, outcome.",
            "replay-tool",
            "<job id>",
            Job.class,
            PARTITIONS,
            true,
            null);
    private static final List<Topic> ALL;

    static {
        for (ResourceType type : ResourceType.values()) {
            RECEIVED.put(
                    type,
                    new Topic(
                            PREFIX + "received." + type.word(),
                            "Every authentic " + spoken(type) + ", as often as it was delivered.",
                            "ingress",
                            RESOURCE_KEY,
                            eventClass(type),
                            PARTITIONS,
                            false,
                            null));
            EVENTS.put(
                    type,
                    new Topic(
                            PREFIX + "events." + type.word(),
                            "Each " + spoken(type) + " once.",
                            "processor",
                            RESOURCE_KEY,
                            eventClass(type),
                            PARTITIONS,
                            false,
                            EVENTS_RETENTION));
        }
        for (ResourceType type : ResourceType.withState()) {
            STATE.put(
                    type,
                    new Topic(
                            PREFIX + "state." + type.word(),
                            "Latest state of each " + type.word().replace('-', ' ') + ".",
                            "processor",
                            RESOURCE_KEY,
                            ResourceState.class,
                            PARTITIONS,
                            true,
                            null));
        }
        List<Topic> all = new ArrayList<>(RECEIVED.values());
        all.addAll(EVENTS.values());
        all.addAll(STATE.values());
        all.add(QUARANTINE);
        all.add(REDRIVES);
        all.add(JOBS);
        ALL = List.copyOf(all);
    }

    private TopicCatalogue() {}

    /** Every authentic event of {@code type}, as often as it was delivered: the log to replay from. */
    public static Topic received(ResourceType type) {
        return of(RECEIVED, type);
    }

    /** Each event of {@code type} once: what other teams subscribe to. */
    public static Topic events(ResourceType type) {
        return of(EVENTS, type);
    }

    /**
     * The latest state of each resource of {@code type}.
     *
     * @throws IllegalArgumentException where no state is kept of {@code type}
     */
    public static Topic state(ResourceType type) {
        return of(STATE, type);
    }

    /**
     * The latest state of each resource of {@code type} by a generation of the processor. Those of the first generation
     * are {@link #state(ResourceType)}; those of others are not in {@link #all()}: they come and go.
     *
     * @param generation one to twenty small letters, digits and hyphens
     * @throws IllegalArgumentException where no state is kept of {@code type}, or {@code generation} is no such name
     */
    public static Topic state(ResourceType type, String generation) {
        Topic first = state(type);
        if (new Generation(generation).isFirst()) {
            return first;
        }
        return new Topic(
                first.name() + "." + generation,
                first.holds(),
                first.writtenBy(),
                first.key(),
                first.valueType(),
                first.partitions(),
                first.compacted(),
                first.retention());
    }

    /** What could not be understood. */
    public static Topic quarantine() {
        return QUARANTINE;
    }

    /** Requests to send something through again from quarantine, and their outcomes: the latest of each. */
    public static Topic redrives() {
        return REDRIVES;
    }

    /** The latest record of each job of an operator. */
    public static Topic jobs() {
        return JOBS;
    }

    /** All topics, in the order of the documentation. */
    public static List<Topic> all() {
        return ALL;
    }

    private static Topic of(Map<ResourceType, Topic> topics, ResourceType type) {
        Topic topic = topics.get(type);
        if (topic == null) {
            throw new IllegalArgumentException("no state is kept of " + type.word());
        }
        return topic;
    }

    private static Class<? extends SpecificRecordBase> eventClass(ResourceType type) {
        return switch (type) {
            case ACCOUNT -> AccountEvent.class;
            case INCOMING_PAYMENT -> IncomingPaymentEvent.class;
            case OUTGOING_PAYMENT -> OutgoingPaymentEvent.class;
            case VERIFICATION -> VerificationEvent.class;
            case UNMAPPED -> UnmappedEvent.class;
        };
    }

    private static String spoken(ResourceType type) {
        return switch (type) {
            case UNMAPPED -> "event of a type not known (yet)";
            case ACCOUNT, INCOMING_PAYMENT, OUTGOING_PAYMENT, VERIFICATION ->
                type.word().replace('-', ' ') + " event";
        };
    }
}
