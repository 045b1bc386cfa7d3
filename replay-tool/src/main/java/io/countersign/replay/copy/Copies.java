package io.countersign.replay.copy;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.countersign.cloudevent.CloudEventHeaders;
import io.countersign.replay.select.Picked;
import io.countersign.replay.select.Sources;
import io.countersign.topic.ResourceType;
import io.countersign.topic.Topic;
import io.countersign.topic.TopicCatalogue;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.jspecify.annotations.Nullable;

/**
 * How events of some topics are copied: key, value and headers as they are, headers that tell job and origin, and the
 * time of the copy as timestamp, so that brokers keep it as long as any other record.
 */
public final class Copies {

    private final List<Topic> from;
    private final @Nullable String into;
    private final boolean force;

    /**
     * @param from topics that are copied from
     * @param into topic that is copied to; {@code null} for the one that each event is on
     * @param force whether the processor is to count the copies anew
     * @throws IllegalArgumentException where that makes no sense
     */
    public Copies(List<Topic> from, @Nullable String into, boolean force) {
        this.from = List.copyOf(from);
        this.into = into;
        this.force = force;
        if (into != null) {
            checkTarget(into);
        }
        if (force && !reaches(Sources.received())) {
            throw new IllegalArgumentException(
                    "--force is for the processor, which reads only " + Sources.family(Sources.received()));
        }
    }

    private void checkTarget(String name) {
        Optional<Topic> events = Sources.named(name);
        if (events.isEmpty() && isOtherwiseOurs(name)) {
            throw new IllegalArgumentException("the topic " + name + " is for other things than events");
        }
        events.ifPresent(target -> from.forEach(topic -> {
            if (topic.valueType() != target.valueType()) {
                throw new IllegalArgumentException("the events of " + topic.name()
                        + " are of another type than those of " + name + ": pick by --topic");
            }
        }));
    }

    /** Whether a topic of this name is Countersign's own and holds other things than events. */
    public static boolean isOtherwiseOurs(String name) {
        return TopicCatalogue.all().stream().anyMatch(topic -> topic.name().equals(name))
                || ResourceType.withState().stream()
                        .anyMatch(type ->
                                name.startsWith(TopicCatalogue.state(type).name() + "."));
    }

    /** The topics that are copied to. */
    public List<String> targets() {
        return into == null ? from.stream().map(Topic::name).toList() : List.of(into);
    }

    /** What it means that needs an operator's yes; empty where it concerns nobody but the one who asked for it. */
    public Optional<String> consequences() {
        StringBuilder words = new StringBuilder();
        if (reaches(Sources.received())) {
            words.append("The copies go to ")
                    .append(Sources.family(Sources.received()))
                    .append(": ");
            words.append(
                    force
                            ? "by --force the processor counts each event anew. It goes out on "
                                    + Sources.family(Sources.events())
                                    + " once more to all subscribers, the state of its resource takes its content, and the"
                                    + " revision grows."
                            : "what the processor has counted before is a duplicate and changes nothing; what it has not"
                                    + " counts.");
        }
        if (reaches(Sources.events())) {
            words.append("The copies go to ")
                    .append(Sources.family(Sources.events()))
                    .append(": all subscribers get these events once more.");
        }
        return words.isEmpty() ? Optional.empty() : Optional.of(words.toString());
    }

    private boolean reaches(List<Topic> topics) {
        return targets().stream()
                .anyMatch(name -> topics.stream().anyMatch(topic -> topic.name().equals(name)));
    }

    /** The copy of a record. */
    public ProducerRecord<byte[], byte[]> of(Picked picked, String job) {
        ConsumerRecord<byte[], byte[]> record = picked.record();
        Headers headers = new RecordHeaders(record.headers().toArray());
        mark(headers, picked.place(), job, force);
        // On its own topic it stays in its partition, where its resource is; elsewhere its key decides, as ever.
        Integer partition = into == null ? record.partition() : null;
        return new ProducerRecord<>(
                into == null ? record.topic() : into, partition, record.key(), record.value(), headers);
    }

    /**
     * Says in a record's headers that it is a copy.
     *
     * @param place what it is a copy of, as {@code <topic>/<partition>/<offset>}
     * @param job id of the job that makes it
     * @param force whether the processor is to count it anew
     */
    public static void mark(Headers headers, String place, String job, boolean force) {
        headers.remove(CloudEventHeaders.REPLAY_JOB)
                .remove(CloudEventHeaders.REPLAY_OF)
                .remove(CloudEventHeaders.REPLAY_FORCE)
                .add(CloudEventHeaders.REPLAY_JOB, job.getBytes(UTF_8))
                .add(CloudEventHeaders.REPLAY_OF, place.getBytes(UTF_8));
        if (force) {
            headers.add(CloudEventHeaders.REPLAY_FORCE, "true".getBytes(UTF_8));
        }
    }
}
