package io.countersign.endtoend.faults;

import io.countersign.endtoend.Topics.Identity;
import io.countersign.event.EventMetadata;
import io.countersign.state.HistoryEntry;
import io.countersign.state.ResourceState;
import io.countersign.state.Verdict;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.apache.avro.specific.SpecificRecordBase;

/**
 * What the received events of one resource must make of it, worked out once more from the contract's words: each event
 * counts once, at its first arrival; the latest by the provider's clock sets status and fields. For resources whose events
 * all have times of their own.
 */
final class ExpectedState {

    private static final List<String> TYPED_FIELDS =
            List.of("account", "incomingPayment", "outgoingPayment", "verification");

    private final Map<Identity, SpecificRecordBase> counted = new LinkedHashMap<>();

    /** Adds an event, in the order of arrival. */
    void add(SpecificRecordBase event) {
        counted.putIfAbsent(Identity.of(event), event);
    }

    /** In which points a state is another, in words without content. */
    List<String> differences(ResourceState actual) {
        List<SpecificRecordBase> inOrder = counted.values().stream()
                .sorted(Comparator.comparing(event -> metadata(event).getOccurredAt()))
                .toList();
        SpecificRecordBase latest = inOrder.get(inOrder.size() - 1);
        SpecificRecordBase fields = typedFields(latest);
        Map<String, Verdict> verdicts = verdicts();
        List<String> differences = new ArrayList<>();
        compare(differences, "status", fields.get("status"), actual.getStatus());
        compare(differences, "provider's status", fields.get("providerStatus"), actual.getProviderStatus());
        compare(differences, "revision", (long) counted.size(), actual.getRevision());
        compare(differences, "last event", metadata(latest).getEventId(), actual.getLastEvent());
        compare(differences, "changed at", metadata(latest).getOccurredAt(), actual.getChangedAt());
        compare(differences, "first seen at", firstReceived(), actual.getFirstSeenAt());
        if (TYPED_FIELDS.stream().noneMatch(name -> fields.equals(actual.get(name)))) {
            differences.add("typed fields");
        }
        compare(
                differences,
                "history",
                inOrder.stream()
                        .map(ExpectedState::metadata)
                        .map(event -> List.of(
                                event.getEventId(),
                                event.getType(),
                                event.getContentDigest(),
                                Objects.requireNonNull(verdicts.get(event.getEventId() + event.getType()))))
                        .toList(),
                actual.getHistory().stream().map(ExpectedState::entry).toList());
        return differences;
    }

    String status() {
        return (String) typedFields(counted.values().stream()
                        .max(Comparator.comparing(event -> metadata(event).getOccurredAt()))
                        .orElseThrow())
                .get("status");
    }

    int revision() {
        return counted.size();
    }

    /** Late is what arrived after an event that happened later. */
    private Map<String, Verdict> verdicts() {
        Instant latest = Instant.MIN;
        Map<String, Verdict> verdicts = new LinkedHashMap<>();
        for (SpecificRecordBase event : counted.values()) {
            EventMetadata metadata = metadata(event);
            boolean late = metadata.getOccurredAt().isBefore(latest);
            verdicts.put(metadata.getEventId() + metadata.getType(), late ? Verdict.LATE : Verdict.APPLIED);
            latest = late ? latest : metadata.getOccurredAt();
        }
        return verdicts;
    }

    private Instant firstReceived() {
        return counted.values().stream()
                .map(event -> metadata(event).getReceivedAt())
                .min(Comparator.naturalOrder())
                .orElseThrow();
    }

    private static List<Object> entry(HistoryEntry entry) {
        return List.of(entry.getEventId(), entry.getType(), entry.getContentDigest(), entry.getVerdict());
    }

    private static EventMetadata metadata(SpecificRecordBase event) {
        return (EventMetadata) event.get("metadata");
    }

    private static SpecificRecordBase typedFields(SpecificRecordBase event) {
        String name = TYPED_FIELDS.stream()
                .filter(field -> event.getSchema().getField(field) != null)
                .collect(Collectors.joining());
        return (SpecificRecordBase) event.get(name);
    }

    private static void compare(List<String> differences, String what, Object expected, Object actual) {
        if (!Objects.equals(expected, actual)) {
            differences.add(what);
        }
    }
}
