package io.countersign.endtoend;

import static io.countersign.endtoend.Countersign.PATIENCE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.countersign.endtoend.Topics.Identity;
import java.io.IOException;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import tools.jackson.databind.JsonNode;

/** What is in quarantine is sent through again after a fix, and counts once. */
@ExtendWith(SharedSystem.class)
class RedriveIT {

    private static final Map<String, String> PROOF = Map.of(ShopSettings.HEADER, ShopSettings.SECRET);

    @Test
    void whatWrongSettingsPutAwayCountsOnceWhenTheyAreMendedThoughTheIngressDiesInBetween(Countersign countersign)
            throws Exception {
        String body = """
                {"number":"ord_e2e_1","type":"order.paid","at":"2026-03-01T12:00:00Z"}""";
        Reply refused = countersign.send("shop", body, PROOF);
        assertThat(refused.status()).isEqualTo(400);
        await().atMost(PATIENCE).until(() -> !quarantined(countersign).isEmpty());

        assertThat(quarantined(countersign)).singleElement().satisfies(record -> {
            assertThat(record.path("detail").asString()).isEqualTo(refused.text("detail"));
            assertThat(record.path("contentType").asString()).isEqualTo("application/json");
            assertThat(record.path("bodyBytes").asInt()).isEqualTo(body.length());
            assertThat(record.path("redrive").isNull()).isTrue();
        });
        String id = quarantined(countersign).get(0).path("id").asString();
        JsonNode record = countersign.resource("/quarantine/" + id).json();
        assertThat(Base64.getDecoder().decode(record.path("body").asString())).isEqualTo(body.getBytes(UTF_8));

        Reply tooEarly = countersign.redrive(id);
        assertThat(tooEarly.status()).isEqualTo(200);
        assertThat(tooEarly.text("outcome")).isEqualTo("NOT_AN_EVENT");
        assertThat(tooEarly.text("detail")).isEqualTo(refused.text("detail"));

        countersign.installation().killIngress();
        Reply underWay = countersign.redrive(id);
        assertThat(underWay.status()).isEqualTo(202);
        countersign.shop().mend();
        countersign.installation().startIngress();

        await().atMost(PATIENCE)
                .untilAsserted(
                        () -> assertThat(countersign.redrive(id).status()).isEqualTo(200));
        Reply published = countersign.redrive(id);
        assertThat(published.text("outcome")).isEqualTo("PUBLISHED");
        assertThat(published.text("eventId")).isEqualTo("ord_e2e_1");
        assertThat(published.json().path("attempt").asInt()).isEqualTo(2);
        assertThat(countersign.resource("/quarantine/" + id).json().path("redrive"))
                .isEqualTo(published.json());
        countersign.awaitProcessed();
        Identity order = new Identity("shop", "ord_e2e_1", "order.paid");
        assertThat(countersign.topics().received()).containsEntry(order, 1);
        assertThat(countersign.topics().events()).containsEntry(order, 1);
        // The sender comes again, as some do after a 400: the same event.
        Reply again = countersign.send("shop", body, PROOF);
        assertThat(again.status()).isEqualTo(200);
        countersign.awaitProcessed();
        assertThat(countersign.topics().received()).containsEntry(order, 2);
        assertThat(countersign.topics().events()).containsEntry(order, 1);
        countersign.assertThatTheBooksBalance();
    }

    @Test
    void whatAnEarlierNormaliserDidNotUnderstandChangesTheStateOfItsResource(Countersign countersign) throws Exception {
        Example created = Example.of("devengo", "account.created")
                .with("/id", "evt_acc_e2e_redriven")
                .with("/data/object/id", "acc_e2e_redriven");
        String id = "e2e-earlier-normaliser";
        Quarantining.notAnEvent(countersign, id, "devengo", created.sample().body());
        String path = "/resources/devengo/account/acc_e2e_redriven";
        assertThat(countersign.resource(path).status()).isEqualTo(404);
        await().atMost(PATIENCE)
                .until(() -> countersign.resource("/quarantine/" + id).status() == 200);

        Reply redriven = countersign.redrive(id);

        assertThat(redriven.text("outcome")).as("%s", redriven.body()).isEqualTo("PUBLISHED");
        assertThat(redriven.text("key")).isEqualTo("devengo/account/acc_e2e_redriven");
        countersign.awaitProcessed();
        JsonNode state = countersign.resource(path).json();
        assertThat(state.path("status").asString()).isEqualTo("created");
        assertThat(state.path("firstSeenAt").asString()).isEqualTo("2026-03-01T12:00:00.000Z");
        countersign.assertThatTheBooksBalance();
    }

    @Test
    void aConflictStaysOneAndTellsWhereItComesFrom(Countersign countersign) throws Exception {
        Example created = Example.payment("pyo_e2e_again", "created", 0);
        countersign.acknowledged(created.sample());
        countersign.acknowledged(
                created.with("/data/object/amount/cents", 99_999).sample());
        countersign.awaitProcessed();
        String path = "/resources/devengo/outgoing-payment/pyo_e2e_again";
        JsonNode before = countersign.resource(path).json();
        await().atMost(PATIENCE).until(() -> conflicts(countersign).size() == 1);
        String id = conflicts(countersign).get(0).path("id").asString();
        long conflicting = countersign.processorMeters().verdicts("conflicting");

        Reply first = countersign.redrive(id);
        Reply second = countersign.redrive(id);

        assertThat(first.text("outcome")).isEqualTo("PUBLISHED");
        assertThat(second.json()).isEqualTo(first.json());
        countersign.awaitProcessed();
        assertThat(countersign.resource(path).json()).isEqualTo(before);
        assertThat(countersign.processorMeters().verdicts("conflicting")).isEqualTo(conflicting + 1);
        await().atMost(PATIENCE).until(() -> conflicts(countersign).size() == 2);
        assertThat(conflicts(countersign))
                .filteredOn(record -> !record.path("id").asString().equals(id))
                .singleElement()
                .satisfies(record ->
                        assertThat(record.path("redriveOf").asString()).isEqualTo(id));
        Identity event = new Identity("devengo", "evt_pyo_e2e_again_created", "outgoing_payment.created");
        assertThat(countersign.topics().received()).containsEntry(event, 3);
        assertThat(countersign.topics().events()).containsEntry(event, 1);
        countersign.assertThatTheBooksBalance();
    }

    private static List<JsonNode> quarantined(Countersign countersign) throws IOException, InterruptedException {
        return countersign.quarantine("source=shop&reason=NOT_AN_EVENT");
    }

    private static List<JsonNode> conflicts(Countersign countersign) throws IOException, InterruptedException {
        return countersign.quarantine("source=devengo&reason=CONFLICT").stream()
                .filter(record -> record.path("eventId").asString().equals("evt_pyo_e2e_again_created"))
                .toList();
    }
}
