package io.countersign.processor;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The metrics that a scraper sees, and those that {@code docs/observability.md} has, both in one form: name, type, labels.
 */
public final class ExposedMetrics {

    private static final Pattern SAMPLE = Pattern.compile("([a-zA-Z0-9_]+)(?:\\{(.*)})? \\S+");
    private static final Pattern LABEL = Pattern.compile("(\\w+)=\"(?:[^\"\\\\]|\\\\.)*\"");
    private static final String HISTOGRAM = "histogram";

    private ExposedMetrics() {}

    /** What is exposed under names that begin so. */
    public static Set<String> in(String scrape, String... prefixes) {
        Map<String, String> types = new HashMap<>();
        Set<String> metrics = new TreeSet<>();
        for (String line : scrape.lines().toList()) {
            if (line.startsWith("# TYPE ")) {
                String[] words = line.split(" ");
                types.put(words[2], words[3]);
            }
            Matcher sample = SAMPLE.matcher(line);
            if (Stream.of(prefixes).anyMatch(line::startsWith) && sample.matches()) {
                String name = types.containsKey(sample.group(1))
                        ? sample.group(1)
                        : sample.group(1).replaceFirst("_(bucket|count|sum)$", "");
                String type = types.get(name);
                metrics.add(name + " " + type + " " + labels(sample.group(2), HISTOGRAM.equals(type)));
            }
        }
        return metrics;
    }

    /** What the rows of the page's tables promise. */
    public static Set<String> documented(List<List<String>> rows) {
        return rows.stream()
                .filter(row ->
                        row.get(0).startsWith("countersign.") || row.get(0).startsWith("kafka."))
                .flatMap(row -> documented(row.get(0), row.get(1), row.get(2)))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** The first words of the names of metrics that are neither ours nor Kafka's. */
    public static Set<String> groups(String scrape) {
        return scrape.lines()
                .filter(line -> line.startsWith("# TYPE "))
                .map(line -> line.split(" ")[2])
                .filter(name -> !name.startsWith("countersign_") && !name.startsWith("kafka_"))
                .map(name -> name.substring(0, name.indexOf('_')))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static Stream<String> documented(String name, String tags, String kind) {
        String base = name.replace('.', '_');
        Set<String> labels = new TreeSet<>(List.of(tags.replace('.', '_').split(", *")));
        labels.remove("");
        return switch (kind.split(",")[0]) {
            case "counter" -> Stream.of(suffixed(base, "_total") + " counter " + labels);
            case "timer" ->
                Stream.of(base + "_seconds " + HISTOGRAM + " " + labels, base + "_seconds_max gauge " + labels);
            // Kafka's have their unit in the name, or nowhere.
            case "gauge" ->
                Stream.of((base.startsWith("kafka_") || !kind.contains(",")
                                ? base
                                : suffixed(
                                        base,
                                        "_"
                                                + kind.substring(kind.indexOf(',') + 1)
                                                        .strip()))
                        + " gauge " + labels);
            default -> throw new AssertionError("no kind of metric: " + kind);
        };
    }

    private static String suffixed(String name, String suffix) {
        return name.endsWith(suffix) ? name : name + suffix;
    }

    private static Set<String> labels(@Nullable String text, boolean ofHistogram) {
        Set<String> labels = new TreeSet<>();
        if (text != null) {
            LABEL.matcher(text).results().forEach(label -> labels.add(label.group(1)));
        }
        if (ofHistogram) {
            labels.remove("le");
        }
        return labels;
    }
}
