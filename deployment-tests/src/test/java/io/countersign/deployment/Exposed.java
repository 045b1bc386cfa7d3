package io.countersign.deployment;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The series that there are, by the tables of {@code docs/observability.md}, which tests of the services hold against what these
 * expose; and a few of Prometheus and of the kubelet.
 */
final class Exposed {

    static final String DOCUMENTATION = Repository.text(Repository.at("docs/observability.md"));

    /** What a scraper adds: in compose {@code docker/prometheus.yml} sees to the pod. */
    private static final Set<String> SCRAPED = Set.of("namespace", "pod", "job", "instance");

    /** Name, tags, kind: a counter, a timer, or a gauge and perhaps its unit. */
    private static final Pattern ROW = Pattern.compile(
            "(?m)^\\| `([a-z]+(?:\\.[a-z0-9]+)+)` \\| ([a-z0-9., _]*)\\| (counter|timer|gauge(?:, [a-z]+)?) \\|");

    private static final Map<String, Set<String>> OF_OTHERS = Map.of(
            "ALERTS", Set.of("alertname", "alertstate", "severity", "namespace"),
            "kubelet_volume_stats_available_bytes", Set.of("namespace", "persistentvolumeclaim"),
            "kubelet_volume_stats_capacity_bytes", Set.of("namespace", "persistentvolumeclaim"));

    /** What Spring Boot brings along; {@link ExposedTest} asks Micrometer whether there are such. */
    static final Map<String, Set<String>> OF_SPRING = Map.of(
            "disk_free_bytes", Set.of("path"),
            "disk_total_bytes", Set.of("path"),
            "jvm_gc_overhead", Set.of(),
            "jvm_memory_max_bytes", Set.of("area", "id"),
            "jvm_memory_used_bytes", Set.of("area", "id"),
            "process_cpu_usage", Set.of());

    private Exposed() {}

    /** The labels of each series, by the name that Prometheus has for it. */
    static Map<String, Set<String>> labels() {
        Map<String, Set<String>> labels = new TreeMap<>(OF_OTHERS);
        OF_SPRING.forEach((name, tags) -> labels.put(name, withScraped(tags)));
        Matcher rows = ROW.matcher(DOCUMENTATION);
        while (rows.find()) {
            String name = rows.group(1).replace('.', '_');
            Set<String> tags =
                    withScraped(List.of(rows.group(2).strip().replace('.', '_').split(", *")));
            tags.remove("");
            for (String ending : endings(name, rows.group(3))) {
                Set<String> all = new TreeSet<>(tags);
                if (ending.endsWith("_bucket")) {
                    all.add("le");
                }
                // Two services may have one metric; it has the labels that both give it.
                labels.merge(name.endsWith(ending) ? name : name + ending, all, Exposed::common);
            }
        }
        return labels;
    }

    private static List<String> endings(String name, String kind) {
        return switch (kind) {
            case "counter" -> List.of("_total");
            case "timer" -> List.of("_seconds_bucket", "_seconds_sum", "_seconds_count", "_seconds_max");
            default -> List.of(kind.equals("gauge") || name.startsWith("kafka_") ? "" : "_" + kind.substring(7));
        };
    }

    private static Set<String> withScraped(Collection<String> tags) {
        Set<String> all = new TreeSet<>(SCRAPED);
        all.addAll(tags);
        return all;
    }

    private static Set<String> common(Set<String> one, Set<String> other) {
        one.retainAll(other);
        return one;
    }
}
