package io.countersign.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.endtoend.Topics.Identity;
import io.countersign.event.OutgoingPaymentEvent;
import io.countersign.quarantine.QuarantineReason;
import io.countersign.quarantine.QuarantineRecord;
import io.countersign.quickstart.sample.Sample;
import io.countersign.quickstart.sample.Signer;
import io.countersign.quickstart.stack.SourceSecret;
import io.countersign.topic.ResourceType;
import io.countersign.topic.TopicCatalogue;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import tools.jackson.databind.JsonNode;

/** What becomes of webhooks that are not simply new and right. */
@ExtendWith(SharedSystem.class)
class VerdictsIT {

    private static final String MISMATCH = "reason=\"signature_mismatch\"";

    @Test
    void theSameEventWithAnotherAmountGoesToQuarantineAndChangesNothing(Countersign countersign) throws Exception {
        Example created = Example.payment("pyo_e2e_conflict", "created", 0);
        countersign.acknowledged(created.sample());
        countersign.awaitProcessed();
        String path = "/resources/devengo/outgoing-payment/pyo_e2e_conflict";
        JsonNode before = countersign.resource(path).json();

        countersign.acknowledged(
                created.with("/data/object/amount/cents", 99_999).sample());
        countersign.awaitProcessed();

        assertThat(countersign.resource(path).json()).isEqualTo(before);
        assertThat(before.at("/outgoingPayment/amount/minorUnits").asInt()).isEqualTo(10_000);
        assertThat(countersign.topics().values(TopicCatalogue.quarantine()))
                .extracting(QuarantineRecord.class::cast)
                .filteredOn(found -> "evt_pyo_e2e_conflict_created".equals(found.getEventId()))
                .singleElement()
                .satisfies(found -> {
                    assertThat(found.getReason()).isEqualTo(QuarantineReason.CONFLICT);
                    assertThat(found.getProvider()).isEqualTo("devengo");
                    assertThat(found.getPosition().getTopic())
                            .isEqualTo(TopicCatalogue.received(ResourceType.OUTGOING_PAYMENT)
                                    .name());
                });
        assertThat(countersign.topics().values(TopicCatalogue.events(ResourceType.OUTGOING_PAYMENT)))
                .extracting(OutgoingPaymentEvent.class::cast)
                .filteredOn(event -> event.getMetadata().getResource().getId().equals("pyo_e2e_conflict"))
                .singleElement()
                .satisfies(event -> assertThat(
                                event.getOutgoingPayment().getAmount().getMinorUnits())
                        .isEqualTo(10_000));
        countersign.assertThatTheBooksBalance();
    }

    @Test
    void aLateEventIsInTheHistoryAndNotInTheStatus(Countersign countersign) throws Exception {
        countersign.acknowledged(
                Example.payment("pyo_e2e_late", "validating", 1).sample());
        countersign.acknowledged(Example.payment("pyo_e2e_late", "created", 0).sample());
        countersign.awaitProcessed();

        JsonNode state = countersign
                .resource("/resources/devengo/outgoing-payment/pyo_e2e_late")
                .json();
        assertThat(state.path("status").asString()).isEqualTo("validating");
        assertThat(state.path("lastEvent").asString()).isEqualTo("evt_pyo_e2e_late_validating");
        assertThat(state.at("/history/0/type").asString()).isEqualTo("outgoing_payment.created");
        assertThat(state.at("/history/0/verdict").asString()).isEqualTo("LATE");
        assertThat(state.at("/history/1/verdict").asString()).isEqualTo("APPLIED");
        assertThat(state.at("/history").size()).isEqualTo(2);
        assertThat(countersign.topics().events())
                .containsEntry(new Identity("devengo", "evt_pyo_e2e_late_created", "outgoing_payment.created"), 1);
    }

    @Test
    void whatIsTamperedWithOrUnprovenIsRefusedAndLeavesNothingButACounter(Countersign countersign) throws Exception {
        Sample genuine = Example.payment("pyo_e2e_tampered", "created", 0).sample();
        SourceSecret secret = countersign.installation().secrets().of("devengo");
        String signature = Signer.sign(secret, genuine.body(), Instant.now());
        String old = Signer.sign(secret, genuine.body(), Instant.now().minus(Duration.ofHours(1)));
        Map<String, Integer> before = countersign.topics().counts();
        long mismatches = countersign.ingressMeters().sum("countersign_ingress_refused_total", MISMATCH);

        List<Reply> replies = List.of(
                countersign.send(
                        "devengo",
                        genuine.json().replace("\"cents\":10000", "\"cents\":90000"),
                        Map.of(secret.header(), signature)),
                countersign.send("devengo", genuine.json(), Map.of(secret.header(), old)),
                countersign.send("devengo", genuine.json(), Map.of()));

        assertThat(replies).allSatisfy(reply -> {
            assertThat(reply.status()).isEqualTo(401);
            assertThat(reply.text("type")).isEqualTo("urn:countersign:problem:unauthenticated");
        });
        // Which part was wrong is nobody's business but the operator's.
        assertThat(replies).extracting(Reply::body).containsOnly(replies.get(0).body());
        countersign.assertThatTheBooksBalance();
        assertThat(countersign.ingressMeters().sum("countersign_ingress_refused_total", MISMATCH))
                .isEqualTo(mismatches + 1);
        countersign.awaitProcessed();
        assertThat(countersign.topics().counts()).isEqualTo(before);
        assertThat(countersign
                        .resource("/resources/devengo/outgoing-payment/pyo_e2e_tampered")
                        .status())
                .isEqualTo(404);
    }

    @Test
    void anEventOfAnUnknownTypeIsKeptOnceAsUnmapped(Countersign countersign) throws Exception {
        Sample card = new Sample("devengo", "card.issued", """
                {"id":"evt_e2e_card","api_version":"v1","type":"card.issued","created_at":"2026-03-01T12:00:00Z",\
                "data":{"object":{"id":"crd_e2e","status":"issued"}}}""");
        countersign.acknowledged(card);
        countersign.acknowledged(card);
        countersign.awaitProcessed();

        Identity identity = new Identity("devengo", "evt_e2e_card", "card.issued");
        assertThat(countersign.topics().received()).containsEntry(identity, 2);
        assertThat(countersign.topics().events()).containsEntry(identity, 1);
        assertThat(countersign.topics().values(TopicCatalogue.events(ResourceType.UNMAPPED)))
                .extracting(Identity::of)
                .containsOnlyOnce(identity);
    }
}
