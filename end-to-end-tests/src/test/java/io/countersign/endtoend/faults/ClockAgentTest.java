package io.countersign.endtoend.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Scanner;
import java.util.stream.LongStream;
import org.apache.kafka.common.utils.Time;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class ClockAgentTest {

    @TempDir
    Path folder;

    @Test
    void allClocksOfAJvmGoBackAndForthButTheOneThatOnlyGoesOn() throws IOException {
        SteppingClock clock = SteppingClock.in(folder.resolve("with a space"));
        try (Child child = new Child(clock, "kafka")) {
            assertThat(child.seconds()).isEqualTo("0 0 0 0 0 on");

            clock.step(Duration.ofHours(-1));
            assertThat(child.seconds()).isEqualTo("-3600 -3600 -3600 -3600 -3600 on");

            clock.step(Duration.ofMinutes(2));
            assertThat(child.seconds()).isEqualTo("120 120 120 120 120 on");

            clock.step(Duration.ZERO);
            assertThat(child.seconds()).isEqualTo("0 0 0 0 0 on");
        }
    }

    @Test
    void aClockThatCannotBePutIsToldOf() throws IOException {
        SteppingClock clock = SteppingClock.in(folder);
        try (Child child = new Child(clock, "no kafka")) {
            assertThat(child.seconds()).startsWith("0 0 0 0");

            assertThatThrownBy(() -> clock.step(Duration.ofHours(-1))).hasMessageContaining("Kafka's");
        }
    }

    /** A JVM that says, whenever it is asked, how far its clocks are from the right time. */
    private static final class Child implements AutoCloseable {

        private final Process process;
        private final PrintStream question;
        private final BufferedReader answer;

        Child(SteppingClock clock, String argument) throws IOException {
            process = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            clock.jvmOption(),
                            "-cp",
                            System.getProperty("java.class.path"),
                            Main.class.getName(),
                            argument)
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            question = new PrintStream(process.getOutputStream(), true);
            answer = process.inputReader();
        }

        String seconds() throws IOException {
            question.println("?");
            return answer.readLine();
        }

        @Override
        public void close() {
            process.destroyForcibly();
        }
    }

    /** The child's program. */
    static final class Main {

        private Main() {}

        public static void main(String[] arguments) {
            boolean withKafka = arguments[0].equals("kafka");
            long last = System.nanoTime();
            Scanner questions = new Scanner(System.in);
            while (questions.hasNextLine()) {
                questions.nextLine();
                StringBuilder answer = new StringBuilder();
                long right = System.currentTimeMillis();
                LongStream.of(
                                Instant.now().toEpochMilli(),
                                Clock.systemUTC().millis(),
                                Clock.systemDefaultZone().instant().toEpochMilli(),
                                InstantSource.system().millis(),
                                withKafka ? Time.SYSTEM.milliseconds() : right)
                        .map(shown -> Math.round((shown - right) / 1_000.0))
                        .forEach(seconds -> answer.append(seconds).append(' '));
                long now = System.nanoTime();
                boolean on = now > last && now - last < Duration.ofMinutes(1).toNanos();
                System.out.println(answer + (on ? "on" : "not on"));
                last = now;
            }
        }
    }
}
