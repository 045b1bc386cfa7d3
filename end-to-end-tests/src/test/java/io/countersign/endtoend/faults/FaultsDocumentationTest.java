package io.countersign.endtoend.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.quickstart.stack.Build;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The table of docs/reliability.md has each fault that there is, with its promise. */
class FaultsDocumentationTest {

    private static final Pattern ROW = Pattern.compile("(?m)^\\| `([a-z0-9-]+)` \\| ([^|]+) \\|");

    @Test
    void everyFaultIsInTheTableWithWhatMustBeTrue() throws IOException {
        String page = Files.readString(Build.home().resolve("docs").resolve("reliability.md"));

        List<String> documented = ROW.matcher(page)
                .results()
                .map(row -> row.group(1) + ": " + row.group(2))
                .toList();

        assertThat(documented)
                .isEqualTo(Faults.all().stream()
                        .map(fault -> fault.name() + ": " + fault.promise())
                        .toList());
    }
}
