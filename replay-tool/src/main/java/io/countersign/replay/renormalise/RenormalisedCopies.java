package io.countersign.replay.renormalise;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.countersign.replay.copy.Copies;
import io.countersign.replay.select.Picked;
import io.countersign.replay.select.Sources;
import io.countersign.topic.Topic;
import io.countersign.topic.TopicCatalogue;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.apache.avro.specific.SpecificRecordBase;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;

/**
 * How events that were normalised again are written: as the ingress would write them, with all other headers that the event had
 * when it was received, and with those of a copy.
 */
public final class RenormalisedCopies {

    /** What stands for the received topic of each event's own type. */
    public static final String OWN_TOPICS = "received";

    private final String into;
    private final boolean changedOnly;
    private final boolean force;

    /**
     * @param into name of the topic to write to, or {@link #OWN_TOPICS}
     * @param changedOnly whether events that are what they were are left out
     * @param force whether the processor is to count the copies anew
     * @throws IllegalArgumentException where that makes no sense
     */
    public RenormalisedCopies(String into, boolean changedOnly, boolean force) {
        this.into = into;
        this.changedOnly = changedOnly;
        this.force = force;
        if (Sources.named(into).isPresent()) {
            throw new IllegalArgumentException("what is normalised again may be of any type: expected " + OWN_TOPICS
                    + ", for the received topic of each one's type, or a topic of your own, not " + into);
        }
        if (Copies.isOtherwiseOurs(into)) {
            throw new IllegalArgumentException("the topic " + into + " is for other things than events");
        }
        if (force && !isIntoOwnTopics()) {
            throw new IllegalArgumentException(
                    "--force is for the processor, which reads only " + Sources.family(Sources.received()));
        }
    }

    private boolean isIntoOwnTopics() {
        return into.equals(OWN_TOPICS);
    }

    /** The topics that are written to. */
    public List<String> targets() {
        return isIntoOwnTopics() ? Sources.received().stream().map(Topic::name).toList() : List.of(into);
    }

    /** What it means that needs an operator's yes; empty where it concerns nobody but the one who asked for it. */
    public Optional<String> consequences() {
        if (!isIntoOwnTopics()) {
            return Optional.empty();
        }
        return Optional.of("The events go to " + Sources.family(Sources.received()) + ": "
                + (force
                        ? "by --force the processor counts each of them anew. It goes out on "
                                + Sources.family(Sources.events()) + " once more to all subscribers, the state of its"
                                + " resource takes its content, and the revision grows."
                        : "what is still the same event by type, event id and resource is a duplicate for the processor"
                                + " and changes nothing, however its fields differ (--force would); what is another one"
                                + " now counts."));
    }

    /**
     * The record to write; nothing where there is none.
     *
     * @param picked the event as it was received
     * @param again what it is today
     * @param job id of the job
     * @param encode how an event becomes bytes
     */
    public Optional<ProducerRecord<byte[], byte[]>> of(
            Picked picked, Renormalised again, String job, Function<SpecificRecordBase, byte[]> encode) {
        if (!(again instanceof Renormalised.Event event) || (changedOnly && !event.isChanged())) {
            return Optional.empty();
        }
        Headers headers = new RecordHeaders(event.headers().toArray());
        for (Header header : picked.record().headers()) {
            if (event.headers().lastHeader(header.key()) == null) {
                headers.add(header);
            }
        }
        Copies.mark(headers, picked.place(), job, force);
        return Optional.of(new ProducerRecord<>(
                isIntoOwnTopics() ? TopicCatalogue.received(event.type()).name() : into,
                null,
                event.key().getBytes(UTF_8),
                encode.apply(event.record()),
                headers));
    }
}
