package io.countersign.endtoend;

import static io.countersign.endtoend.Countersign.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import io.countersign.endtoend.Collector.Recorded;
import io.countersign.quickstart.sample.Sample;
import io.countersign.topic.ResourceType;
import io.countersign.topic.Topic;
import io.countersign.topic.TopicCatalogue;
import io.opentelemetry.proto.trace.v1.Span.SpanKind;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.header.Header;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** One trace from the webhook through Kafka to the state, as a collector has it. */
@ExtendWith(SharedSystem.class)
class TracesIT {

    private static final String INGRESS = "countersign-ingress";
    private static final String PROCESSOR = "countersign-processor";

    @Test
    void aWebhookAndWhatTheProcessorMakesOfItAreOneTrace(Countersign countersign) throws Exception {
        countersign.acknowledged(Example.codeDelivery("e2e-trace").sample());

        List<Recorded> spans = spans(countersign, "evt-e2e-trace", 2);

        Recorded webhook = of(INGRESS, spans).get(0);
        Recorded processed = of(PROCESSOR, spans).get(0);
        assertThat(webhook.parent()).isEmpty();
        assertThat(webhook.kind()).isEqualTo(SpanKind.SPAN_KIND_SERVER);
        assertThat(webhook.attributes())
                .containsEntry("http.route", "/webhooks/{source}")
                .containsEntry("http.response.status_code", "200")
                .containsEntry("countersign.source", "lox24");
        assertThat(processed.trace()).isEqualTo(webhook.trace());
        assertThat(processed.parent()).isEqualTo(webhook.id());
        assertThat(processed.kind()).isEqualTo(SpanKind.SPAN_KIND_CONSUMER);
        assertThat(processed.attributes())
                .containsEntry(
                        "messaging.destination.name",
                        TopicCatalogue.received(ResourceType.VERIFICATION).name())
                .containsEntry("countersign.verdict", "applied");
        countersign.awaitProcessed();
        assertThat(List.of(
                        TopicCatalogue.received(ResourceType.VERIFICATION),
                        TopicCatalogue.events(ResourceType.VERIFICATION),
                        TopicCatalogue.state(ResourceType.VERIFICATION)))
                .allSatisfy(topic -> assertThat(traceparents(countersign, topic, "evt-e2e-trace"))
                        .containsExactly(webhook.traceparent()));
    }

    @Test
    void aSendersTraceGoesOnThroughAllOfIt(Countersign countersign) throws Exception {
        String trace = "4bf92f3577b34da6a3ce929d0e0e4736";
        Sample webhook = Example.codeDelivery("e2e-trace-sent").sample();
        Map<String, String> headers = new HashMap<>(countersign.signed(webhook));
        headers.put("traceparent", "00-" + trace + "-00f067aa0ba902b7-00");

        assertThat(countersign.send(webhook.source(), webhook.json(), headers).status())
                .isEqualTo(200);

        List<Recorded> spans = spans(countersign, "evt-e2e-trace-sent", 2);
        Recorded received = of(INGRESS, spans).get(0);
        assertThat(spans).extracting(Recorded::trace).containsOnly(trace);
        assertThat(received.parent()).isEqualTo("00f067aa0ba902b7");
        assertThat(of(PROCESSOR, spans).get(0).parent()).isEqualTo(received.id());
    }

    @Test
    void everyDeliveryOfAnEventHasATraceWithItsVerdict(Countersign countersign) throws Exception {
        Example event = Example.codeDelivery("e2e-trace-again");
        countersign.acknowledged(event.sample());
        countersign.acknowledged(event.sample());
        countersign.acknowledged(event.with("/data/cost", 77).sample());

        List<Recorded> spans = spans(countersign, "evt-e2e-trace-again", 6);

        // In whatever order they are sent.
        assertThat(of(PROCESSOR, spans))
                .extracting(Recorded::parent)
                .containsExactlyInAnyOrderElementsOf(
                        of(INGRESS, spans).stream().map(Recorded::id).toList());
        assertThat(of(PROCESSOR, spans)).extracting(Recorded::trace).doesNotHaveDuplicates();
        assertThat(of(PROCESSOR, spans))
                .extracting(span -> span.attributes().get("countersign.verdict"))
                .containsExactlyInAnyOrder("applied", "duplicate", "conflicting");
    }

    @Test
    void whoHasProvedNothingLeavesNoTrace(Countersign countersign) throws Exception {
        String trace = "aaf92f3577b34da6a3ce929d0e0e4736";
        Sample webhook = Example.codeDelivery("e2e-trace-refused").sample();

        Reply refused = countersign.send(
                webhook.source(), webhook.json(), Map.of("traceparent", "00-" + trace + "-00f067aa0ba902b7-01"));
        countersign.acknowledged(Example.codeDelivery("e2e-trace-after").sample());

        assertThat(refused.status()).isEqualTo(401);
        assertThat(spans(countersign, "evt-e2e-trace-after", 2))
                .extracting(Recorded::service, Recorded::name)
                .contains(tuple(INGRESS, "POST /webhooks/{source}"));
        // One batch after another: what came later is here, so what came before would be.
        assertThat(countersign.collector().ofTrace(trace)).isEmpty();
    }

    private static List<Recorded> spans(Countersign countersign, String eventId, int count) {
        await("spans of " + eventId)
                .atMost(PATIENCE)
                .untilAsserted(
                        () -> assertThat(countersign.collector().about(eventId)).hasSize(count));
        return countersign.collector().about(eventId);
    }

    private static List<Recorded> of(String service, List<Recorded> spans) {
        return spans.stream().filter(span -> span.service().equals(service)).toList();
    }

    private static List<String> traceparents(Countersign countersign, Topic topic, String eventId) {
        return countersign.topics().everyRecord(topic.name()).stream()
                .filter(found -> text(found.headers().lastHeader("ce_id")).equals(eventId))
                .map(found -> text(found.headers().lastHeader("traceparent")))
                .toList();
    }

    private static String text(Header header) {
        return new String(header.value(), StandardCharsets.UTF_8);
    }
}
