package io.countersign.endtoend;

import io.countersign.quickstart.sample.Sample;
import java.time.Instant;
import tools.jackson.core.JsonPointer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** A webhook made from a provider's example by changing some of its fields. Immutable. */
public final class Example {

    private static final JsonMapper JSON = new JsonMapper();

    private final String source;
    private final ObjectNode body;

    private Example(String source, ObjectNode body) {
        this.source = source;
        this.body = body;
    }

    public static Example of(String source, String sample) {
        return new Example(
                source, (ObjectNode) JSON.readTree(Sample.of(source, sample).json()));
    }

    /** Devengo's outgoing payment in one of its steps, the steps of one payment a second apart by their order here. */
    public static Example payment(String id, String status, int step) {
        return devengo("outgoing_payment", id, status, step);
    }

    /** Devengo's incoming payment in one of its steps, as {@link #payment} has them. */
    public static Example incomingPayment(String id, String status, int step) {
        return devengo("incoming_payment", id, status, step);
    }

    private static Example devengo(String kind, String id, String status, int step) {
        return of("devengo", kind + "." + status)
                .with("/id", "evt_" + id + "_" + status)
                .with(
                        "/created_at",
                        Instant.parse("2026-03-01T12:00:00Z").plusSeconds(step).toString())
                .with("/data/object/id", id);
    }

    public static Example accountCheck(String id) {
        return of("nuapay", "VerificationCompleted")
                .with("/resourceReference", id)
                .with("/resourceUri", "/verifications/" + id)
                .with("/resourceId", id);
    }

    public static Example codeDelivery(String id) {
        return of("lox24", "verify_code.success").with("/id", "evt-" + id).with("/data/id", id);
    }

    public Example with(String pointer, String value) {
        return with(pointer, JsonNodeFactory.instance.stringNode(value));
    }

    public Example with(String pointer, long value) {
        return with(pointer, JsonNodeFactory.instance.numberNode(value));
    }

    public Example with(String pointer, JsonNode value) {
        ObjectNode changed = body.deepCopy();
        JsonPointer place = JsonPointer.compile(pointer);
        ((ObjectNode) changed.at(place.head())).set(place.last().getMatchingProperty(), value);
        return new Example(source, changed);
    }

    public Sample sample() {
        return new Sample(source, "example", JSON.writeValueAsString(body));
    }
}
