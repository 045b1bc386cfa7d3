package io.countersign.ingress.provider.generic;

import io.countersign.event.Resource;
import io.countersign.ingress.json.ContentDigest;
import io.countersign.ingress.json.Fields;
import io.countersign.ingress.json.Pointer;
import io.countersign.ingress.provider.JsonNormaliser;
import io.countersign.ingress.provider.Normalised;
import io.countersign.ingress.provider.SourceSettings.EventSettings;
import io.countersign.topic.ResourceType;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Events of which only the place of their parts is known. The metadata's provider is the name of the source: ids of two senders
 * have nothing to do with each other, and an event's identity begins with its provider.
 */
final class GenericNormaliser extends JsonNormaliser {

    private static final ContentDigest DIGEST = new ContentDigest(Set.of(), Set.of());

    private final String source;
    private final Pointer id;
    private final Pointer type;
    private final Pointer time;
    private final @Nullable Pointer resourceType;
    private final @Nullable Pointer resourceId;

    /** @throws IllegalArgumentException where one of the settings is no JSON Pointer */
    GenericNormaliser(String source, EventSettings settings) {
        this.source = source;
        id = new Pointer(settings.id());
        type = new Pointer(settings.type());
        time = new Pointer(settings.time());
        resourceType = settings.resourceType() == null ? null : new Pointer(settings.resourceType());
        resourceId = settings.resourceId() == null ? null : new Pointer(settings.resourceId());
    }

    @Override
    protected Normalised.Event event(Fields event, Document document) {
        String eventId = event.idAt(id);
        String eventType = event.idAt(type);
        String resource = resourceType == null ? ResourceType.UNMAPPED.word() : event.idAt(resourceType);
        if (resourceType != null && resource.indexOf('/') >= 0) {
            event.expectAt(resourceType, "a type without a slash, which parts keys");
        }
        return new Normalised.Event(
                ResourceType.UNMAPPED,
                eventId,
                eventType,
                eventType,
                source,
                event.timeAt(time),
                new Resource(resource, resourceId == null ? eventId : event.idAt(resourceId)),
                null,
                null,
                DIGEST.of(document.root()),
                unmapped(document.text()));
    }
}
