package io.countersign.processor.trace;

import static io.countersign.processor.Events.metadata;
import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.event.EventMetadata;
import io.micrometer.tracing.otel.bridge.OtelCurrentTraceContext;
import io.micrometer.tracing.otel.bridge.OtelTracer;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.processor.api.RecordMetadata;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RecorderTest {

    private static final String TRACE = "0af7651916cd43dd8448eb211c80319c";
    private static final String SPAN = "b7ad6b7169203331";
    private static final String SAMPLED = "00-" + TRACE + "-" + SPAN + "-01";
    private static final EventMetadata EVENT =
            metadata("devengo", "account", "acc_1", "created").build();

    private final List<SpanData> spans = new ArrayList<>();
    private final SdkTracerProvider sdk = SdkTracerProvider.builder()
            .addSpanProcessor(SimpleSpanProcessor.create(new Kept()))
            .build();
    private final Recorder recorder =
            new Recorder(new OtelTracer(sdk.get("test"), new OtelCurrentTraceContext(), event -> {}));

    @AfterEach
    void close() {
        sdk.close();
    }

    @Test
    void theSpanOfARecordIsTheChildOfItsWebhooks() {
        begin(headers(SAMPLED)).end("applied", EVENT);

        assertThat(spans).singleElement().satisfies(span -> {
            assertThat(span.getTraceId()).isEqualTo(TRACE);
            assertThat(span.getParentSpanId()).isEqualTo(SPAN);
            assertThat(span.getName()).isEqualTo("process some.topic");
            assertThat(span.getKind()).isEqualTo(SpanKind.CONSUMER);
            assertThat(attributes(span))
                    .isEqualTo(Map.of(
                            "messaging.system", "kafka",
                            "messaging.operation.name", "process",
                            "messaging.operation.type", "process",
                            "messaging.destination.name", "some.topic",
                            "messaging.destination.partition.id", "3",
                            "messaging.kafka.offset", 42L,
                            "countersign.source", "devengo",
                            "countersign.event.id", "evt_created",
                            "countersign.event.type", "account.created",
                            "countersign.verdict", "applied"));
        });
    }

    @Test
    void whatCannotBeReadHasASpanThatSaysNoMore() {
        begin(headers(SAMPLED)).end("unreadable", null);

        assertThat(spans)
                .singleElement()
                .satisfies(span -> assertThat(attributes(span))
                        .containsEntry("countersign.verdict", "unreadable")
                        .doesNotContainKey("countersign.event.id"));
    }

    @Test
    void whatDoesNotEndIsNotRecorded() {
        begin(headers(SAMPLED));

        assertThat(spans).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"00-" + TRACE + "-" + SPAN + "-00", "00-1-2-01", ""})
    void whatIsNotSampledHasNoSpan(String traceparent) {
        begin(headers(traceparent)).end("applied", EVENT);

        assertThat(spans).isEmpty();
    }

    @Test
    void whatNamesNoTraceHasNoSpan() {
        begin(new RecordHeaders()).end("applied", EVENT);
        begin(new RecordHeaders().add("traceparent", null)).end("applied", EVENT);

        assertThat(spans).isEmpty();
    }

    @Test
    void aCopyOfAReplayHasNoSpan() {
        begin(headers(SAMPLED).add("ce_replayjob", bytes("job"))).end("duplicate", EVENT);

        assertThat(spans).isEmpty();
    }

    @Test
    void whatWasSentThroughAgainFromQuarantineHasOne() {
        begin(headers(SAMPLED).add("ce_redriveof", bytes("q-1"))).end("applied", EVENT);

        assertThat(spans).hasSize(1);
    }

    private RecordTrace begin(Headers headers) {
        return recorder.begin(new Place("some.topic", 3, 42), headers);
    }

    private static Headers headers(String traceparent) {
        return new RecordHeaders().add("traceparent", bytes(traceparent));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static Map<String, Object> attributes(SpanData span) {
        Map<String, Object> attributes = new TreeMap<>();
        span.getAttributes().forEach((key, value) -> attributes.put(key.getKey(), value));
        return attributes;
    }

    private record Place(String topic, int partition, long offset) implements RecordMetadata {}

    /** Keeps what is exported. */
    private final class Kept implements SpanExporter {

        @Override
        public CompletableResultCode export(@Nullable Collection<SpanData> ended) {
            spans.addAll(ended);
            return CompletableResultCode.ofSuccess();
        }

        @Override
        public CompletableResultCode flush() {
            return CompletableResultCode.ofSuccess();
        }

        @Override
        public CompletableResultCode shutdown() {
            return CompletableResultCode.ofSuccess();
        }
    }
}
