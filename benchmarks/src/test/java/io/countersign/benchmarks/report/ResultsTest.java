package io.countersign.benchmarks.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ResultsTest {

    @TempDir
    Path folder;

    @Test
    void theMedianOfAnEvenNumberLiesBetweenTheMiddleTwo() {
        assertThat(Spread.of(List.of(4.0, 1.0, 3.0, 2.0))).isEqualTo(new Spread(2.5, 1, 4));
        assertThat(Spread.of(List.of(3.0, 1.0, 2.0))).isEqualTo(new Spread(2, 1, 3));
    }

    @Test
    void ratiosAreTakenPairByPair() {
        // The machine was twice as slow in the second pair: the ratio is the same.
        assertThat(Spread.ofRatios(List.of(20.0, 40.0), List.of(10.0, 20.0))).isEqualTo(new Spread(2, 2, 2));
    }

    @Test
    void aTableHasSubjectsAndTheirRatioToTheFirst() {
        String markdown = new Results(folder).put(section("one", List.of(10.0, 20.0), List.of(25.0, 40.0)));

        assertThat(markdown)
                .contains("| | floor | ingress | ingress ÷ floor |")
                .contains("| CPU & time, ms | 15.0 (10.0–20.0) | 32.5 (25.0–40.0) | **2.25 (2.00–2.50)** |")
                .contains("runs 2")
                .contains("> a remark");
    }

    @Test
    void aSectionTakesThePlaceOfTheOneBeforeAndLeavesTheOthers() throws IOException {
        Results results = new Results(folder);
        results.put(section("one", List.of(1.0), List.of(1.0)));
        results.put(section("two", List.of(5.0), List.of(5.0)));
        results.put(section("one", List.of(7777.0), List.of(1.0)));

        assertThat(Files.readString(folder.resolve("latest.json"))).contains("7777.0", "5.0");
        assertThat(Files.readString(folder.resolve("latest.md")))
                .containsOnlyOnce("7,777")
                .contains("5.00");
    }

    @Test
    void thePlotIsWellFormed() throws Exception {
        new Results(folder).put(section("one", List.of(1.0, 2.0), List.of()));

        var plot = DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(folder.resolve("one.svg").toFile());
        // One dot in the legend for each of two subjects, and one for each of two values.
        assertThat(plot.getElementsByTagName("circle").getLength()).isEqualTo(4);
    }

    private static Section section(String name, List<Double> floor, List<Double> ingress) {
        Map<String, List<Double>> values = new LinkedHashMap<>();
        values.put("floor", floor);
        values.put("ingress", ingress);
        return new Section(
                name,
                "A title",
                "2026-01-01T00:00:00Z",
                "",
                Map.of("cores", "2"),
                Map.of("runs", "2"),
                List.of("floor", "ingress"),
                List.of(new Figure("CPU & time", "ms", values)),
                List.of("a remark"));
    }
}
