package io.countersign.endtoend;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.endtoend.Topics.Identity;
import io.countersign.quickstart.sample.Sample;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import tools.jackson.databind.JsonNode;

/** The replay tool beside the running services. */
@ExtendWith(SharedSystem.class)
class ReplayToolIT {

    @Test
    void redrivesHaveTheirOutcomesFromTheIngressAndCountOnce(Countersign countersign) throws Exception {
        Example created = Example.of("devengo", "account.created")
                .with("/id", "evt_acc_e2e_job")
                .with("/data/object/id", "acc_e2e_job");
        Quarantining.notAnEvent(
                countersign, "e2e-job-1", "devengo", created.sample().body());
        Quarantining.notAnEvent(countersign, "e2e-job-2", "devengo", "{\"planted\":\"e2e-body\"}".getBytes(UTF_8));
        Quarantining.notAnEvent(countersign, "e2e-job-3", "nobody-configured-it", "{}".getBytes(UTF_8));
        String[] redrive = {"redrive", "--id=e2e-job-1", "--id=e2e-job-2", "--id=e2e-job-3", "--yes"};

        ReplayTool.Result first = ReplayTool.run(countersign.installation(), redrive);
        ReplayTool.Result second = ReplayTool.run(countersign.installation(), redrive);

        assertThat(first.code()).as("%s", first).isEqualTo(1);
        assertThat(first.out())
                .contains(
                        "e2e-job-1  NOT_AN_EVENT  PUBLISHED",
                        "e2e-job-2  NOT_AN_EVENT  NOT_AN_EVENT  id: expected a string",
                        "e2e-job-3  NOT_AN_EVENT  SOURCE_NOT_CONFIGURED",
                        "1 published, 0 published before, 2 not published");
        assertThat(second.out())
                .contains(
                        "e2e-job-1  NOT_AN_EVENT  PUBLISHED before",
                        "0 published, 1 published before, 2 not published");
        assertThat(first + "" + second).doesNotContain("planted", "e2e-body");
        countersign.awaitProcessed();
        JsonNode state =
                countersign.resource("/resources/devengo/account/acc_e2e_job").json();
        assertThat(state.path("revision").asInt()).isEqualTo(1);
        Identity event = new Identity("devengo", "evt_acc_e2e_job", "account.created");
        assertThat(countersign.topics().received()).containsEntry(event, 1);
        assertThat(countersign.topics().events()).containsEntry(event, 1);
        countersign.assertThatTheBooksBalance();
    }

    @Test
    void whatTheIngressHasReceivedIsTheSameWhenItIsNormalisedAgain(Countersign countersign) throws Exception {
        List<Sample> samples = Stream.of(
                        Example.payment("pyo_e2e_same", "created", 0),
                        Example.accountCheck("ver_e2e_same"),
                        Example.codeDelivery("e2e-same"))
                .map(Example::sample)
                .toList();
        List<String> arguments = new ArrayList<>(List.of("renormalise"));
        for (Sample sample : samples) {
            arguments.add("--event-id=" + countersign.acknowledged(sample).text("eventId"));
        }

        ReplayTool.Result result = ReplayTool.run(countersign.installation(), arguments.toArray(String[]::new));

        assertThat(result.code()).as("%s", result).isZero();
        assertThat(result.out()).startsWith("3 events normalised again: 3 as they were, 0 changed");
    }
}
