package io.countersign.replay.show;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.event.CodeDelivery;
import io.countersign.event.DeliveryStep;
import io.countersign.event.RoutingStep;
import io.countersign.event.Verification;
import io.countersign.event.VerificationEvent;
import io.countersign.event.VerificationKind;
import io.countersign.replay.Events;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class RedactedTest {

    @Test
    void what_tells_events_apart_is_shown() {
        JsonNode json = Redacted.json(Events.account(Events.metadata("shop", "acc_1", "evt_1")));

        assertThat(json.at("/metadata/eventId").asString()).isEqualTo("evt_1");
        assertThat(json.at("/metadata/resource/id").asString()).isEqualTo("acc_1");
        assertThat(json.at("/metadata/occurredAt").asString()).isEqualTo("2026-03-01T12:00:00Z");
        assertThat(json.at("/account/status").asString()).isEqualTo("created");
        assertThat(json.at("/account/balance/minorUnits").asLong()).isEqualTo(1234);
        assertThat(json.at("/account/balance/currency").asString()).isEqualTo("EUR");
        assertThat(json.at("/account/createdAt").asString()).isEqualTo("2026-03-01T12:00:00Z");
    }

    @Test
    void every_other_text_is_hidden() {
        JsonNode json = Redacted.json(Events.account(Events.metadata("shop", "acc_1", "evt_1")));

        assertThat(json.at("/account/name").asString()).isEqualTo("***");
        assertThat(json.at("/account/identifiers/0/type").asString()).isEqualTo("***");
        assertThat(json.at("/metadata/receipt").asString()).isEqualTo("***");
        assertThat(json.has("payload")).isFalse();
        assertThat(json.toString())
                .doesNotContainIgnoringCase("planted")
                .doesNotContain("ES9121000418450200051332", "\"receipt\":\"receipt\"");
    }

    @Test
    void phone_numbers_and_what_people_wrote_are_hidden_at_any_depth() {
        String shown = Redacted.json(VerificationEvent.newBuilder()
                        .setMetadata(Events.metadata("lox24", "otp_1", "evt_1").build())
                        .setVerification(Verification.newBuilder()
                                .setKind(VerificationKind.CODE_DELIVERY)
                                .setStatus("delivered")
                                .setCodeDelivery(CodeDelivery.newBuilder()
                                        .setPhone("+34600000001")
                                        .setUserId("planted user")
                                        .setCodeLength(6)
                                        .setCustomerReference("planted 123456")
                                        .setRouting(List.of(RoutingStep.newBuilder()
                                                .setChannel("planted channel")
                                                .setSenderId("planted sender")
                                                .build()))
                                        .setSteps(List.of(DeliveryStep.newBuilder()
                                                .setId("step_1")
                                                .setErrorMessage("planted +34600000001")
                                                .build()))
                                        .build())
                                .build())
                        .setPayload("{\"code\":\"123456\"}")
                        .build())
                .toString();

        assertThat(shown)
                .contains("CODE_DELIVERY", "delivered", "step_1", "\"codeLength\":6")
                .doesNotContainIgnoringCase("planted")
                .doesNotContain("+34600000001", "123456");
    }
}
