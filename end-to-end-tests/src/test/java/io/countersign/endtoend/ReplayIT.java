package io.countersign.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.endtoend.ReplayTool.Result;
import io.countersign.quickstart.sample.ExpectedResource;
import io.countersign.quickstart.sample.Sample;
import io.countersign.topic.ResourceType;
import io.countersign.topic.Topic;
import io.countersign.topic.TopicCatalogue;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Replays into a running system. It is one of its own: what other tests send may be unreadable or in conflict. */
class ReplayIT {

    private static final int REPETITIONS = 6;
    private static final List<String> RECEIVED = Stream.of(ResourceType.values())
            .map(TopicCatalogue::received)
            .map(Topic::name)
            .toList();

    @Test
    void aReplayOfEverythingChangesNoStateAndPublishesNothingTwice() throws Exception {
        Seed seed = Seed.printedFor("ReplayIT");
        try (Countersign countersign = Countersign.start(SharedSystem.newFolder("replay"))) {
            List<Sample> webhooks = seed.shuffledWithRepetitions(Sample.all(), REPETITIONS);
            for (Sample webhook : webhooks) {
                countersign.acknowledged(webhook);
            }
            countersign.awaitProcessed();
            Map<String, JsonNode> states = statesOf(countersign);
            Map<String, Integer> before = countersign.topics().counts();
            long duplicates = countersign.processorMeters().verdicts("duplicate");

            Result replay = ReplayTool.run(countersign.installation(), "replay", "--yes");
            countersign.awaitProcessed();

            assertThat(replay.code()).as(replay.err()).isZero();
            assertThat(replay.out()).contains("is complete", webhooks.size() + " written");
            Map<String, Integer> expected = new TreeMap<>(before);
            RECEIVED.forEach(topic -> expected.merge(topic, before.get(topic), Integer::sum));
            Map<String, Integer> after = new TreeMap<>(countersign.topics().counts());
            assertThat(after.remove(TopicCatalogue.jobs().name())).isPositive();
            expected.remove(TopicCatalogue.jobs().name());
            assertThat(after).as("records, %s", seed).isEqualTo(expected);
            assertThat(statesOf(countersign)).as("states, %s", seed).isEqualTo(states);
            assertThat(countersign.processorMeters().verdicts("duplicate")).isEqualTo(duplicates + webhooks.size());
            countersign.assertThatTheBooksBalance();
        }
    }

    private static Map<String, JsonNode> statesOf(Countersign countersign) throws Exception {
        Map<String, JsonNode> states = new TreeMap<>();
        for (ExpectedResource expected : ExpectedResource.all()) {
            Reply reply = countersign.resource(expected.path());
            assertThat(reply.status()).as("%s: %s", expected.path(), reply).isEqualTo(200);
            states.put(expected.path(), reply.json());
        }
        return states;
    }
}
