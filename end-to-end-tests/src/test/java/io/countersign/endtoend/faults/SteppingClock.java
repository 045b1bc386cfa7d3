package io.countersign.endtoend.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Stream;
import net.bytebuddy.ByteBuddy;

/**
 * The clock on the wall as one JVM sees it, which can be put back; the one that only goes on stays as it is, as it does when
 * an operating system's clock is set. By a {@link ClockAgent}, from a jar that is made here.
 */
final class SteppingClock {

    private static final Duration TAKEN_WITHIN = Duration.ofSeconds(10);

    private final Path folder;
    private final Path file;

    private SteppingClock(Path folder) {
        this.folder = folder;
        this.file = folder.resolve("clock");
    }

    /** A clock that begins with the right time, for JVMs to be started with {@link #jvmOption()}. */
    static SteppingClock in(Path folder) throws IOException {
        SteppingClock clock = new SteppingClock(folder.toAbsolutePath());
        Files.createDirectories(folder);
        clock.writeJar();
        clock.write(Duration.ZERO);
        return clock;
    }

    /** What a JVM is told at its start to go by this clock. */
    String jvmOption() {
        return "-javaagent:" + jar() + "=" + file;
    }

    /** Puts the clock so far from the right time; returns when the JVM shows it. */
    void step(Duration offset) throws IOException {
        write(offset);
        String wanted = Long.toString(offset.toMillis());
        await("the JVM has put its clock")
                .atMost(TAKEN_WITHIN)
                .untilAsserted(() -> assertThat(outcome()).contains(" " + wanted));
        assertThat(outcome()).isEqualTo(ClockAgent.SHOWN + wanted);
    }

    private String outcome() throws IOException {
        return Files.readString(ClockAgent.outcome(file));
    }

    private void write(Duration offset) throws IOException {
        Path draft = folder.resolve("clock-asked");
        Files.writeString(draft, Long.toString(offset.toMillis()));
        Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
    }

    private Path jar() {
        return folder.resolve("clock.jar");
    }

    private void writeJar() throws IOException {
        Manifest manifest = new Manifest();
        Attributes attributes = manifest.getMainAttributes();
        attributes.put(Attributes.Name.MANIFEST_VERSION, "1.0");
        attributes.putValue("Premain-Class", ClockAgent.class.getName());
        attributes.putValue("Can-Retransform-Classes", "true");
        attributes.putValue("Class-Path", codeOf(ByteBuddy.class).toUri().toString());
        try (JarOutputStream jar = new JarOutputStream(Files.newOutputStream(jar()), manifest)) {
            for (String name : classesOfTheAgent()) {
                jar.putNextEntry(new JarEntry(name));
                try (InputStream bytes = ClockAgent.class.getResourceAsStream("/" + name)) {
                    bytes.transferTo(jar);
                }
            }
        }
    }

    /** The agent's class and those inside it. */
    private static List<String> classesOfTheAgent() throws IOException {
        Path root = codeOf(ClockAgent.class);
        Path own = root.resolve(ClockAgent.class.getName().replace('.', '/') + ".class");
        String start = ClockAgent.class.getSimpleName();
        try (Stream<Path> files = Files.list(own.getParent())) {
            return files.filter(file -> file.getFileName().toString().matches(start + "(\\$.*)?\\.class"))
                    .map(file -> root.relativize(file).toString().replace('\\', '/'))
                    .toList();
        }
    }

    private static Path codeOf(Class<?> type) {
        try {
            return Path.of(
                    type.getProtectionDomain().getCodeSource().getLocation().toURI());
        } catch (URISyntaxException e) {
            throw new UncheckedIOException(new IOException(e));
        }
    }
}
