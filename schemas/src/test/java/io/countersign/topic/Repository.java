package io.countersign.topic;

import java.nio.file.Files;
import java.nio.file.Path;

/** Where this module lies. */
public final class Repository {

    private Repository() {}

    /** The outermost folder of the repository: the one with the Maven wrapper. */
    public static Path root() {
        for (Path folder = Path.of("").toAbsolutePath(); folder != null; folder = folder.getParent()) {
            if (Files.exists(folder.resolve("mvnw"))) {
                return folder;
            }
        }
        throw new IllegalStateException("no folder above " + Path.of("").toAbsolutePath() + " has a Maven wrapper");
    }
}
