package io.countersign.ingress.trace;

import io.countersign.cloudevent.TraceParent;
import io.countersign.ingress.signature.HeaderFields;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A delivery of which no span is recorded: its trace is the sender's, or else a new one. */
enum Unrecorded implements DeliveryTrace {
    /** We have no part in traces: what the sender says is passed on as it is. */
    PASSED_ON,

    /** We have chosen not to record this one. Whoever comes after us goes by our choice, not by the sender's. */
    NOT_SAMPLED;

    private static final String FIELD = "traceparent";

    @Override
    public String begin(String source, HeaderFields headers, String eventId, String eventType) {
        TraceParent sent = sent(headers);
        if (sent == null) {
            return TraceParent.begun().header();
        }
        return this == PASSED_ON
                ? headers.values(FIELD).get(0)
                : sent.unsampled().header();
    }

    @Override
    public void end(int status, String outcome) {}

    /** The sender's trace; {@code null} where it names none, or not one. */
    static @Nullable TraceParent sent(HeaderFields headers) {
        List<String> values = headers.values(FIELD);
        return values.size() == 1 ? TraceParent.parse(values.get(0)) : null;
    }
}
