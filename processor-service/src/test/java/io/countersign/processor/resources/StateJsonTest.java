package io.countersign.processor.resources;

import static io.countersign.processor.Events.account;
import static io.countersign.processor.Events.metadata;
import static io.countersign.processor.Events.verification;
import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.processor.ledger.Ledger;
import io.countersign.processor.ledger.ResourceEvent;
import io.countersign.state.ResourceState;
import org.junit.jupiter.api.Test;

class StateJsonTest {

    private final Ledger ledger = new Ledger(10);

    @Test
    void aStateShowsExactlyTheFieldsOfTheContract() {
        ResourceState state = ledger.decide(null, ResourceEvent.of(account("acc_1", "active")))
                .state();

        assertThat(StateJson.full(state).toString())
                .isEqualTo("{\"resource\":{\"provider\":\"devengo\",\"type\":\"account\",\"id\":\"acc_1\"},"
                        + "\"status\":\"active\",\"providerStatus\":\"active\",\"revision\":1,"
                        + "\"firstSeenAt\":\"2026-03-01T12:01:00.000Z\",\"changedAt\":\"2026-03-01T12:00:00.000Z\","
                        + "\"lastEvent\":\"evt_active\","
                        + "\"account\":{\"status\":\"active\",\"providerStatus\":\"active\",\"name\":\"Savings\","
                        + "\"identifiers\":[],\"currency\":null,\"balance\":null,\"bank\":null,\"attributes\":{},"
                        + "\"createdAt\":\"2026-03-01T12:00:00.000Z\",\"closedAt\":null},"
                        + "\"history\":[{\"eventId\":\"evt_active\",\"type\":\"account.active\","
                        + "\"occurredAt\":\"2026-03-01T12:00:00.000Z\",\"receivedAt\":\"2026-03-01T12:01:00.000Z\","
                        + "\"verdict\":\"APPLIED\",\"unexpected\":false}]}");
    }

    @Test
    void enumsAreNamesAndNestedRecordsAreObjects() {
        ResourceState state = ledger.decide(
                        null,
                        ResourceEvent.of(
                                verification(metadata("devengo", "verification", "vrf_1", "created"), "created")))
                .state();

        assertThat(StateJson.summary(state).path("verification").path("kind").asString())
                .isEqualTo("RECIPIENT_CHECK");
        assertThat(StateJson.summary(state)
                        .path("verification")
                        .path("recipientCheck")
                        .path("attributes")
                        .path("order")
                        .asString())
                .isEqualTo("1");
        assertThat(StateJson.summary(state).has("history")).isFalse();
    }
}
