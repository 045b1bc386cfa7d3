package io.countersign.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class ChildProcessTest {

    @TempDir
    Path folder;

    @Test
    void aChildGetsItsArgumentsAndItsEnvironmentAndWritesItsLog() {
        try (ChildProcess child = program(Greeter.class)
                .arguments("a b")
                .environment(Map.of("NAME", "c"))
                .start()) {
            await().until(() -> !child.isAlive());

            assertThat(child.lastLines()).containsExactly("hello a b c");
            assertThat(child.process().exitValue()).isZero();
        }
    }

    @Test
    void aChildThatEndsBeforeItIsReadyFailsWithTheEndOfItsLog() {
        ChildProgram program = program(Greeter.class)
                .arguments("too")
                .environment(Map.of("NAME", "early"))
                .readyWhen(() -> false);

        assertThatThrownBy(program::start)
                .isInstanceOf(ChildFailedException.class)
                .hasMessageContaining("The child ended with exit code 0 before it was ready")
                .hasMessageContaining("hello too early");
    }

    @Test
    void aChildThatIsNotReadyInTimeIsKilled() {
        ChildProcess child = program(Sleeper.class)
                .readyWhen(() -> false)
                .startTimeout(Duration.ofMillis(300))
                .launch();

        assertThatThrownBy(child::awaitReady)
                .isInstanceOf(ChildFailedException.class)
                .hasMessageContaining("not ready within");
        assertThat(child.isAlive()).isFalse();
    }

    @Test
    void aChildThatDoesNotWantToEndIsKilledWhenItIsClosed() {
        ChildProcess child = program(Stubborn.class)
                .readyWhen(() -> Files.readString(folder.resolve("child.log")).contains("up"))
                .closeTimeout(Duration.ofMillis(300))
                .start();

        child.close();

        assertThat(child.isAlive()).isFalse();
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void aPausedChildCanBeKilled() {
        ChildProcess child = program(Sleeper.class).start();
        child.pause();
        assertThat(child.isAlive()).isTrue();

        child.kill();

        assertThat(child.isAlive()).isFalse();
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void aChildLeavesInterruptsToItsParent() throws Exception {
        try (ChildProcess child = program(Sleeper.class)
                .readyWhen(() -> Files.readString(folder.resolve("child.log")).contains("up"))
                .start()) {
            new ProcessBuilder("kill", "-INT", Long.toString(child.process().pid()))
                    .start()
                    .waitFor();

            await().during(Duration.ofMillis(300)).until(child::isAlive);
        }
    }

    @Test
    void aChildEndsWhenItsParentIsKilled() throws Exception {
        Path log = folder.resolve("parent.log");
        ChildProcess parent = program(Parent.class)
                .log(log)
                .readyWhen(() -> Files.readString(log).contains("child "))
                .start();
        ProcessHandle grandchild = ProcessHandle.of(
                        Long.parseLong(parent.lastLines().get(0).substring("child ".length())))
                .orElseThrow();

        parent.kill();

        await().atMost(Duration.ofSeconds(10)).until(() -> !grandchild.isAlive());
    }

    private ChildProgram program(Class<?> main) {
        return ChildProgram.main("child", testClassPath(), main.getName())
                .jvmOptions("-XX:TieredStopAtLevel=1")
                .log(folder.resolve("child.log"));
    }

    private static List<Path> testClassPath() {
        return Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
                .map(Path::of)
                .toList();
    }

    /** Says hello, ends. */
    public static class Greeter {
        public static void main(String[] args) {
            System.out.println("hello " + args[0] + " " + System.getenv("NAME"));
        }
    }

    /** Does nothing until it is ended. */
    public static class Sleeper {
        public static void main(String[] args) throws InterruptedException {
            System.out.println("up");
            new CountDownLatch(1).await();
        }
    }

    /** Does not end when asked. */
    public static class Stubborn {
        public static void main(String[] args) throws InterruptedException {
            Runtime.getRuntime().addShutdownHook(new Thread(() -> {
                try {
                    new CountDownLatch(1).await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            }));
            Sleeper.main(args);
        }
    }

    /** Has a child of its own. */
    public static class Parent {
        public static void main(String[] args) throws InterruptedException {
            ChildProcess child = ChildProgram.main("grandchild", testClassPath(), Sleeper.class.getName())
                    .start();
            System.out.println("child " + child.process().pid());
            new CountDownLatch(1).await();
        }
    }
}
