package io.countersign.benchmarks.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The middle and the ends of several measurements of one thing. */
public record Spread(double median, double min, double max) {

    /**
     * The spread of these values.
     *
     * @throws IllegalArgumentException where there is none
     */
    public static Spread of(List<Double> values) {
        if (values.isEmpty()) {
            throw new IllegalArgumentException("expected at least one value");
        }
        List<Double> sorted = values.stream().sorted().toList();
        int middle = sorted.size() / 2;
        double median = sorted.size() % 2 == 1 ? sorted.get(middle) : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
        return new Spread(median, sorted.get(0), sorted.get(sorted.size() - 1));
    }

    /**
     * The quotients of values that were measured one after the other: a machine that is slow for a while is so for both.
     */
    public static Spread ofRatios(List<Double> values, List<Double> to) {
        List<Double> ratios = new ArrayList<>();
        for (int i = 0; i < Math.min(values.size(), to.size()); i++) {
            ratios.add(values.get(i) / to.get(i));
        }
        return of(ratios);
    }

    /** Median and, in brackets, the ends. */
    public String text() {
        return min == max ? number(median) : number(median) + " (" + number(min) + "–" + number(max) + ")";
    }

    static String number(double value) {
        double size = Math.abs(value);
        String pattern = size >= 1000 ? "%,.0f" : size >= 100 ? "%.0f" : size >= 10 ? "%.1f" : "%.2f";
        return String.format(Locale.ROOT, pattern, value);
    }
}
