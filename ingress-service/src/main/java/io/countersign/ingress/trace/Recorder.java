package io.countersign.ingress.trace;

import io.countersign.cloudevent.TraceParent;
import io.countersign.ingress.signature.HeaderFields;
import io.micrometer.tracing.Span;
import io.micrometer.tracing.TraceContext;
import io.micrometer.tracing.Tracer;
import io.micrometer.tracing.otel.bridge.OtelSpan;
import io.opentelemetry.api.trace.StatusCode;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Records spans of a part of all deliveries. Which ones is a matter of chance alone: a sender that could choose, by the flag or
 * the id of its trace, could have us record everything. Thread-safe; never blocks.
 */
final class Recorder {

    private final Tracer tracer;
    private final double probability;
    private final InstantSource clock;

    /**
     * @param tracer where spans come from; has to record each
     * @param probability which part of the deliveries, from 0 to 1
     * @param clock tells when a delivery came
     */
    Recorder(Tracer tracer, double probability, InstantSource clock) {
        this.tracer = tracer;
        this.probability = probability;
        this.clock = clock;
    }

    DeliveryTrace next() {
        return ThreadLocalRandom.current().nextDouble() < probability ? new Recorded() : Unrecorded.NOT_SAMPLED;
    }

    /** A delivery of which a span is recorded. */
    private final class Recorded implements DeliveryTrace {

        private final Instant arrivedAt = clock.instant();
        private volatile @Nullable Span span;

        @Override
        public String begin(String source, HeaderFields headers, String eventId, String eventType) {
            Span.Builder builder = tracer.spanBuilder()
                    .name("POST /webhooks/{source}")
                    .kind(Span.Kind.SERVER)
                    .startTimestamp(nanos(arrivedAt), TimeUnit.NANOSECONDS)
                    .tag("http.request.method", "POST")
                    .tag("http.route", "/webhooks/{source}")
                    .tag("countersign.source", source)
                    .tag("countersign.event.id", eventId)
                    .tag("countersign.event.type", eventType);
            TraceParent sent = Unrecorded.sent(headers);
            Span begun = (sent == null ? builder.setNoParent() : builder.setParent(context(sent))).start();
            span = begun;
            TraceContext own = begun.context();
            return new TraceParent(own.traceId(), own.spanId(), true).header();
        }

        @Override
        public void end(int status, String outcome) {
            Span begun = span;
            if (begun == null) {
                return;
            }
            begun.tag("http.response.status_code", status).tag("countersign.outcome", outcome);
            if (status >= 500) {
                begun.tag("error.type", outcome);
                // Micrometer has no word for a failure without an exception, whose message could quote what was sent.
                OtelSpan.toOtel(begun).setStatus(StatusCode.ERROR);
            }
            begun.end();
        }

        private TraceContext context(TraceParent sent) {
            return tracer.traceContextBuilder()
                    .traceId(sent.traceId())
                    .spanId(sent.spanId())
                    .sampled(true)
                    .build();
        }

        private static long nanos(Instant time) {
            return TimeUnit.SECONDS.toNanos(time.getEpochSecond()) + time.getNano();
        }
    }
}
