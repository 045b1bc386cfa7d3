package io.countersign.replay.command;

import io.countersign.replay.ReplayException;
import io.countersign.replay.cluster.Cluster;
import io.countersign.replay.select.Picker;
import io.countersign.replay.select.PointInTime;
import io.countersign.replay.select.Selection;
import io.countersign.replay.select.Sources;
import io.countersign.topic.Topic;
import java.io.PrintWriter;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;

/** The options of every command that picks events. */
final class SelectOptions {

    private static final String TIME = "<time>";

    @Option(
            names = "--topic",
            paramLabel = "<topic>",
            defaultValue = "received",
            description = "Where from: received, events, or the full name of one of those topics (${DEFAULT-VALUE}).")
    private List<String> topics = List.of();

    @Mixin
    private ReceivedOptions received = new ReceivedOptions();

    @Option(names = "--occurred-from", paramLabel = TIME, description = "Happened at this time or later.")
    private @Nullable String occurredFrom;

    @Option(names = "--occurred-to", paramLabel = TIME, description = "Happened before this time.")
    private @Nullable String occurredTo;

    @Option(
            names = "--settle",
            paramLabel = "<length>",
            defaultValue = "1h",
            description = "How much later than received a record may have been written, such as out of a spool"
                    + " (${DEFAULT-VALUE}).")
    private String settle = "";

    @Option(
            names = "--provider",
            paramLabel = "<name>",
            description = "Of this provider. Each of these can be repeated.")
    private Set<String> providers = Set.of();

    @Option(names = "--source", paramLabel = "<name>", description = "Came in through this source.")
    private Set<String> sources = Set.of();

    @Option(
            names = "--type",
            paramLabel = "<type>",
            description = "Of this canonical type, such as outgoing_payment.reversed.")
    private Set<String> types = Set.of();

    @Option(names = "--resource-type", paramLabel = "<type>", description = "About this, such as outgoing-payment.")
    private Set<String> resourceTypes = Set.of();

    @Option(
            names = "--resource",
            paramLabel = "<id>",
            description = "About this resource: its id, or <provider>/<type>/<id>.")
    private Set<String> resources = Set.of();

    @Option(names = "--event-id", paramLabel = "<id>", description = "With this event id.")
    private Set<String> eventIds = Set.of();

    @Option(
            names = "--copies",
            description = "Also copies that earlier replays have written; otherwise they are left out.")
    private boolean copies;

    @Option(
            names = "--skip-unreadable",
            description = "Leave out records that cannot be read, instead of ending there.")
    private boolean skipUnreadable;

    /**
     * What the options say.
     *
     * @param now what relative times are before
     * @throws ReplayException where they say nothing that makes sense
     */
    Selection selection(Instant now) {
        try {
            return new Selection(
                    Sources.of(topics),
                    received.range(now),
                    ReceivedOptions.range(occurredFrom, occurredTo, now),
                    PointInTime.length(settle),
                    providers,
                    sources,
                    types,
                    resourceTypes,
                    resources,
                    eventIds,
                    copies);
        } catch (IllegalArgumentException e) {
            throw ReplayException.usage(e);
        }
    }

    /** Picks what they say. */
    Picker picker(Selection selection, Cluster cluster, CommandSpec spec) {
        PrintWriter err = spec.commandLine().getErr();
        return skipUnreadable
                ? new Picker(selection, cluster.decoder(), words -> err.println(words + " It is left out."))
                : new Picker(selection, cluster.decoder());
    }

    /** Picks what was picked by {@code before}; what cannot be read is left out if either of them says so. */
    Picker pickerAfter(SelectOptions before, Selection selection, Cluster cluster, CommandSpec spec) {
        return (before.skipUnreadable ? before : this).picker(selection, cluster, spec);
    }

    /** The arguments that say the same at any time. */
    List<String> arguments(Selection selection) {
        List<String> arguments = new ArrayList<>();
        add(arguments, "--topic", selection.topics().stream().map(Topic::name).toList());
        arguments.addAll(ReceivedOptions.arguments("--", selection.received()));
        arguments.addAll(ReceivedOptions.arguments("--occurred-", selection.occurred()));
        add(arguments, "--settle", List.of(selection.settle().toSeconds() + "s"));
        add(arguments, "--provider", selection.providers());
        add(arguments, "--source", selection.sources());
        add(arguments, "--type", selection.types());
        add(arguments, "--resource-type", selection.resourceTypes());
        add(arguments, "--resource", selection.resources());
        add(arguments, "--event-id", selection.eventIds());
        if (selection.copies()) {
            arguments.add("--copies");
        }
        if (skipUnreadable) {
            arguments.add("--skip-unreadable");
        }
        return arguments;
    }

    private static void add(List<String> arguments, String option, Collection<String> values) {
        values.stream().sorted().forEach(value -> arguments.add(option + "=" + value));
    }
}
