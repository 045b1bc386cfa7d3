package io.countersign.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.binder.jvm.JvmHeapPressureMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.system.DiskSpaceMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.File;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class ExposedTest {

    private static final Pattern SERIES = Pattern.compile("(?m)^([a-z_]+)(?:\\{(.*)})? ");
    private static final Pattern LABEL = Pattern.compile("(\\w+)=\"");

    @Test
    void what_spring_brings_along_is_named_so_by_micrometer() {
        PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        new JvmMemoryMetrics().bindTo(registry);
        new ProcessorMetrics().bindTo(registry);
        new DiskSpaceMetrics(new File(".")).bindTo(registry);
        try (JvmHeapPressureMetrics garbageCollector = new JvmHeapPressureMetrics()) {
            garbageCollector.bindTo(registry);
            Map<String, Set<String>> scraped = new TreeMap<>();
            SERIES.matcher(registry.scrape()).results().forEach(series -> {
                Set<String> labels = new TreeSet<>();
                if (series.group(2) != null) {
                    LABEL.matcher(series.group(2)).results().forEach(label -> labels.add(label.group(1)));
                }
                scraped.put(series.group(1), labels);
            });

            assertThat(scraped).containsAllEntriesOf(Exposed.OF_SPRING);
        }
    }

    @Test
    void the_tables_are_read_by_kind() {
        assertThat(Exposed.labels())
                .containsEntry("countersign_ingress_connections", Set.of("namespace", "pod", "job", "instance"))
                .containsKeys(
                        "countersign_ingress_received_total",
                        "countersign_spool_limit_bytes",
                        "countersign_ingress_answer_time_seconds_bucket",
                        "kafka_producer_record_send_total",
                        "kafka_producer_request_latency_avg")
                .doesNotContainKeys(
                        "countersign_ingress_received",
                        "countersign_spool_limit",
                        "countersign_ingress_answer_time_seconds",
                        "kafka_producer_request_latency_avg_ms");
        assertThat(Exposed.labels().get("countersign_ingress_answer_time_seconds_bucket"))
                .contains("outcome", "source", "le", "pod");
        assertThat(Exposed.labels().get("kafka_producer_record_error_total"))
                .as("the processor's has more")
                .contains("client_id")
                .doesNotContain("spring_id");
    }
}
