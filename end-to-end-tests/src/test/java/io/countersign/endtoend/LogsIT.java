package io.countersign.endtoend;

import static io.countersign.endtoend.Countersign.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.countersign.quickstart.sample.Sample;
import io.countersign.topic.ResourceType;
import io.countersign.topic.TopicCatalogue;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import tools.jackson.databind.JsonNode;

/** What the services log, as text and as ECS: the same lines are to be found by the same fields in both. */
@ExtendWith(SharedSystem.class)
class LogsIT {

    /** An id that would end its field and begin a line, as far as a provider may send it: there are no control characters. */
    private static final String HOSTILE = "evt_e2e_logs\" outcome=\"x\\\u2028\u202e2026-01-01 ERROR forged";

    private static final String SHOWN = "evt_e2e_logs? outcome=?x???2026-01-01 ERROR forged";

    @Test
    void aConflictIsFoundByTheIdOfItsEventWhichCannotForgeALine(Countersign countersign) throws Exception {
        Example created = Example.payment("pyo_e2e_logs", "created", 0).with("/id", HOSTILE);
        assertThat(countersign.acknowledged(created.sample()).text("eventId")).isEqualTo(HOSTILE);
        countersign.acknowledged(
                created.with("/data/object/description", "another").sample());
        countersign.awaitProcessed();

        String message = "A record is put into quarantine.";
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(countersign.ecsLog("processor"))
                        .filteredOn(line -> line.path("eventId").asString("").equals(SHOWN))
                        .isNotEmpty()
                        .allSatisfy(line -> {
                            assertThat(line.path("message").asString()).isEqualTo(message);
                            assertThat(line.at("/log/level").asString()).isEqualTo("WARN");
                            assertThat(line.path("sourceName").asString()).isEqualTo("devengo");
                            assertThat(line.path("reason").asString()).isEqualTo("CONFLICT");
                            assertThat(line.path("topic").asString())
                                    .isEqualTo(TopicCatalogue.received(ResourceType.OUTGOING_PAYMENT)
                                            .name());
                            assertThat(line.path("partition").isInt()).isTrue();
                            assertThat(line.path("offset").isIntegralNumber()).isTrue();
                        }));
        assertThat(countersign.log("processor"))
                .filteredOn(line -> line.contains("evt_e2e_logs"))
                .isNotEmpty()
                .allMatch(line -> line.contains(" WARN ")
                        && line.contains(message + " eventId=\"" + SHOWN + "\" sourceName=\"devengo\""));
    }

    @Test
    void aWebhookThatIsNoEventIsFoundByTheIdOfItsQuarantineRecord(Countersign countersign) throws Exception {
        assertThat(countersign
                        .send(new Sample("nuapay", "no event", "{\"e2e\":\"logs\"}"))
                        .status())
                .isEqualTo(400);
        countersign.awaitProcessed();

        List<String> ids = countersign.quarantine("source=nuapay").stream()
                .map(record -> record.path("id").asString())
                .toList();
        assertThat(countersign.ecsLog("ingress"))
                .filteredOn(line -> line.path("message").asString("").endsWith("put into quarantine."))
                .anySatisfy(line -> {
                    assertThat(line.path("quarantineId").asString()).isIn(ids);
                    assertThat(line.path("sourceName").asString()).isEqualTo("nuapay");
                });
        assertThat(countersign.log("ingress"))
                .anyMatch(line -> line.contains("A webhook is no event and is put into quarantine. quarantineId=\"")
                        && ids.stream().anyMatch(line::contains));
    }

    /** A collector takes nothing else, and an index of ECS no object where it has a text. */
    @Test
    void everyLineOfEcsIsAnObjectWithWhatEcsAsksFor(Countersign countersign) throws Exception {
        for (String service : List.of("ingress", "processor")) {
            List<JsonNode> lines = countersign.ecsLog(service);
            assertThat(lines).isNotEmpty().allSatisfy(line -> {
                assertThat(line.path("@timestamp").isString()).isTrue();
                assertThat(line.at("/ecs/version").isString()).isTrue();
                assertThat(line.at("/service/name").asString()).isEqualTo("countersign-" + service);
                assertThat(Set.of("INFO", "WARN", "ERROR"))
                        .contains(line.at("/log/level").asString());
                assertThat(Stream.of("source", "event", "error")
                                .map(line::path)
                                .filter(field -> !field.isMissingNode()))
                        .allMatch(JsonNode::isObject);
            });
        }
    }
}
