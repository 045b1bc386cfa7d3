package io.countersign.replay.show;

import io.countersign.event.EventMetadata;
import io.countersign.event.Resource;
import io.countersign.replay.select.Picked;
import java.io.PrintWriter;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Comparator;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** How many events of each topic, type and day (of reception, UTC), and of how many resources. Not thread-safe. */
public final class Counts {

    /** More resources than this are not told apart any more: memory has a bound. */
    private static final int MOST_RESOURCES = 500_000;

    private final Map<Group, Long> groups = new TreeMap<>(
            Comparator.comparing(Group::topic).thenComparing(Group::type).thenComparing(Group::day));
    private final Set<String> resources = new HashSet<>();
    private long events;

    /** Counts one. */
    public void add(Picked picked) {
        EventMetadata metadata = picked.metadata();
        LocalDate day = LocalDate.ofInstant(metadata.getReceivedAt(), ZoneOffset.UTC);
        groups.merge(new Group(picked.topic().name(), metadata.getType(), day), 1L, Long::sum);
        if (resources.size() <= MOST_RESOURCES) {
            Resource resource = metadata.getResource();
            resources.add(metadata.getProvider() + "/" + resource.getType() + "/" + resource.getId());
        }
        events++;
    }

    /** Prints them as a table. */
    public void print(PrintWriter out) {
        if (events > 0) {
            int topic =
                    width("topic", groups.keySet().stream().map(Group::topic).toList());
            int type = width("type", groups.keySet().stream().map(Group::type).toList());
            String row = "%-" + topic + "s  %-" + type + "s  %-10s  %10s%n";
            out.printf(Locale.ROOT, row, "topic", "type", "day", "events");
            groups.forEach((group, count) ->
                    out.printf(Locale.ROOT, row, group.topic, group.type, group.day.toString(), count.toString()));
            out.println();
        }
        String many = resources.size() > MOST_RESOURCES ? "more than " + MOST_RESOURCES : "" + resources.size();
        out.println(events + (events == 1 ? " event" : " events") + " of " + many
                + (resources.size() == 1 ? " resource." : " resources."));
    }

    private static int width(String heading, Iterable<String> texts) {
        int width = heading.length();
        for (String text : texts) {
            width = Math.max(width, text.length());
        }
        return width;
    }

    private record Group(String topic, String type, LocalDate day) {}
}
