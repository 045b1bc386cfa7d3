package io.countersign.ingress.intake;

import io.countersign.ingress.signature.HeaderFields;
import io.countersign.ingress.source.Source;
import io.countersign.ingress.trace.DeliveryTrace;

/**
 * A webhook as it was delivered.
 *
 * @param source the source that it was posted to
 * @param headers its header fields
 * @param body its body as received; not to be changed
 * @param trace the trace that it belongs to
 */
@SuppressWarnings("ArrayRecordComponent") // never compared; a copy of each body would be waste
public record Delivery(Source source, HeaderFields headers, byte[] body, DeliveryTrace trace) {}
