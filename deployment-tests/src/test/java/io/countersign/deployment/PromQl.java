package io.countersign.deployment;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads an expression of PromQL as far as it takes to tell what is wrong with it: metrics that nobody exposes, labels that a
 * metric does not have or that an aggregation has taken away, rates of what is no counter. Refuses what ours do not use.
 */
final class PromQl {

    private static final Pattern TOKEN = Pattern.compile("\\s*(?:"
            + "(?<text>\"(?:[^\"\\\\]|\\\\.)*\")"
            + "|(?<range>\\[[0-9smhdw:]+])"
            + "|(?<number>\\d+(?:\\.\\d+)?(?![a-z]))"
            + "|(?<word>[A-Za-z_][A-Za-z0-9_:]*)"
            + "|(?<sign>=~|!~|!=|==|>=|<=|[-+*/%^<>=(){},]))");

    private static final List<Set<String>> OPERATORS = List.of(
            Set.of("or"),
            Set.of("and", "unless"),
            Set.of("==", "!=", ">", "<", ">=", "<="),
            Set.of("+", "-"),
            Set.of("*", "/", "%"),
            Set.of("^"));
    private static final Set<String> AGGREGATIONS = Set.of("sum", "count", "max", "min", "avg");
    private static final Set<String> OF_COUNTERS = Set.of("rate", "increase");
    private static final Set<String> FUNCTIONS =
            Set.of("rate", "increase", "abs", "absent", "histogram_quantile", "max_over_time", "min_over_time");
    private static final Pattern ALTERNATIVES =
            Pattern.compile("(?<before>\\w*)\\((?<either>[\\w|]+)\\)(?<after>\\w*)");

    private final Map<String, Set<String>> exposed;
    private final List<String> tokens = new ArrayList<>();
    private final Set<String> metrics = new TreeSet<>();
    private final Set<String> values = new TreeSet<>();
    private final List<Set<String>> selectors = new ArrayList<>();
    private final List<String> problems = new ArrayList<>();
    private final Set<String> labels;
    private int next;

    /**
     * Reads an expression.
     *
     * @param exposed the labels of each metric that there is
     * @throws IllegalArgumentException if it is none, or one that is not understood here
     */
    PromQl(String expression, Map<String, Set<String>> exposed) {
        this.exposed = exposed;
        Matcher matcher = TOKEN.matcher(expression.strip());
        while (matcher.lookingAt()) {
            tokens.add(matcher.group().strip());
            matcher.region(matcher.end(), matcher.regionEnd());
        }
        if (matcher.regionStart() < matcher.regionEnd()) {
            throw new IllegalArgumentException(
                    "not understood: " + expression.strip().substring(matcher.regionStart()));
        }
        Set<String> result = operation(0);
        if (next < tokens.size()) {
            throw unexpected();
        }
        this.labels = result == null ? Set.of() : result;
    }

    /** What is wrong with it; empty if nothing is. */
    List<String> problems() {
        return problems;
    }

    /** The metrics that it reads. */
    Set<String> metrics() {
        return metrics;
    }

    /** The labels that its result can have. */
    Set<String> labels() {
        return labels;
    }

    /** The labels that each of its selectors goes by. */
    List<Set<String>> selectors() {
        return selectors;
    }

    /** The values that it asks labels for, word by word. */
    Set<String> values() {
        return values;
    }

    /** Labels of a vector; null for a number. */
    private @Nullable Set<String> operation(int level) {
        if (level == OPERATORS.size()) {
            return single();
        }
        Set<String> left = operation(level + 1);
        while (next < tokens.size() && OPERATORS.get(level).contains(tokens.get(next))) {
            boolean either = take().equals("or");
            Set<String> on = skip("on") ? names() : null;
            Set<String> right = operation(level + 1);
            if (on != null && left != null && right != null) {
                require(on, left, "on");
                require(on, right, "on");
            }
            if (left == null) {
                left = right;
            } else if (either && right != null) {
                left = union(left, right);
            }
        }
        return left;
    }

    private @Nullable Set<String> single() {
        String token = take();
        if (Character.isDigit(token.charAt(0))) {
            return null;
        }
        Set<String> result;
        if (token.equals("(")) {
            result = operation(0);
            expect(")");
        } else if (token.equals("{")) {
            result = selector("");
        } else if (AGGREGATIONS.contains(token)) {
            result = aggregation();
        } else if (peek("(")) {
            result = function(token);
        } else if (Character.isLetter(token.charAt(0))) {
            result = selector(skip("{") ? token : token + " ");
        } else {
            next--;
            throw unexpected();
        }
        if (next < tokens.size() && tokens.get(next).startsWith("[")) {
            next++;
        }
        return result;
    }

    private Set<String> aggregation() {
        Set<String> by = skip("by") ? names() : Set.of();
        expect("(");
        Set<String> of = operation(0);
        expect(")");
        require(by, of == null ? Set.of() : of, "by");
        return by;
    }

    private Set<String> function(String name) {
        if (!FUNCTIONS.contains(name)) {
            throw new IllegalArgumentException("not a function that is understood here: " + name);
        }
        expect("(");
        Set<String> before = new TreeSet<>(metrics);
        metrics.clear();
        Set<String> result = null;
        do {
            result = operation(0);
        } while (skip(","));
        expect(")");
        Set<String> of = new TreeSet<>(result == null ? Set.of() : result);
        if (OF_COUNTERS.contains(name)) {
            metrics.stream()
                    .filter(metric -> !metric.matches(".+_(total|count|sum|bucket)"))
                    .forEach(metric -> problems.add(name + " of " + metric + ", which is no counter"));
        }
        if (name.equals("histogram_quantile") && !of.remove("le")) {
            problems.add("histogram_quantile of what has no le");
        }
        metrics.addAll(before);
        return of;
    }

    /** A selector, after its brace if it has one. A name that ends in a space has none. */
    private Set<String> selector(String name) {
        List<String> names = new ArrayList<>(name.isEmpty() ? List.of() : List.of(name.strip()));
        Set<String> asked = new LinkedHashSet<>();
        if (!name.endsWith(" ")) {
            while (!skip("}")) {
                String label = take();
                String operator = take();
                String text = take();
                String value = text.substring(1, text.length() - 1);
                if (label.equals("__name__") && operator.equals("=~")) {
                    names.addAll(alternatives(value));
                } else {
                    asked.add(label);
                    if (!value.startsWith("$") && !operator.startsWith("!")) {
                        Pattern.compile("\\w+").matcher(value).results().forEach(word -> values.add(word.group()));
                    }
                }
                skip(",");
            }
        }
        selectors.add(asked);
        Set<String> all = new LinkedHashSet<>();
        for (String metric : names) {
            metrics.add(metric);
            Set<String> known = exposed.get(metric);
            if (known == null) {
                problems.add("no metric " + metric);
            } else {
                require(asked, known, metric);
                all.addAll(known);
            }
        }
        return all;
    }

    private static List<String> alternatives(String pattern) {
        Matcher matcher = ALTERNATIVES.matcher(pattern);
        if (!matcher.matches()) {
            return List.of(pattern.split("\\|"));
        }
        return Pattern.compile("\\|")
                .splitAsStream(matcher.group("either"))
                .map(one -> matcher.group("before") + one + matcher.group("after"))
                .toList();
    }

    private void require(Set<String> asked, Set<String> known, String where) {
        asked.stream()
                .filter(label -> !known.contains(label))
                .forEach(label -> problems.add(String.format(Locale.ROOT, "%s: no label %s", where, label)));
    }

    private static Set<String> union(Set<String> one, Set<String> other) {
        Set<String> both = new LinkedHashSet<>(one);
        both.addAll(other);
        return both;
    }

    private Set<String> names() {
        expect("(");
        Set<String> names = new LinkedHashSet<>();
        do {
            names.add(take());
        } while (skip(","));
        expect(")");
        return names;
    }

    private boolean peek(String token) {
        return next < tokens.size() && tokens.get(next).equals(token);
    }

    private boolean skip(String token) {
        boolean there = peek(token);
        if (there) {
            next++;
        }
        return there;
    }

    private void expect(String token) {
        if (!skip(token)) {
            throw unexpected();
        }
    }

    private String take() {
        if (next == tokens.size()) {
            throw new IllegalArgumentException("it ends in the middle: " + tokens);
        }
        return tokens.get(next++);
    }

    private IllegalArgumentException unexpected() {
        return new IllegalArgumentException("unexpected " + (next < tokens.size() ? tokens.get(next) : "end")
                + " after " + tokens.subList(0, next));
    }
}
