package io.countersign.benchmarks.report;

import java.util.List;
import java.util.Locale;

/** A section as a picture (SVG): a panel for each figure, a dot for each measurement in its order, a line at the median. */
final class Plot {

    private static final List<String> COLOURS = List.of("#7a7f87", "#0b6e4f", "#b3541e", "#3b5ba5");
    private static final int WIDTH = 780;
    private static final int PANEL = 92;
    private static final int TOP = 48;
    private static final int LEFT = 270;
    private static final int RIGHT = 90;

    private final StringBuilder svg = new StringBuilder();

    private Plot() {}

    static String of(Section section) {
        Plot plot = new Plot();
        int height = TOP + PANEL * section.figures().size() + 10;
        plot.add(
                "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\" viewBox=\"0 0 %d %d\" "
                        + "font-family=\"sans-serif\" font-size=\"12\">",
                WIDTH, height, WIDTH, height);
        plot.add("<rect width=\"100%%\" height=\"100%%\" fill=\"white\"/>");
        plot.text(12, 20, "start", "#111", section.title());
        int x = LEFT;
        for (int i = 0; i < section.subjects().size(); i++) {
            String subject = section.subjects().get(i);
            plot.add("<circle cx=\"%d\" cy=\"34\" r=\"4\" fill=\"%s\"/>", x, colour(i));
            plot.text(x + 8, 38, "start", "#111", subject);
            x += 24 + 8 * subject.length();
        }
        for (int i = 0; i < section.figures().size(); i++) {
            plot.panel(section, section.figures().get(i), TOP + i * PANEL);
        }
        plot.add("</svg>");
        return plot.svg.toString();
    }

    private void panel(Section section, Figure figure, int top) {
        double highest = figure.values().values().stream()
                .flatMap(List::stream)
                .mapToDouble(Double::doubleValue)
                .max()
                .orElse(0);
        if (highest <= 0) {
            highest = 1;
        }
        int bottom = top + PANEL - 18;
        int height = PANEL - 30;
        text(12, top + 30, "start", "#111", figure.name());
        text(12, top + 46, "start", "#666", figure.unit());
        add("<line x1=\"%d\" y1=\"%d\" x2=\"%d\" y2=\"%d\" stroke=\"#ccc\"/>", LEFT, bottom, WIDTH - RIGHT, bottom);
        text(LEFT - 6, bottom + 4, "end", "#666", "0");
        text(LEFT - 6, bottom - height + 4, "end", "#666", Spread.number(highest));
        int lane = (WIDTH - RIGHT - LEFT) / section.subjects().size();
        for (int i = 0; i < section.subjects().size(); i++) {
            List<Double> values =
                    figure.values().getOrDefault(section.subjects().get(i), List.of());
            if (values.isEmpty()) {
                continue;
            }
            double left = LEFT + (double) i * lane + 10;
            double step = (lane - 20.0) / values.size();
            double radius = Math.max(1.2, Math.min(4, step / 2.5));
            for (int j = 0; j < values.size(); j++) {
                add(
                        "<circle cx=\"%.1f\" cy=\"%.1f\" r=\"%.1f\" fill=\"%s\" fill-opacity=\"0.7\"/>",
                        left + (j + 0.5) * step, bottom - height * values.get(j) / highest, radius, colour(i));
            }
            double median = Spread.of(values).median();
            double y = bottom - height * median / highest;
            add(
                    "<line x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\" stroke=\"%s\" stroke-width=\"1.5\"/>",
                    left, y, left + lane - 20, y, colour(i));
            text(WIDTH - RIGHT + 8, top + 30 + 16 * i, "start", colour(i), Spread.number(median));
        }
    }

    private static String colour(int subject) {
        return COLOURS.get(subject % COLOURS.size());
    }

    private void text(int x, int y, String anchor, String colour, String text) {
        String escaped = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
        add("<text x=\"%d\" y=\"%d\" text-anchor=\"%s\" fill=\"%s\">%s</text>", x, y, anchor, colour, escaped);
    }

    private void add(String format, Object... arguments) {
        svg.append(String.format(Locale.ROOT, format, arguments)).append('\n');
    }
}
