package io.countersign.processor;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** A page of the documentation, as far as tests hold it against the code. */
public final class DocumentationPage {

    private static final String END = "<!-- End of the table. -->\n";

    private final Path path;

    private DocumentationPage(Path path) {
        this.path = path;
    }

    /** The page {@code docs/<name>} of the repository that this module is part of. */
    public static DocumentationPage named(String name) {
        for (Path folder = Path.of("").toAbsolutePath(); folder != null; folder = folder.getParent()) {
            if (Files.exists(folder.resolve("mvnw"))) {
                return new DocumentationPage(folder.resolve("docs").resolve(name));
            }
        }
        throw new IllegalStateException("no folder above " + Path.of("").toAbsolutePath() + " has a Maven wrapper");
    }

    /** What stands under a heading, down to the next one of its level or above. */
    public String section(String heading) {
        String page = text();
        int start = page.indexOf("\n" + heading + "\n");
        assertThat(start).as("%s has no heading '%s'", path, heading).isNotNegative();
        String rest = page.substring(start + heading.length() + 2);
        String level = heading.substring(0, heading.indexOf(' '));
        return rest.split("\n#{1," + level.length() + "} ", 2)[0];
    }

    /** The rows of all tables under a heading, as cells without their back-ticks. */
    public List<List<String>> rows(String heading) {
        List<String> lines =
                section(heading).lines().filter(line -> line.startsWith("|")).toList();
        return Stream.iterate(0, i -> i < lines.size(), i -> i + 1)
                // A table's head is the line above its rule.
                .filter(i -> !isRule(lines.get(i)) && !(i + 1 < lines.size() && isRule(lines.get(i + 1))))
                .map(i -> cells(lines.get(i)))
                .toList();
    }

    /** Holds the table behind a mark against what the code says; {@code -Dcountersign.docs=write} writes it first. */
    public void holdsTable(String mark, String table, Class<?> test) throws IOException {
        String begin = "<!-- " + mark + " -->\n";
        if ("write".equals(System.getProperty("countersign.docs"))) {
            String page = text();
            int start = page.indexOf(begin) + begin.length();
            Files.writeString(path, page.substring(0, start) + table + page.substring(page.indexOf(END, start)));
        }
        assertThat(text())
                .as(
                        "%s tells something else than the code. Write its table with ./mvnw -pl processor-service -am test"
                                + " -Dtest=%s -Dsurefire.failIfNoSpecifiedTests=false -Dcountersign.docs=write",
                        path.getFileName(), test.getSimpleName())
                .contains(begin + table + END);
    }

    private String text() {
        try {
            return Files.readString(path);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean isRule(String line) {
        return line.startsWith("| ---");
    }

    private static List<String> cells(String line) {
        return Stream.of(line.substring(1, line.lastIndexOf('|')).split("\\|"))
                .map(cell -> cell.strip().replace("`", ""))
                .toList();
    }
}
