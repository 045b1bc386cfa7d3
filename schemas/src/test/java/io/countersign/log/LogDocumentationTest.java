package io.countersign.log;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.topic.Repository;
import java.io.IOException;
import java.lang.reflect.Field;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Holds the chapter on logs of {@code docs/observability.md} against the services' sources; with
 * {@code -Dcountersign.docs=write} this test writes the table of lines first.
 */
class LogDocumentationTest {

    private static final Path PAGE = Repository.root().resolve("docs/observability.md");
    private static final String BEGIN = "<!-- Written from the sources by LogDocumentationTest. -->\n";
    private static final String END = "<!-- End of the table of lines. -->\n";

    private static final Pattern STATEMENT = Pattern.compile("(?s)\\bLOG\\s*\\.\\s*(\\w+)\\((.*?)\\);\n");
    private static final Pattern FIELD = Pattern.compile("addKeyValue\\(\\s*([^,]+),");
    private static final Pattern MESSAGE = Pattern.compile("\\.log\\(\"([^\"]*)\"$");
    private static final Pattern ROW = Pattern.compile("(?m)^\\| `(\\w+)` \\| [A-Z].*\\. \\|$");

    /** The sets of fields of ECS 8.11, as its reference lists them, and the fields that it has beside them. */
    private static final Set<String> OF_ECS = Set.of(
            "agent",
            "as",
            "client",
            "cloud",
            "code_signature",
            "container",
            "data_stream",
            "destination",
            "device",
            "dll",
            "dns",
            "ecs",
            "elf",
            "email",
            "error",
            "event",
            "faas",
            "file",
            "geo",
            "group",
            "hash",
            "host",
            "http",
            "interface",
            "labels",
            "log",
            "macho",
            "message",
            "network",
            "observer",
            "orchestrator",
            "organization",
            "os",
            "package",
            "pe",
            "process",
            "registry",
            "related",
            "risk",
            "rule",
            "server",
            "service",
            "source",
            "span",
            "tags",
            "threat",
            "tls",
            "trace",
            "transaction",
            "url",
            "user",
            "user_agent",
            "vlan",
            "volume",
            "vulnerability",
            "x509");

    @BeforeAll
    static void writeWhereAskedTo() throws IOException {
        if ("write".equals(System.getProperty("countersign.docs"))) {
            String page = Files.readString(PAGE);
            Files.writeString(
                    PAGE,
                    page.substring(0, page.indexOf(BEGIN) + BEGIN.length())
                            + table()
                            + page.substring(page.indexOf(END)));
        }
    }

    @Test
    void the_page_lists_every_line_with_its_level_and_its_fields() throws IOException {
        assertThat(Files.readString(PAGE))
                .as("docs/observability.md tells of other lines than the sources log. Write its table with"
                        + " ./mvnw -pl schemas -am test -Dtest=LogDocumentationTest"
                        + " -Dsurefire.failIfNoSpecifiedTests=false -Dcountersign.docs=write")
                .contains(BEGIN + table() + END);
    }

    @Test
    void the_page_says_what_each_field_is() throws IOException {
        String page = Files.readString(PAGE);
        List<String> described = ROW.matcher(page.substring(page.indexOf("## Logs"), page.indexOf(BEGIN)))
                .results()
                .map(row -> row.group(1))
                .toList();

        assertThat(described).containsExactlyInAnyOrderElementsOf(names());
    }

    @Test
    void no_field_has_a_name_of_ecs() {
        assertThat(names()).doesNotContainAnyElementsOf(OF_ECS);
    }

    /** One line of the log. */
    private record Line(String service, String level, String message, List<String> fields) {

        String row() {
            List<String> shown = fields.stream().map(field -> "`" + field + "`").toList();
            return "| %s | %s | %s | %s |\n"
                    .formatted(service, level, message, shown.isEmpty() ? "–" : String.join(", ", shown));
        }
    }

    private static String table() throws IOException {
        StringBuilder table = new StringBuilder("| service | level | line | fields |\n| --- | --- | --- | --- |\n");
        for (String service : List.of("ingress", "processor")) {
            for (String level : List.of("ERROR", "WARN", "INFO", "DEBUG")) {
                lines(service).stream()
                        .filter(line -> line.level().equals(level))
                        .map(Line::row)
                        .sorted()
                        .distinct()
                        .forEach(table::append);
            }
        }
        return table.toString();
    }

    private static List<Line> lines(String service) throws IOException {
        List<Line> lines = new ArrayList<>();
        try (Stream<Path> files =
                Files.walk(Repository.root().resolve(service + "-service").resolve("src/main/java"))) {
            for (Path file :
                    files.filter(path -> path.toString().endsWith(".java")).toList()) {
                for (MatchResult statement :
                        STATEMENT.matcher(Files.readString(file)).results().toList()) {
                    lines.add(line(service, file, statement));
                }
            }
        }
        return lines;
    }

    private static Line line(String service, Path file, MatchResult statement) {
        assertThat(statement.group(1))
                .as("%s logs by SLF4J's fluent methods: %s", file.getFileName(), statement.group())
                .startsWith("at");
        Matcher message = MESSAGE.matcher(statement.group(2));
        assertThat(message.find())
                .as("%s logs a text that always is the same, and fields: %s", file.getFileName(), statement.group())
                .isTrue();
        assertThat(message.group(1)).as("a sentence").matches("[A-Z].*\\.");
        List<String> fields = FIELD.matcher(statement.group(2))
                .results()
                .map(field -> name(file, field.group(1)))
                .toList();
        return new Line(service, statement.group(1).substring(2).toUpperCase(Locale.ROOT), message.group(1), fields);
    }

    private static String name(Path file, String argument) {
        assertThat(argument).as("a field in %s", file.getFileName()).startsWith("LogFields.");
        try {
            return (String) LogFields.class
                    .getField(argument.substring("LogFields.".length()))
                    .get(null);
        } catch (ReflectiveOperationException e) {
            throw new AssertionError(e);
        }
    }

    private static Set<String> names() {
        Set<String> names = new TreeSet<>();
        for (Field field : LogFields.class.getFields()) {
            names.add(name(PAGE, "LogFields." + field.getName()));
        }
        return names;
    }
}
