package io.countersign.replay.renormalise;

import io.countersign.event.EventMetadata;
import io.countersign.ingress.envelope.Envelope;
import io.countersign.ingress.provider.Normalised;
import io.countersign.ingress.provider.Normaliser;
import io.countersign.ingress.provider.Provider;
import io.countersign.ingress.provider.SourceSettings;
import io.countersign.ingress.provider.SourceSettings.EventSettings;
import io.countersign.ingress.provider.devengo.DevengoProvider;
import io.countersign.ingress.provider.generic.GenericProvider;
import io.countersign.ingress.provider.lox24.Lox24Provider;
import io.countersign.ingress.provider.nuapay.NuapayProvider;
import io.countersign.replay.difference.Difference;
import io.countersign.replay.difference.Differences;
import io.countersign.topic.ResourceType;
import io.countersign.topic.TopicCatalogue;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.avro.specific.SpecificRecordBase;
import org.jspecify.annotations.Nullable;

/**
 * Sends the payloads of received events through the normalisers that this version has: the ingress's own code. What only the
 * ingress knew stays as it was: source, received at, receipt. Not thread-safe.
 */
public final class Renormaliser {

    /** Those whose events are the same for every source. */
    private static final Map<String, Provider> PROVIDERS = Stream.of(
                    new DevengoProvider(), new NuapayProvider(), new Lox24Provider())
            .collect(Collectors.toUnmodifiableMap(Provider::name, Function.identity()));

    private static final Provider GENERIC = new GenericProvider();

    /** Signatures are not looked at, but every source has one. */
    private static final Duration TOLERANCE = Duration.ofMinutes(5);

    private final Map<String, EventSettings> generic;
    private final Map<String, Optional<Normaliser>> normalisers = new HashMap<>();

    /** All providers that it knows. */
    static List<Provider> providers() {
        return Stream.concat(PROVIDERS.values().stream(), Stream.of(GENERIC)).toList();
    }

    /**
     * @param generic where the parts of generic sources' events are, by the name of the source
     * @throws IllegalArgumentException where that is told by something else than JSON Pointers
     */
    public Renormaliser(Map<String, EventSettings> generic) {
        this.generic = Map.copyOf(generic);
        generic.forEach((source, settings) -> GENERIC.normaliser(settings(source, settings)));
    }

    /**
     * What the event is today.
     *
     * @param event an event as it was received
     */
    public Renormalised again(SpecificRecordBase event) {
        ResourceType type = typeOf(event);
        EventMetadata before = (EventMetadata) event.get("metadata");
        Normaliser normaliser = normalisers
                .computeIfAbsent(
                        before.getProvider() + "/" + before.getSource(),
                        ignored -> normaliser(before.getProvider(), before.getSource()))
                .orElse(null);
        if (normaliser == null) {
            return new Renormalised.OfUnknownShape(before.getSource());
        }
        String payload = (String) event.get("payload");
        Normalised normalised = normaliser.normalise(payload.getBytes(StandardCharsets.UTF_8));
        if (normalised instanceof Normalised.NotAnEvent notAnEvent) {
            return new Renormalised.NotAnEvent(notAnEvent.reason(), notAnEvent.detail());
        }
        Normalised.Event today = (Normalised.Event) normalised;
        EventMetadata metadata =
                Envelope.metadata(before.getSource(), today, before.getReceivedAt(), before.getReceipt());
        SpecificRecordBase record = today.toRecord().apply(metadata);
        String subject = Envelope.subject(today);
        return new Renormalised.Event(
                type,
                today.topicType(),
                Envelope.key(today, subject),
                record,
                Envelope.headers(before.getSource(), today, subject),
                differences(type, event, before, today.topicType(), record, metadata));
    }

    /** Of events that belong to different topics, only the metadata can be compared. */
    private static List<Difference> differences(
            ResourceType typeBefore,
            SpecificRecordBase recordBefore,
            EventMetadata before,
            ResourceType type,
            SpecificRecordBase record,
            EventMetadata metadata) {
        if (typeBefore == type) {
            return Differences.between(recordBefore, record);
        }
        List<Difference> differences = new ArrayList<>();
        differences.add(new Difference("topic", "topic", typeBefore.word(), type.word()));
        Differences.between(before, metadata)
                .forEach(each -> differences.add(new Difference(
                        "metadata." + each.path(), "metadata." + each.field(), each.before(), each.after())));
        return differences;
    }

    private static ResourceType typeOf(SpecificRecordBase event) {
        for (ResourceType type : ResourceType.values()) {
            if (TopicCatalogue.received(type).valueType() == event.getClass()) {
                return type;
            }
        }
        throw new IllegalArgumentException("a " + event.getClass().getSimpleName() + " is no event");
    }

    private Optional<Normaliser> normaliser(String provider, String source) {
        Provider known = PROVIDERS.get(provider);
        if (known != null) {
            return Optional.of(known.normaliser(settings(source, null)));
        }
        return Optional.ofNullable(generic.get(source)).map(event -> GENERIC.normaliser(settings(source, event)));
    }

    private static SourceSettings settings(String source, @Nullable EventSettings event) {
        return new SourceSettings(source, null, TOLERANCE, null, event);
    }
}
