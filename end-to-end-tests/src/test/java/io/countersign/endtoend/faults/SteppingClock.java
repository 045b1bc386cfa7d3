package io.countersign.endtoend.faults;

import io.countersign.quickstart.stack.LocalStack;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The clock on the wall as the ingress's process sees it, which can be put back; the one that only goes on stays as it is,
 * as it does when an operating system's clock is set. By libfaketime, which Debian has as a package of that name.
 */
final class SteppingClock {

    private static final Path LIBRARIES = Path.of("/usr/lib");

    /** Not the one for many threads: there all threads wait for one lock at each look at the clock, for seconds in all. */
    private static final String LIBRARY = "faketime/libfaketime.so.1";

    private final Path file;

    private SteppingClock(Path file) {
        this.file = file;
    }

    /** Why there can be none here; empty where there can. */
    static Optional<String> obstacle() {
        return library().isPresent() ? Optional.empty() : Optional.of("libfaketime is not installed here");
    }

    /** Gives the ingress such a clock, which begins with the right time. */
    static SteppingClock ofTheIngress(Path folder, LocalStack.Builder settings) throws IOException {
        SteppingClock clock = new SteppingClock(folder.resolve("clock"));
        clock.step(Duration.ZERO);
        settings.ingressEnvironment("LD_PRELOAD", library().orElseThrow().toString())
                .ingressEnvironment("FAKETIME_TIMESTAMP_FILE", clock.file.toString())
                // Looked into once a second.
                .ingressEnvironment("FAKETIME_CACHE_DURATION", "1")
                .ingressEnvironment("FAKETIME_DONT_FAKE_MONOTONIC", "1")
                .ingressEnvironment("DONT_FAKE_MONOTONIC", "1");
        return clock;
    }

    /** Puts the clock so far from the right time; it takes a second. */
    void step(Duration offset) throws IOException {
        Files.createDirectories(file.getParent());
        Files.writeString(file, (offset.isNegative() ? "" : "+") + offset.toSeconds() + "\n");
    }

    private static Optional<Path> library() {
        try (Stream<Path> folders = Files.list(LIBRARIES)) {
            return folders.map(folder -> folder.resolve(LIBRARY))
                    .filter(Files::exists)
                    .findFirst();
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}
