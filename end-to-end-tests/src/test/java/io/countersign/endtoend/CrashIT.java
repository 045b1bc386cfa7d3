package io.countersign.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.event.EventMetadata;
import io.countersign.quickstart.sample.Sample;
import io.countersign.topic.ResourceType;
import io.countersign.topic.Topic;
import io.countersign.topic.TopicCatalogue;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Each service dies as by kill -9 under load, and comes back. */
class CrashIT {

    private static final int PAYMENTS = 60;
    private static final List<String> STEPS = List.of("created", "validating", "pending", "processing", "confirmed");
    private static final int CHECKS = 40;
    private static final int CODES = 40;

    private static final String EXAMPLES_IBAN = "ES6621000418401234567891";
    private static final String EXAMPLES_PHONE = "4915112345678";

    private static Countersign countersign;

    @BeforeAll
    static void start() {
        countersign = Countersign.start(SharedSystem.newFolder("crash"));
    }

    @AfterAll
    static void stop() {
        countersign.close();
    }

    @Test
    void nothingIsLostOrDoubledWhenTheProcessorIsKilledTwice() throws Exception {
        Seed seed = Seed.printedFor("CrashIT, processor");
        Webhooks sent = Webhooks.of("pk");
        Load load = new Load(countersign, sent.inAnyOrderWithRepetitions(seed));
        AtomicInteger acknowledgedBefore = new AtomicInteger();

        load.send(() -> {
            countersign.stack().processor().kill();
            acknowledgedBefore.set(load.acknowledged());
        });
        assertThat(acknowledgedBefore.get()).as("in the middle").isLessThan(load.acknowledged());
        assertThat(countersign.topics().everythingIsProcessed()).isFalse();
        assertThat(load.sentInVain()).as("the ingress needs no processor").isZero();
        // Once more while it catches up: a whole batch is under way then.
        countersign.stack().processor().launch();
        countersign.topics().awaitAnotherEvent();
        countersign.stack().processor().kill();
        assertThat(countersign.topics().everythingIsProcessed()).isFalse();
        countersign.stack().processor().start();

        assertThatAllIsWell(sent, load, seed);
    }

    @Test
    void nothingIsLostOrDoubledWhenTheIngressIsKilled() throws Exception {
        Seed seed = Seed.printedFor("CrashIT, ingress");
        Webhooks sent = Webhooks.of("ik");
        Load load = new Load(countersign, sent.inAnyOrderWithRepetitions(seed));

        load.send(() -> {
            countersign.stack().ingress().kill();
            countersign.stack().ingress().start();
        });
        assertThat(load.sentInVain()).as("webhooks that met no ingress").isPositive();

        assertThatAllIsWell(sent, load, seed);
    }

    /** The webhooks of one test, and what must come of them: by path the status and the number of events. */
    private record Webhooks(String prefix, List<Sample> each, Map<String, Integer> events, Map<String, String> status) {

        static Webhooks of(String prefix) {
            Webhooks all = new Webhooks(prefix, new ArrayList<>(), new LinkedHashMap<>(), new LinkedHashMap<>());
            for (int i = 0; i < PAYMENTS; i++) {
                String id = "pyo_" + prefix + i;
                for (int step = 0; step < STEPS.size(); step++) {
                    all.each.add(Example.payment(id, STEPS.get(step), step).sample());
                }
                all.expect("/resources/devengo/outgoing-payment/" + id, STEPS.size(), "confirmed");
            }
            for (int i = 0; i < CHECKS; i++) {
                String id = "chk_" + prefix + i;
                all.each.add(Example.accountCheck(id).sample());
                all.expect("/resources/nuapay/verification/" + id, 1, "completed");
            }
            for (int i = 0; i < CODES; i++) {
                String id = "otp_" + prefix + i;
                all.each.add(Example.codeDelivery(id).sample());
                all.expect("/resources/lox24/verification/" + id, 1, "confirmed");
            }
            return all;
        }

        private void expect(String path, int count, String last) {
            events.put(path, count);
            status.put(path, last);
        }

        List<Sample> inAnyOrderWithRepetitions(Seed seed) {
            return seed.shuffledWithRepetitions(each, each.size() / 10);
        }
    }

    private static void assertThatAllIsWell(Webhooks sent, Load load, Seed seed) throws Exception {
        countersign.awaitProcessed();
        assertThat(load.acknowledged()).isEqualTo(sent.each().size() * 11 / 10);

        Set<String> receiptsKept = new HashSet<>();
        metadata(TopicCatalogue::received).forEach(event -> receiptsKept.add(event.getReceipt()));
        assertThat(receiptsKept).as("acknowledged, and so kept, %s", seed).containsAll(load.receipts());

        Map<String, Integer> events = new HashMap<>();
        Map<String, Integer> byResource = new HashMap<>();
        metadata(TopicCatalogue::events).forEach(event -> {
            String path = "/resources/" + event.getProvider() + "/"
                    + event.getResource().getType() + "/" + event.getResource().getId();
            events.merge(path + " " + event.getEventId() + " " + event.getType(), 1, Integer::sum);
            byResource.merge(path, 1, Integer::sum);
        });
        assertThat(events)
                .as("each event once, %s", seed)
                .allSatisfy((event, count) -> assertThat(count).as(event).isEqualTo(1));
        assertThat(byResource).as("none lost, %s", seed).containsAllEntriesOf(sent.events());

        for (Map.Entry<String, String> expected : sent.status().entrySet()) {
            Reply reply = countersign.resource(expected.getKey());
            assertThat(reply.status()).as("%s: %s", expected.getKey(), reply).isEqualTo(200);
            JsonNode state = reply.json();
            assertThat(state.path("status").asString())
                    .as("%s, %s", expected.getKey(), seed)
                    .isEqualTo(expected.getValue());
            assertThat(state.path("revision").asInt()).isEqualTo(sent.events().get(expected.getKey()));
            assertThat(state.path("history").size()).isEqualTo(sent.events().get(expected.getKey()));
        }
        assertThat(countersign.topics().values(TopicCatalogue.quarantine())).isEmpty();
        assertThat(countersign.logsWith(countersign.secrets())).isEmpty();
        assertThat(countersign.logsWith(List.of(EXAMPLES_IBAN, EXAMPLES_PHONE))).isEmpty();
        countersign.assertThatTheBooksBalance();
    }

    private static Stream<EventMetadata> metadata(Function<ResourceType, Topic> topic) {
        return countersign
                .topics()
                .values(Stream.of(ResourceType.values()).map(topic).toList())
                .stream()
                .map(event -> (EventMetadata) event.get("metadata"));
    }
}
