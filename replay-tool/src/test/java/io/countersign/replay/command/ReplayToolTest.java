package io.countersign.replay.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.replay.ExitCode;
import io.countersign.replay.command.Tool.Result;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReplayToolTest {

    /** No broker is there: a wrong argument is found before one is asked. */
    private final Tool tool = new Tool();

    @Test
    void withoutACommandTheCommandsAreTold() {
        Result result = tool.run();

        assertThat(result.code()).isEqualTo(2);
        assertThat(result.err()).contains("Which command?", "replay", "jobs");
    }

    @Test
    void everyCommandTellsTheExitCodes() {
        for (String command : ReplayTool.commandLine().getSubcommands().keySet()) {
            Result help = tool.run(command, "--help");

            assertThat(help.code()).isZero();
            assertThat(Arrays.stream(ExitCode.values()))
                    .allSatisfy(code -> assertThat(help.out()).contains(code.meaning()));
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            --from=yesterday                                | is no time
            --from -1h --to -2h                             | must go forward
            --topic=accounts                                | There are no events on a topic accounts
            --settle=-1h                                    | is no length of time
            --rate=0                                        | --rate must be more than 0
            --rate=fast                                     | --rate
            --dry-run --print                               | exclude each other
            --force --topic=events                          | --force is for the processor
            --resume=x --from=-1h                           | beside --resume
            --resume=x --force                              | beside --resume
            --registry=nowhere                              | registry's address
            --config=nowhere                                | cannot be read
            --speed=1                                       | --speed
            """)
    void aWrongArgumentIsNamed(String arguments, String words) {
        String[] split = ("replay " + arguments.strip()).split(" +");

        Result result = tool.run(split);

        assertThat(result.code()).isEqualTo(2);
        assertThat(result.err()).contains(words.strip());
    }

    @Test
    void theExitCodesAreDocumented() throws Exception {
        String page = Files.readString(Path.of("..", "docs", "replay.md"));

        assertThat(Arrays.stream(ExitCode.values()))
                .allSatisfy(code -> assertThat(page).contains("| " + code.code() + " | " + code.meaning() + " |"));
    }
}
