package io.countersign.endtoend.faults;

import io.countersign.endtoend.Countersign;
import io.countersign.endtoend.Reply;
import io.countersign.endtoend.Topics.Identity;
import io.countersign.endtoend.faults.Load.Acknowledgement;
import io.countersign.event.EventMetadata;
import io.countersign.state.ResourceState;
import io.countersign.topic.ResourceType;
import io.countersign.topic.Topic;
import io.countersign.topic.TopicCatalogue;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.avro.specific.SpecificRecordBase;

/**
 * Holds what senders were told against what is there. To be made when the load has finished and everything is processed.
 * What is on a topic without having been acknowledged (its answer was lost, say) is allowed, and must count once like
 * anything else.
 */
public final class Reconciliation {

    /** So many resources are asked for over HTTP; the states of all are read from their topics. */
    private static final int ASKED_FOR = 50;

    private static final String EXAMPLES_IBAN = "ES6621000418401234567891";
    private static final String EXAMPLES_PHONE = "4915112345678";

    private final Countersign countersign;
    private final Load load;
    private final List<String> problems = new ArrayList<>();
    private final List<SpecificRecordBase> received;
    private final Map<Identity, Integer> events;
    private final Set<Identity> lost = new HashSet<>();
    private final Map<String, ExpectedState> expected = new LinkedHashMap<>();
    private int lostAcknowledgements;
    private int wrongStates;

    private Reconciliation(Countersign countersign, Load load) {
        this.countersign = countersign;
        this.load = load;
        this.received = ofThisLoad(TopicCatalogue::received);
        this.events = new HashMap<>();
        ofThisLoad(TopicCatalogue::events).forEach(event -> events.merge(Identity.of(event), 1, Integer::sum));
    }

    /** Reads all topics and compares. */
    public static Reconciliation of(Countersign countersign, Load load) throws IOException, InterruptedException {
        Reconciliation made = new Reconciliation(countersign, load);
        made.acknowledgedIsReceived();
        made.receivedCountsOnce();
        made.refusedIsNotThere();
        made.statesAreRight();
        made.logsKeepSecrets();
        return made;
    }

    /** What is not as it must be, in words; empty where all is well. */
    public List<String> problems() {
        return problems;
    }

    /** How many records this load has on the received topics. */
    public int received() {
        return received.size();
    }

    /** How many different events there are. */
    public int once() {
        return events.size();
    }

    /** How many records said again what another had said. */
    public int duplicatesDropped() {
        return received.size() - events.size();
    }

    /** How many acknowledged webhooks are not received, and received events not counted. */
    public int lost() {
        return lostAcknowledgements + lost.size();
    }

    /** How many resources have another state than their events make. */
    public int wrongStates() {
        return wrongStates;
    }

    private List<SpecificRecordBase> ofThisLoad(Function<ResourceType, Topic> topics) {
        return countersign
                .topics()
                .values(Stream.of(ResourceType.values()).map(topics).toList())
                .stream()
                .filter(event ->
                        load.webhooks().own(metadata(event).getResource().getId()))
                .toList();
    }

    /** By its receipt, and as the webhook that was sent. */
    private void acknowledgedIsReceived() {
        Map<String, List<SpecificRecordBase>> byReceipt = received.stream()
                .collect(Collectors.groupingBy(event -> metadata(event).getReceipt()));
        Map<String, List<Acknowledgement>> given =
                load.acknowledgements().stream().collect(Collectors.groupingBy(Acknowledgement::receipt));
        given.forEach((receipt, acknowledgements) -> {
            List<SpecificRecordBase> records = byReceipt.getOrDefault(receipt, List.of());
            // Two deliveries of one body in one millisecond have the same receipt.
            int missing = acknowledgements.size() - records.size();
            if (missing > 0) {
                lostAcknowledgements += missing;
                problem(
                        "acknowledged, not received: ",
                        Load.name(acknowledgements.get(0).webhook()));
            }
            for (Acknowledgement acknowledgement : acknowledgements) {
                if (!records.stream()
                        .allMatch(event -> name(event).equals(Load.name(acknowledgement.webhook()))
                                && metadata(event).getEventId().equals(acknowledgement.eventId()))) {
                    problem("received as something else: ", Load.name(acknowledgement.webhook()));
                }
            }
        });
    }

    private void receivedCountsOnce() {
        Set<Identity> identities = received.stream().map(Identity::of).collect(Collectors.toSet());
        identities.stream().filter(identity -> !events.containsKey(identity)).forEach(identity -> {
            lost.add(identity);
            problem("received, not counted: ", identity);
        });
        events.forEach((identity, count) -> {
            if (count != 1) {
                problem("counted " + count + " times: ", identity);
            }
            if (!identities.contains(identity)) {
                problem("counted, never received: ", identity);
            }
        });
    }

    private void refusedIsNotThere() {
        int forged = load.count(attempt -> attempt.forged() && attempt.status() == 200);
        if (forged > 0) {
            problem("forged and acknowledged: ", forged);
        }
        for (SpecificRecordBase event : received) {
            String name = name(event);
            if (load.webhooks().isForged(metadata(event).getResource().getId())
                    || !load.maybeReceived().contains(name)) {
                problem("refused or never sent, and received: ", name);
            }
        }
        int quarantined =
                countersign.topics().values(TopicCatalogue.quarantine()).size();
        if (quarantined > 0) {
            problem("in quarantine: ", quarantined);
        }
    }

    private void statesAreRight() throws IOException, InterruptedException {
        for (SpecificRecordBase event : received) {
            EventMetadata metadata = metadata(event);
            expected.computeIfAbsent(key(metadata.getProvider(), metadata.getResource()), key -> new ExpectedState())
                    .add(event);
        }
        Map<String, ResourceState> states = new HashMap<>();
        for (SpecificRecordBase value : countersign
                .topics()
                .values(ResourceType.withState().stream()
                        .map(TopicCatalogue::state)
                        .toList())) {
            ResourceState state = (ResourceState) value;
            if (load.webhooks().own(state.getResource().getId())) {
                states.put(key(state.getProvider(), state.getResource()), state);
            }
        }
        expected.forEach((key, right) -> {
            ResourceState state = states.remove(key);
            List<String> differences = state == null ? List.of("no state") : right.differences(state);
            if (!differences.isEmpty()) {
                wrongStates++;
                problem("wrong state of " + key + ": ", differences);
            }
        });
        wrongStates += states.size();
        states.keySet().forEach(key -> problem("a state without an event: ", key));
        for (String key : expected.keySet().stream().limit(ASKED_FOR).toList()) {
            answersAre(key, expected.get(key));
        }
    }

    private void answersAre(String key, ExpectedState right) throws IOException, InterruptedException {
        Reply reply = countersign.resource("/resources/" + key);
        if (reply.status() != 200
                || !reply.text("status").equals(right.status())
                || reply.json().path("revision").asInt() != right.revision()) {
            wrongStates++;
            problem("another state over HTTP: ", key);
        }
    }

    private void logsKeepSecrets() throws IOException {
        List<String> secrets = new ArrayList<>(countersign.secrets());
        secrets.addAll(List.of(EXAMPLES_IBAN, EXAMPLES_PHONE));
        countersign.logsWith(secrets).forEach(found -> problem("a secret in a log: ", found.split(" ", 2)[0]));
    }

    private void problem(String what, Object which) {
        problems.add(what + which);
    }

    private static String key(String provider, io.countersign.event.Resource resource) {
        return provider + "/" + resource.getType() + "/" + resource.getId();
    }

    private static String name(SpecificRecordBase event) {
        EventMetadata metadata = metadata(event);
        return Load.name(
                metadata.getProvider(),
                metadata.getProviderType(),
                metadata.getResource().getId());
    }

    private static EventMetadata metadata(SpecificRecordBase event) {
        return (EventMetadata) event.get("metadata");
    }
}
