package io.countersign.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.crypto.MACVerifier;
import io.countersign.endtoend.Topics.Identity;
import io.countersign.event.EventMetadata;
import io.countersign.quickstart.sample.ExpectedResource;
import io.countersign.quickstart.sample.Sample;
import io.countersign.state.HistoryEntry;
import io.countersign.state.ResourceState;
import io.countersign.topic.ResourceType;
import io.countersign.topic.Topic;
import io.countersign.topic.TopicCatalogue;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.avro.specific.SpecificRecordBase;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import tools.jackson.databind.JsonNode;

/** The providers' 27 examples, in any order, any number of times. No other test may send them. */
@ExtendWith(SharedSystem.class)
class SamplesIT {

    private static final int REPETITIONS = 6;

    @Test
    void theExamplesInAnyOrderAndSomeTwiceBecomeEachEventOnceAndTheRightStates(Countersign countersign)
            throws Exception {
        Seed seed = Seed.printedFor("SamplesIT");
        List<Sample> first = seed.shuffledWithRepetitions(Sample.all(), REPETITIONS);
        Map<Identity, Sample> identities = send(countersign, first);
        countersign.awaitProcessed();

        assertThat(Sample.all()).hasSize(27);
        assertThat(identities).as("acknowledged, %s", seed).hasSize(27);
        assertThat(countersign.topics().events())
                .as("events, %s", seed)
                .containsAllEntriesOf(identities.keySet().stream().collect(Collectors.toMap(id -> id, id -> 1)));
        Map<String, JsonNode> states = statesOf(countersign);
        for (ExpectedResource expected : ExpectedResource.all()) {
            JsonNode state = states.get(expected.path());
            assertThat(state.path("status").asString())
                    .as("%s, %s", expected.path(), seed)
                    .isEqualTo(statusThatStays(expected, first));
            assertThat(state.path("history").size())
                    .as("history of %s, %s", expected.path(), seed)
                    .isEqualTo(expected.events());
            assertThat(state.path("revision").asInt()).isEqualTo(expected.events());
        }
        assertThat(states.get("/resources/devengo/account/acc_fYpgX5Ytdxzexuf61lFmw")
                        .path("status")
                        .asString())
                .isEqualTo("closed");
        assertThatTheStateTopicsSayTheSame(countersign, states);
        countersign.assertThatTheBooksBalance();

        // All of it again, in another order: nothing changes but the counter of duplicates.
        Map<String, Integer> countsBefore = countersign.topics().counts();
        Meters before = countersign.processorMeters();
        send(countersign, seed.shuffled(Sample.all()));
        countersign.awaitProcessed();

        assertThat(statesOf(countersign)).as("states, %s", seed).isEqualTo(states);
        assertThat(withoutReceived(countersign.topics().counts()))
                .as("records, %s", seed)
                .isEqualTo(withoutReceived(countsBefore));
        Meters after = countersign.processorMeters();
        assertThat(after.verdicts("duplicate")).isEqualTo(before.verdicts("duplicate") + 27);
        for (String verdict : List.of("applied", "late", "conflicting", "unreadable")) {
            assertThat(after.verdicts(verdict)).as(verdict).isEqualTo(before.verdicts(verdict));
        }
        countersign.assertThatTheBooksBalance();
    }

    /** Sends them one after the other, proves each receipt, and says which events they are. */
    private static Map<Identity, Sample> send(Countersign countersign, List<Sample> webhooks) throws Exception {
        MACVerifier verifier =
                new MACVerifier(countersign.installation().secrets().receiptKey());
        Map<String, Sample> byReceipt = new LinkedHashMap<>();
        for (Sample webhook : webhooks) {
            Reply reply = countersign.acknowledged(webhook);
            assertThat(reply.json().propertyNames()).containsExactly("eventId", "receivedAt", "receipt");
            JWSObject receipt = JWSObject.parse(reply.text("receipt"));
            assertThat(receipt.verify(verifier)).isTrue();
            assertThat(receipt.getHeader().getAlgorithm().getName()).isEqualTo("HS256");
            assertThat(receipt.getPayload().toJSONObject())
                    .containsOnly(
                            Map.entry("source", webhook.source()),
                            Map.entry("eventId", reply.text("eventId")),
                            Map.entry("receivedAt", reply.text("receivedAt")),
                            Map.entry("bodySha256", sha256(webhook.body())));
            assertThat(Instant.parse(reply.text("receivedAt")))
                    .isBefore(Instant.now().plusSeconds(1));
            byReceipt.put(reply.text("receipt"), webhook);
        }
        // A receipt travels with its event: that is how an outsider finds the event of an answer.
        Map<Identity, Sample> identities = new HashMap<>();
        List<Topic> received =
                Stream.of(ResourceType.values()).map(TopicCatalogue::received).toList();
        for (SpecificRecordBase event : countersign.topics().values(received)) {
            EventMetadata metadata = (EventMetadata) event.get("metadata");
            Sample webhook = byReceipt.get(metadata.getReceipt());
            if (webhook != null) {
                identities.put(Identity.of(event), webhook);
                assertThat(metadata.getProviderType()).isEqualTo(webhook.providerType());
                assertThat(metadata.getResource().getId()).isEqualTo(webhook.resourceId());
            }
        }
        return identities;
    }

    private static Map<String, JsonNode> statesOf(Countersign countersign) throws Exception {
        Map<String, JsonNode> states = new LinkedHashMap<>();
        for (ExpectedResource expected : ExpectedResource.all()) {
            Reply reply = countersign.resource(expected.path());
            assertThat(reply.status()).as("%s: %s", expected.path(), reply).isEqualTo(200);
            states.put(expected.path(), reply.json());
        }
        return states;
    }

    /** Where the examples hold ends that exclude each other, all at one time, the one that came last stays. */
    private static String statusThatStays(ExpectedResource expected, List<Sample> sent) {
        if (expected.statuses().size() == 1) {
            return expected.statuses().iterator().next();
        }
        List<String> arrived = sent.stream()
                .filter(webhook -> webhook.resourceId().equals(expected.id()))
                .map(webhook -> webhook.name().substring(webhook.name().indexOf('.') + 1))
                .distinct()
                .filter(expected.statuses()::contains)
                .toList();
        return arrived.get(arrived.size() - 1);
    }

    private static void assertThatTheStateTopicsSayTheSame(Countersign countersign, Map<String, JsonNode> states) {
        Map<String, ResourceState> latest = new HashMap<>();
        countersign
                .topics()
                .values(ResourceType.withState().stream()
                        .map(TopicCatalogue::state)
                        .toList())
                .stream()
                .map(ResourceState.class::cast)
                .forEach(state -> latest.put(
                        "/resources/" + state.getProvider() + "/"
                                + state.getResource().getType() + "/"
                                + state.getResource().getId(),
                        state));
        states.forEach((path, answer) -> {
            ResourceState state = latest.get(path);
            assertThat(state).as(path).isNotNull();
            assertThat(state.getStatus()).isEqualTo(answer.path("status").asString());
            assertThat(state.getProviderStatus())
                    .isEqualTo(answer.path("providerStatus").asString(null));
            assertThat(state.getRevision()).isEqualTo(answer.path("revision").asLong());
            assertThat(state.getLastEvent()).isEqualTo(answer.path("lastEvent").asString());
            assertThat(state.getFirstSeenAt())
                    .isEqualTo(Instant.parse(answer.path("firstSeenAt").asString()));
            assertThat(state.getChangedAt())
                    .isEqualTo(Instant.parse(answer.path("changedAt").asString()));
            List<String> history = new ArrayList<>();
            answer.path("history")
                    .forEach(entry -> history.add(entry.path("eventId").asString() + " "
                            + entry.path("type").asString() + " "
                            + entry.path("verdict").asString() + " "
                            + entry.path("unexpected").asBoolean()));
            assertThat(state.getHistory()).extracting(SamplesIT::inWords).isEqualTo(history);
        });
    }

    private static String inWords(HistoryEntry entry) {
        return entry.getEventId() + " " + entry.getType() + " " + entry.getVerdict() + " " + entry.getUnexpected();
    }

    private static Map<String, Integer> withoutReceived(Map<String, Integer> counts) {
        Set<String> received = Stream.of(ResourceType.values())
                .map(TopicCatalogue::received)
                .map(Topic::name)
                .collect(Collectors.toSet());
        Map<String, Integer> rest = new HashMap<>(counts);
        rest.keySet().removeAll(received);
        return rest;
    }

    private static String sha256(byte[] body) throws Exception {
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(body));
    }
}
