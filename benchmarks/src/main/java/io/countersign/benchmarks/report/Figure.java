package io.countersign.benchmarks.report;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * One thing that was measured several times of each of several subjects.
 *
 * @param name what it is
 * @param unit its unit; empty for a number
 * @param values by subject, in the order measured
 */
public record Figure(String name, String unit, Map<String, List<Double>> values) {

    public Figure {
        values = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(values));
    }

    /** A figure of one subject. */
    public static Figure of(String name, String unit, String subject, List<Double> values) {
        return new Figure(name, unit, Map.of(subject, values));
    }

    /** A figure of one subject that was measured once. */
    public static Figure of(String name, String unit, String subject, double value) {
        return of(name, unit, subject, List.of(value));
    }
}
