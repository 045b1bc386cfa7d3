package io.countersign.platform;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.stream.Stream;

/** Where the build has laid out the programs. */
final class Installation {

    /** Names another folder than the one that the build has noted, for a clone that was moved after its build. */
    static final String HOME_PROPERTY = "countersign.platform.home";

    private Installation() {}

    /** Returns the broker's class path: all jars of a folder. */
    static Path brokerClassPath() {
        return existing(home().resolve("kafka")).resolve("*");
    }

    /** Returns the registry's executable jar. */
    static Path registryJar() {
        Path folder = existing(home().resolve("registry"));
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.getFileName().toString().endsWith("-runner.jar"))
                    .findFirst()
                    .orElseThrow(() -> new IllegalStateException("No *-runner.jar in " + folder));
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot list " + folder, e);
        }
    }

    private static Path home() {
        String named = System.getProperty(HOME_PROPERTY);
        if (named != null) {
            return Path.of(named);
        }
        try (InputStream in = Objects.requireNonNull(Installation.class.getResourceAsStream("home.txt"))) {
            return Path.of(new String(in.readAllBytes(), StandardCharsets.UTF_8).strip());
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read where the broker and the registry lie", e);
        }
    }

    private static Path existing(Path folder) {
        if (!Files.isDirectory(folder)) {
            throw new IllegalStateException(folder + " is not there: build the module local-platform");
        }
        return folder;
    }
}
