package io.countersign.ingress.provider;

import io.countersign.event.EventMetadata;
import io.countersign.event.UnmappedEvent;
import io.countersign.ingress.json.Fields;
import io.countersign.ingress.json.Json;
import io.countersign.ingress.json.JsonReader;
import io.countersign.quarantine.QuarantineReason;
import java.util.function.Function;
import org.apache.avro.specific.SpecificRecordBase;

/**
 * A normaliser of JSON objects: reads the text once, lets the provider map its fields, and takes what was mapped only if
 * every field was as expected.
 */
public abstract class JsonNormaliser implements Normaliser {

    /**
     * A JSON object as received.
     *
     * @param root the object
     * @param text the text as received, without a byte-order mark
     */
    protected record Document(Json.ObjectValue root, String text) {}

    @Override
    public final Normalised normalise(byte[] body) {
        JsonReader.Reading reading = JsonReader.read(body);
        if (reading instanceof JsonReader.Reading.Unreadable unreadable) {
            return new Normalised.NotAnEvent(unreadable.reason(), unreadable.detail());
        }
        JsonReader.Reading.Document read = (JsonReader.Reading.Document) reading;
        Fields fields = Fields.of(read.root());
        Normalised.Event event = event(fields, new Document(read.root(), read.text()));
        String problem = fields.problem();
        return problem == null ? event : new Normalised.NotAnEvent(QuarantineReason.NOT_AN_EVENT, problem);
    }

    /**
     * Maps an event. What this returns is thrown away if {@code fields} found a problem, so it need not look for one.
     *
     * @param fields the fields of the document
     * @param document the document, for its digest and its text
     */
    protected abstract Normalised.Event event(Fields fields, Document document);

    /** Makes a record of a type that has no typed fields. */
    protected static Function<EventMetadata, SpecificRecordBase> unmapped(String payload) {
        return metadata -> new UnmappedEvent(metadata, payload);
    }
}
