package io.countersign.benchmarks.report;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The outcome of one benchmark.
 *
 * @param name its name, as the command has it
 * @param title what it shows, a sentence
 * @param at when it was run
 * @param commit what was measured, as git describes it; empty where there is no git
 * @param machine what it was run on
 * @param settings how it was run
 * @param subjects what was measured; ratios are to the first one
 * @param figures what was measured of them
 * @param remarks what else has to be known; empty where all went well
 */
public record Section(
        String name,
        String title,
        String at,
        String commit,
        Map<String, String> machine,
        Map<String, String> settings,
        List<String> subjects,
        List<Figure> figures,
        List<String> remarks) {

    /** The section as Markdown, its plot included. */
    String markdown() {
        StringBuilder text = new StringBuilder("## ").append(title).append("\n\n| |");
        subjects.forEach(subject -> text.append(' ').append(subject).append(" |"));
        ratioSubjects()
                .forEach(subject -> text.append(' ')
                        .append(subject)
                        .append(" ÷ ")
                        .append(subjects.get(0))
                        .append(" |"));
        text.append("\n| --- |")
                .append(" --- |".repeat(subjects.size() + ratioSubjects().size()))
                .append('\n');
        for (Figure figure : figures) {
            text.append("| ").append(figure.name());
            if (!figure.unit().isEmpty()) {
                text.append(", ").append(figure.unit());
            }
            text.append(" |");
            for (String subject : subjects) {
                List<Double> values = figure.values().getOrDefault(subject, List.of());
                text.append(' ')
                        .append(values.isEmpty() ? "" : Spread.of(values).text())
                        .append(" |");
            }
            for (String subject : ratioSubjects()) {
                List<Double> values = figure.values().getOrDefault(subject, List.of());
                List<Double> to = figure.values().getOrDefault(subjects.get(0), List.of());
                text.append(' ');
                if (!values.isEmpty() && !to.isEmpty()) {
                    text.append("**").append(Spread.ofRatios(values, to).text()).append("**");
                }
                text.append(" |");
            }
            text.append('\n');
        }
        text.append("\nMedian (lowest–highest). ");
        text.append(listed(settings))
                .append(".\n\nMachine: ")
                .append(listed(machine))
                .append(". Run at ")
                .append(at);
        if (!commit.isEmpty()) {
            text.append(" on ").append(commit);
        }
        text.append(".\n");
        remarks.forEach(remark -> text.append("\n> ").append(remark).append('\n'));
        return text.append("\n![")
                .append(title)
                .append("](")
                .append(name)
                .append(".svg)\n")
                .toString();
    }

    private Set<String> ratioSubjects() {
        return new LinkedHashSet<>(subjects.subList(1, subjects.size()));
    }

    private static String listed(Map<String, String> entries) {
        StringBuilder text = new StringBuilder();
        new LinkedHashMap<>(entries)
                .forEach((name, value) -> text.append(text.isEmpty() ? "" : ", ")
                        .append(name)
                        .append(' ')
                        .append(value));
        return text.toString();
    }
}
