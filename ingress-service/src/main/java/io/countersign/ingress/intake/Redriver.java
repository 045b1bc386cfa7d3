package io.countersign.ingress.intake;

import io.countersign.cloudevent.CloudEventHeaders;
import io.countersign.cloudevent.TraceParent;
import io.countersign.ingress.envelope.Envelope;
import io.countersign.ingress.provider.Normalised;
import io.countersign.ingress.receipt.ReceiptSigner;
import io.countersign.ingress.source.Source;
import io.countersign.ingress.source.Sources;
import io.countersign.quarantine.QuarantineReason;
import io.countersign.quarantine.QuarantineRecord;
import io.countersign.quarantine.RecordPosition;
import io.countersign.quarantine.RedriveOutcome;
import io.countersign.topic.ResourceType;
import io.countersign.topic.Topic;
import io.countersign.topic.TopicCatalogue;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.springframework.stereotype.Component;

/**
 * Works out what something in quarantine is by today's normalisers and sources. It was authentic when it came, so nothing is
 * authenticated again. Writes nothing. Thread-safe.
 */
@Component
public final class Redriver {

    private static final Set<String> RECEIVED = Stream.of(ResourceType.values())
            .map(TopicCatalogue::received)
            .map(Topic::name)
            .collect(Collectors.toUnmodifiableSet());

    private final Sources sources;
    private final ReceiptSigner receipts;

    Redriver(Sources sources, ReceiptSigner receipts) {
        this.sources = sources;
        this.receipts = receipts;
    }

    /** What becomes of {@code quarantined}. */
    public Redriven redrive(QuarantineRecord quarantined) {
        RecordPosition position = quarantined.getPosition();
        if (position != null) {
            return original(quarantined, position);
        }
        String name = quarantined.getSource();
        if (name == null) {
            return notRedrivable("expected a source, or the place of a record on a received topic");
        }
        Source source = sources.find(name);
        if (source == null) {
            return new Redriven.Refused(
                    RedriveOutcome.SOURCE_NOT_CONFIGURED, null, "expected a source of this name to be configured");
        }
        byte[] body = bytes(quarantined.getBody());
        Normalised normalised = source.normaliser().normalise(body);
        if (normalised instanceof Normalised.Event event) {
            return event(quarantined, source, event, body);
        }
        Normalised.NotAnEvent notAnEvent = (Normalised.NotAnEvent) normalised;
        return new Redriven.Refused(RedriveOutcome.NOT_AN_EVENT, notAnEvent.reason(), notAnEvent.detail());
    }

    private Redriven event(QuarantineRecord quarantined, Source source, Normalised.Event event, byte[] body) {
        Instant receivedAt = quarantined.getReceivedAt();
        String receipt = receipts.sign(source.name(), event.eventId(), receivedAt, body);
        String subject = Envelope.subject(event);
        Headers headers = Envelope.headers(source.name(), event, subject);
        put(headers, CloudEventHeaders.TRACEPARENT, TraceParent.begun().header());
        put(headers, CloudEventHeaders.REDRIVE_OF, quarantined.getId());
        return new Redriven.Event(
                TopicCatalogue.received(event.topicType()),
                Envelope.key(event, subject),
                event.toRecord().apply(Envelope.metadata(source.name(), event, receivedAt, receipt)),
                headers,
                event.eventId());
    }

    private static Redriven original(QuarantineRecord quarantined, RecordPosition position) {
        if (!RECEIVED.contains(position.getTopic())) {
            return notRedrivable("expected the place of a record on a received topic");
        }
        if (quarantined.getKey() == null && quarantined.getReason() != QuarantineReason.UNREADABLE_RECORD) {
            return notRedrivable("expected the key of the record, which earlier versions did not keep");
        }
        Headers headers = new RecordHeaders();
        new TreeMap<>(quarantined.getHeaders()).forEach((name, text) -> put(headers, name, text));
        headers.remove(CloudEventHeaders.REDRIVE_OF);
        put(headers, CloudEventHeaders.REDRIVE_OF, quarantined.getId());
        return new Redriven.Original(
                position.getTopic(),
                position.getPartition(),
                quarantined.getKey(),
                bytes(quarantined.getBody()),
                headers,
                quarantined.getEventId());
    }

    private static Redriven notRedrivable(String detail) {
        return new Redriven.Refused(RedriveOutcome.NOT_REDRIVABLE, null, detail);
    }

    private static void put(Headers headers, String name, String text) {
        headers.add(name, text.getBytes(StandardCharsets.UTF_8));
    }

    private static byte[] bytes(ByteBuffer buffer) {
        byte[] bytes = new byte[buffer.remaining()];
        buffer.duplicate().get(bytes);
        return bytes;
    }
}
