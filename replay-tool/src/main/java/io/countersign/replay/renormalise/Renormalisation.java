package io.countersign.replay.renormalise;

import io.countersign.quarantine.QuarantineReason;
import io.countersign.replay.difference.Difference;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** Counts what becomes of the events that are normalised again, with a few of each kind as samples. Not thread-safe. */
public final class Renormalisation {

    private static final int SAMPLES = 3;

    private long same;
    private long changed;
    private final Map<String, Tally> fields = new TreeMap<>();
    private final Map<String, Tally> knownNow = new TreeMap<>();
    private final Map<QuarantineReason, Tally> notAnEvent = new TreeMap<>();
    private final Map<String, Tally> ofUnknownShape = new TreeMap<>();

    /** How many, and which for example. */
    private static final class Tally {
        private long count;
        private final Set<String> samples = new LinkedHashSet<>();

        void add(String sample) {
            count++;
            if (samples.size() < SAMPLES) {
                samples.add(sample);
            }
        }
    }

    /** Counts an event. */
    public void count(String eventId, Renormalised outcome) {
        if (outcome instanceof Renormalised.NotAnEvent no) {
            notAnEvent.computeIfAbsent(no.reason(), reason -> new Tally()).add(eventId + "  " + no.detail());
        } else if (outcome instanceof Renormalised.OfUnknownShape unknown) {
            ofUnknownShape
                    .computeIfAbsent(unknown.source(), source -> new Tally())
                    .add(eventId);
        } else {
            count(eventId, (Renormalised.Event) outcome);
        }
    }

    private void count(String eventId, Renormalised.Event event) {
        if (!event.isChanged()) {
            same++;
            return;
        }
        if (event.isKnownNow()) {
            knownNow.computeIfAbsent(event.type().word(), type -> new Tally()).add(eventId);
        } else {
            changed++;
        }
        Set<String> counted = new TreeSet<>();
        for (Difference difference : event.differences()) {
            if (counted.add(difference.field())) {
                fields.computeIfAbsent(difference.field(), field -> new Tally())
                        .add(eventId + "  " + inWords(difference));
            }
        }
    }

    private static String inWords(Difference difference) {
        String place = difference.path().equals(difference.field()) ? "" : difference.path() + ": ";
        return place + difference.before() + " -> " + difference.after();
    }

    /** Whether any event is not what it was. */
    public boolean hasDifferences() {
        return changed + count(knownNow) + count(notAnEvent) > 0;
    }

    /** How many events have no new record: they are no events any more, or nobody can tell. */
    public long lost() {
        return count(notAnEvent) + count(ofUnknownShape);
    }

    private static long count(Map<?, Tally> tallies) {
        return tallies.values().stream().mapToLong(tally -> tally.count).sum();
    }

    /** All of it in words. */
    public void print(PrintWriter out) {
        long all = same + changed + count(knownNow) + lost();
        out.printf(
                Locale.ROOT,
                "%,d events normalised again: %,d as they were, %,d changed, %,d known now, %,d no event any more%n",
                all - count(ofUnknownShape),
                same,
                changed,
                count(knownNow),
                count(notAnEvent));
        print(out, "Fields that differ, in how many events:", fields);
        print(out, "Known now, by type:", knownNow);
        print(out, "No event any more:", notAnEvent);
        print(out, "Skipped, by source:", ofUnknownShape);
        List<String> shapes = new ArrayList<>(ofUnknownShape.keySet());
        if (!shapes.isEmpty()) {
            String source = shapes.get(0);
            out.printf(
                    Locale.ROOT,
                    "%nOf a generic source it must be said where its events' parts are, as the ingress's configuration says it:"
                            + "%n  --pointer %s.id=/id --pointer %s.type=/type --pointer %s.time=/time%n",
                    source,
                    source,
                    source);
        }
        out.flush();
    }

    private static void print(PrintWriter out, String heading, Map<?, Tally> tallies) {
        if (tallies.isEmpty()) {
            return;
        }
        out.printf(Locale.ROOT, "%n%s%n", heading);
        tallies.forEach((kind, tally) -> {
            out.printf(Locale.ROOT, "  %-40s %,8d%n", kind, tally.count);
            tally.samples.forEach(sample -> out.printf(Locale.ROOT, "      %s%n", sample));
        });
    }
}
