package io.countersign.endtoend;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A service's counters, as Prometheus reads them. */
public record Meters(List<Line> lines) {

    private static final Pattern LINE = Pattern.compile("([a-z_]+)(\\{.*})? ([0-9.E+]+)");

    /** One time series: its name, its labels as written, its value. */
    public record Line(String name, String labels, long value) {}

    public static Meters read(String text) {
        return new Meters(text.lines()
                .map(LINE::matcher)
                .filter(Matcher::matches)
                .map(found -> new Line(found.group(1), found.group(2) == null ? "" : found.group(2), (long)
                        Double.parseDouble(found.group(3))))
                .toList());
    }

    public long sum(String name) {
        return sum(name, "");
    }

    /** The sum of the series of this name that have this label, such as {@code verdict="late"}. */
    public long sum(String name, String label) {
        return lines.stream()
                .filter(line -> line.name.equals(name) && line.labels.contains(label))
                .mapToLong(Line::value)
                .sum();
    }

    public long verdicts(String verdict) {
        return sum("countersign_processor_verdicts_total", "verdict=\"" + verdict + "\"");
    }
}
