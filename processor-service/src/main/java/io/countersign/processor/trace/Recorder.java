package io.countersign.processor.trace;

import io.countersign.cloudevent.CloudEventHeaders;
import io.countersign.cloudevent.TraceParent;
import io.countersign.event.EventMetadata;
import io.micrometer.tracing.Span;
import io.micrometer.tracing.TraceContext;
import io.micrometer.tracing.Tracer;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.streams.processor.api.RecordMetadata;
import org.jspecify.annotations.Nullable;

/**
 * Records a span of each record whose webhook was recorded by the ingress. A copy that a replay has written is no step of that
 * webhook's way any more, and there may be millions of them at once. Thread-safe; never blocks.
 */
final class Recorder implements Traces {

    private final Tracer tracer;

    Recorder(Tracer tracer) {
        this.tracer = tracer;
    }

    @Override
    public RecordTrace begin(RecordMetadata origin, Headers headers) {
        Header header = headers.lastHeader(CloudEventHeaders.TRACEPARENT);
        TraceParent parent = header == null || header.value() == null
                ? null
                : TraceParent.parse(new String(header.value(), StandardCharsets.US_ASCII));
        if (parent == null || !parent.sampled() || headers.lastHeader(CloudEventHeaders.REPLAY_JOB) != null) {
            return RecordTrace.NONE;
        }
        Span span = tracer.spanBuilder()
                .setParent(context(parent))
                .name("process " + origin.topic())
                .kind(Span.Kind.CONSUMER)
                .tag("messaging.system", "kafka")
                .tag("messaging.operation.name", "process")
                .tag("messaging.operation.type", "process")
                .tag("messaging.destination.name", origin.topic())
                .tag("messaging.destination.partition.id", Integer.toString(origin.partition()))
                .tag("messaging.kafka.offset", origin.offset())
                .start();
        return (verdict, metadata) -> end(span, verdict, metadata);
    }

    private static void end(Span span, String verdict, @Nullable EventMetadata metadata) {
        span.tag("countersign.verdict", verdict);
        if (metadata != null) {
            span.tag("countersign.source", metadata.getSource())
                    .tag("countersign.event.id", metadata.getEventId())
                    .tag("countersign.event.type", metadata.getType());
        }
        span.end();
    }

    private TraceContext context(TraceParent parent) {
        return tracer.traceContextBuilder()
                .traceId(parent.traceId())
                .spanId(parent.spanId())
                .sampled(true)
                .build();
    }
}
