package io.countersign.quickstart.stack;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;

/** Where the build has put what is started. */
public final class Build {

    /** Names the clone's folder, for a clone that was moved after its build. */
    static final String HOME_PROPERTY = "countersign.home";

    private Build() {}

    /** The folder of the clone. */
    public static Path home() {
        String named = System.getProperty(HOME_PROPERTY);
        return named == null
                ? Objects.requireNonNull(Path.of(lines().get(0)).getParent())
                : Path.of(named).toAbsolutePath().normalize();
    }

    /**
     * The executable jar of a service.
     *
     * @throws IllegalStateException if it has not been built
     */
    static Path serviceJar(String module) {
        Path jar = home().resolve(module).resolve("target").resolve(module + "-" + lines().get(1) + "-exec.jar");
        if (!Files.isRegularFile(jar)) {
            throw new IllegalStateException(jar + " is not there: build it with ./mvnw package -DskipTests");
        }
        return jar;
    }

    private static List<String> lines() {
        try (InputStream in = Objects.requireNonNull(Build.class.getResourceAsStream("build.txt"))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read where the build has put what is started", e);
        }
    }
}
