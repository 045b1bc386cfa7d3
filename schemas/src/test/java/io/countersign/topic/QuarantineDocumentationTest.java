package io.countersign.topic;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.quarantine.QuarantineReason;
import io.countersign.quarantine.RedriveOutcome;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Holds the words for what is in quarantine, in {@code docs/topics.md}, against the schemas. */
class QuarantineDocumentationTest {

    @Test
    void the_page_has_every_reason_and_no_other() throws IOException {
        assertThat(firstCells("reason")).isEqualTo(names(QuarantineReason.values()));
    }

    @Test
    void the_page_has_every_outcome_of_a_redrive_and_no_other() throws IOException {
        assertThat(firstCells("outcome")).isEqualTo(names(RedriveOutcome.values()));
    }

    /** What the table whose first column is called {@code column} has in it. */
    private static List<String> firstCells(String column) throws IOException {
        return Files.readString(Repository.root().resolve("docs/topics.md"))
                .lines()
                .dropWhile(line -> !line.startsWith("| " + column + " |"))
                .skip(2)
                .takeWhile(line -> line.startsWith("| "))
                .map(line -> line.split("`")[1])
                .toList();
    }

    private static List<String> names(Enum<?>[] constants) {
        return Stream.of(constants).map(Enum::name).toList();
    }
}
