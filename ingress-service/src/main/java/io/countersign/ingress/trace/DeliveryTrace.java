package io.countersign.ingress.trace;

import io.countersign.ingress.signature.HeaderFields;

/** The trace of one delivery. Any thread may call it. */
public interface DeliveryTrace {

    /**
     * The delivery has proved who sent it, and goes to Kafka. Only from here on there can be a span of it: who has proved
     * nothing leaves no trace.
     *
     * @param source name of its source
     * @param headers its header fields, of which the sender's trace is read
     * @param eventId {@code ce_id} of its record
     * @param eventType {@code ce_type} of its record
     * @return {@code traceparent} of its record
     */
    String begin(String source, HeaderFields headers, String eventId, String eventType);

    /**
     * The delivery is answered. Ends what has begun.
     *
     * @param status HTTP status code
     * @param outcome the word for it that metrics use
     */
    void end(int status, String outcome);
}
