package io.countersign.ingress.intake;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JWSObject;
import io.countersign.event.AccountEvent;
import io.countersign.event.EventMetadata;
import io.countersign.event.VerificationEvent;
import io.countersign.ingress.metrics.IngressMetrics;
import io.countersign.ingress.provider.Normalised;
import io.countersign.ingress.provider.Provider;
import io.countersign.ingress.provider.Samples;
import io.countersign.ingress.receipt.ReceiptProperties;
import io.countersign.ingress.receipt.ReceiptSigner;
import io.countersign.ingress.rotation.Rotation;
import io.countersign.ingress.rotation.RotationProperties;
import io.countersign.ingress.source.Source;
import io.countersign.ingress.source.Sources;
import io.countersign.ingress.source.SourcesProperties;
import io.countersign.quarantine.QuarantineReason;
import io.countersign.quarantine.QuarantineRecord;
import io.countersign.quarantine.RecordPosition;
import io.countersign.quarantine.RedriveOutcome;
import io.countersign.topic.ResourceType;
import io.countersign.topic.TopicCatalogue;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.common.header.Headers;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.ComponentScan;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

class RedriverTest {

    private static final Instant RECEIVED_AT = Instant.parse("2026-03-01T12:00:00.123Z");

    private static ConfigurableApplicationContext context;
    private static Redriver redriver;

    @Configuration(proxyBeanMethods = false)
    @EnableConfigurationProperties({SourcesProperties.class, ReceiptProperties.class, RotationProperties.class})
    @ComponentScan(basePackageClasses = Provider.class)
    @Import({
        SimpleMeterRegistry.class,
        IngressMetrics.class,
        Rotation.class,
        Sources.class,
        ReceiptSigner.class,
        Redriver.class
    })
    static class Parts {}

    @BeforeAll
    static void start() {
        context = new SpringApplicationBuilder(Parts.class)
                .web(WebApplicationType.NONE)
                .run(
                        "--countersign.receipt.key=MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=",
                        "--countersign.sources.shop.provider=devengo",
                        "--countersign.sources.shop.secrets=a-secret-of-the-tests",
                        "--countersign.sources.codes.provider=lox24",
                        "--countersign.sources.codes.secrets=a-secret-of-the-tests");
        redriver = context.getBean(Redriver.class);
    }

    @AfterAll
    static void close() {
        context.close();
    }

    @Test
    void whatTodaysNormaliserUnderstandsBecomesTheEventThatItWouldHaveBeen() throws Exception {
        byte[] body = Samples.body("devengo/account.created");

        Redriven redriven = redriver.redrive(ofSource("shop", body));

        assertThat(redriven).isInstanceOfSatisfying(Redriven.Event.class, event -> {
            EventMetadata metadata = ((AccountEvent) event.message()).getMetadata();
            assertThat(event.topic()).isEqualTo(TopicCatalogue.received(ResourceType.ACCOUNT));
            assertThat(event.key())
                    .isEqualTo("devengo/account/" + metadata.getResource().getId());
            assertThat(event.eventId()).isEqualTo(metadata.getEventId());
            assertThat(metadata.getSource()).isEqualTo("shop");
            assertThat(metadata.getReceivedAt()).isEqualTo(RECEIVED_AT);
            assertThat(((AccountEvent) event.message()).getPayload()).isEqualTo(new String(body, UTF_8));
            assertThat(texts(event.headers()))
                    .containsEntry("ce_type", "account.created")
                    .containsEntry("ce_source", "/webhooks/shop/account.created")
                    .containsEntry("ce_redriveof", "q-1")
                    .containsKey("traceparent");
            assertThat(payload(metadata.getReceipt()))
                    .containsEntry("source", "shop")
                    .containsEntry("receivedAt", "2026-03-01T12:00:00.123Z");
        });
    }

    @Test
    void aBodyWhoseSecretWasReplacedIsStillTheSameEvent() {
        byte[] body = Samples.body("lox24/verify_code.success");
        Source source = context.getBean(Sources.class).find("codes");
        Normalised.Event original = (Normalised.Event) source.normaliser().normalise(body);
        byte[] kept = source.normaliser().withoutSecrets(body);
        assertThat(kept).isNotEqualTo(body);

        Redriven redriven = redriver.redrive(ofSource("codes", kept));

        assertThat(redriven)
                .isInstanceOfSatisfying(
                        Redriven.Event.class,
                        event -> assertThat(((VerificationEvent) event.message()).getMetadata())
                                .satisfies(metadata ->
                                        assertThat(metadata.getEventId()).isEqualTo(original.eventId()))
                                .satisfies(metadata ->
                                        assertThat(metadata.getContentDigest()).isEqualTo(original.contentDigest())));
    }

    @Test
    void whatIsStillNoEventSaysWhatWasExpectedToday() {
        assertThat(redriver.redrive(ofSource("shop", "{}".getBytes(UTF_8))))
                .isInstanceOfSatisfying(Redriven.Refused.class, refused -> {
                    assertThat(refused.outcome()).isEqualTo(RedriveOutcome.NOT_AN_EVENT);
                    assertThat(refused.reason()).isEqualTo(QuarantineReason.NOT_AN_EVENT);
                    assertThat(refused.detail()).isNotEqualTo("then").contains("expected");
                });
        assertThat(redriver.redrive(ofSource("shop", new byte[0])))
                .isInstanceOfSatisfying(
                        Redriven.Refused.class,
                        refused -> assertThat(refused.reason()).isEqualTo(QuarantineReason.NOT_JSON));
    }

    @Test
    void aSourceThatIsGoneIsSaid() {
        assertThat(outcome(ofSource("gone", new byte[0]))).isEqualTo(RedriveOutcome.SOURCE_NOT_CONFIGURED);
        assertThat(outcome(quarantined().build())).isEqualTo(RedriveOutcome.NOT_REDRIVABLE);
    }

    @Test
    void aRecordThatTheProcessorPutAwayGoesBackAsItWas() {
        QuarantineRecord conflict = fromTopic(
                TopicCatalogue.received(ResourceType.ACCOUNT).name(),
                QuarantineReason.CONFLICT,
                "devengo/account/acc_1");

        assertThat(redriver.redrive(conflict)).isInstanceOfSatisfying(Redriven.Original.class, original -> {
            assertThat(original.topic())
                    .isEqualTo(TopicCatalogue.received(ResourceType.ACCOUNT).name());
            assertThat(original.partition()).isEqualTo(4);
            assertThat(original.key()).isEqualTo("devengo/account/acc_1");
            assertThat(original.value()).containsExactly(0, 1, 2);
            assertThat(texts(original.headers()))
                    .isEqualTo(Map.of("ce_id", "evt_1", "traceparent", "00-1-2-01", "ce_redriveof", "q-1"));
        });
    }

    @Test
    void aRecordGoesBackToNothingButAReceivedTopicAndUnderNothingButItsKey() {
        String received = TopicCatalogue.received(ResourceType.ACCOUNT).name();
        assertThat(outcome(
                        fromTopic(TopicCatalogue.events(ResourceType.ACCOUNT).name(), QuarantineReason.CONFLICT, "k")))
                .isEqualTo(RedriveOutcome.NOT_REDRIVABLE);
        assertThat(outcome(fromTopic(received, QuarantineReason.CONFLICT, null)))
                .isEqualTo(RedriveOutcome.NOT_REDRIVABLE);
        assertThat(redriver.redrive(fromTopic(received, QuarantineReason.UNREADABLE_RECORD, null)))
                .isInstanceOf(Redriven.Original.class);
    }

    private static RedriveOutcome outcome(QuarantineRecord record) {
        return ((Redriven.Refused) redriver.redrive(record)).outcome();
    }

    private static QuarantineRecord ofSource(String source, byte[] body) {
        return quarantined().setSource(source).setBody(ByteBuffer.wrap(body)).build();
    }

    private static QuarantineRecord fromTopic(String topic, QuarantineReason reason, String key) {
        return quarantined()
                .setReason(reason)
                .setSource("shop")
                .setHeaders(Map.of("ce_id", "evt_1", "traceparent", "00-1-2-01", "ce_redriveof", "q-0"))
                .setPosition(new RecordPosition(topic, 4, 2L))
                .setKey(key)
                .build();
    }

    private static QuarantineRecord.Builder quarantined() {
        return QuarantineRecord.newBuilder()
                .setId("q-1")
                .setReason(QuarantineReason.NOT_AN_EVENT)
                .setDetail("then")
                .setReceivedAt(RECEIVED_AT)
                .setBody(ByteBuffer.wrap(new byte[] {0, 1, 2}));
    }

    private static Map<String, Object> payload(String receipt) {
        try {
            return JWSObject.parse(receipt).getPayload().toJSONObject();
        } catch (java.text.ParseException e) {
            throw new AssertionError(e);
        }
    }

    private static Map<String, String> texts(Headers headers) {
        Map<String, String> texts = new TreeMap<>();
        headers.forEach(header -> assertThat(texts.put(header.key(), new String(header.value(), UTF_8)))
                .as("one %s", header.key())
                .isNull());
        return texts;
    }
}
