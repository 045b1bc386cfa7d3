package io.countersign.topic;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Holds {@code docs/topics.md} against the catalogue; with {@code -Dcountersign.docs=write} this test writes the table
 * first.
 */
class TopicDocumentationTest {

    private static final Path PAGE = Repository.root().resolve("docs/topics.md");
    private static final String BEGIN = "<!-- Written from TopicCatalogue by TopicDocumentationTest. -->\n";
    private static final String END = "<!-- End of the table. -->\n";

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
    void the_page_has_the_catalogues_table() throws IOException {
        assertThat(Files.readString(PAGE))
                .as("docs/topics.md tells something else than TopicCatalogue. Write its table with"
                        + " ./mvnw -pl schemas -am test -Dtest=TopicDocumentationTest"
                        + " -Dsurefire.failIfNoSpecifiedTests=false -Dcountersign.docs=write")
                .contains(BEGIN + table() + END);
    }

    private static String table() {
        StringBuilder table = new StringBuilder("| topic | written by | holds | key | value | partitions | clean-up |"
                + " kept |\n| --- | --- | --- | --- | --- | --- | --- | --- |\n");
        for (Topic topic : TopicCatalogue.all()) {
            table.append("| `%s` | %s | %s | `%s` | `%s` | %d | %s | %s |%n"
                    .formatted(
                            topic.name(),
                            topic.writtenBy(),
                            topic.holds(),
                            topic.key(),
                            topic.valueType().getSimpleName(),
                            topic.partitions(),
                            topic.configuration().get("cleanup.policy"),
                            kept(topic))
                    .replace(System.lineSeparator(), "\n"));
        }
        return table.toString();
    }

    private static String kept(Topic topic) {
        if (topic.compacted()) {
            return "the latest of each key";
        }
        Duration retention = topic.retention();
        return retention == null ? "for ever" : retention.toDays() + " days";
    }
}
