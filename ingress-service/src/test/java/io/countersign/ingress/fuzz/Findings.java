package io.countersign.ingress.fuzz;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.TestWatcher;

/** Says where the input is that a fuzz test fails at, and how to repeat it. */
public final class Findings implements TestWatcher {

    @Override
    public void testFailed(ExtensionContext test, Throwable cause) {
        Class<?> type = test.getRequiredTestClass();
        List<Path> found = found();
        if (found.isEmpty()) {
            return; // an input of the corpus, whose name the test's own report has
        }
        System.err.printf(
                "%nFound by fuzzing; to repeat it:%n  mkdir -p %2$s%n  cp %1$s %2$s%n  ./mvnw -pl ingress-service -am test"
                        + " -Dtest=%3$s -Dsurefire.failIfNoSpecifiedTests=false -Dfuzz=0%n%n",
                found.get(found.size() - 1),
                "ingress-service/src/test/resources/" + type.getName().replace('.', '/') + "Inputs/"
                        + test.getRequiredTestMethod().getName(),
                type.getSimpleName());
    }

    /** What the fuzzer of this JVM has written into the working folder, the latest last. */
    private static List<Path> found() {
        long began = ManagementFactory.getRuntimeMXBean().getStartTime();
        try (Stream<Path> files = Files.list(Path.of("").toAbsolutePath())) {
            return files.filter(file -> file.getFileName().toString().startsWith("crash-"))
                    .filter(file -> file.toFile().lastModified() >= began)
                    .sorted((one, other) -> Long.compare(
                            one.toFile().lastModified(), other.toFile().lastModified()))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
