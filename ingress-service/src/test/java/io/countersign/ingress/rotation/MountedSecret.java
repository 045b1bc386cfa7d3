package io.countersign.ingress.rotation;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * A folder as Kubernetes mounts a secret: each key is a link through the link {@code ..data}, which is swapped at once for
 * all of them.
 */
public final class MountedSecret {

    private final Path folder;
    private Set<String> keys = Set.of();
    private int version;

    private MountedSecret(Path folder) {
        this.folder = folder;
    }

    /** A mount that is empty. */
    public static MountedSecret in(Path folder) throws IOException {
        return new MountedSecret(Files.createDirectories(folder));
    }

    public Path folder() {
        return folder;
    }

    /** Makes the secret what is given, and nothing else. */
    public void put(Map<String, String> content) throws IOException {
        Path data = Files.createDirectory(folder.resolve("..version-" + ++version));
        for (Map.Entry<String, String> entry : content.entrySet()) {
            Files.writeString(data.resolve(entry.getKey()), entry.getValue());
        }
        Path next = Files.createSymbolicLink(folder.resolve("..data-next"), data.getFileName());
        Files.move(next, folder.resolve("..data"), StandardCopyOption.ATOMIC_MOVE);
        for (String key : content.keySet()) {
            if (!keys.contains(key)) {
                Files.createSymbolicLink(folder.resolve(key), Path.of("..data", key));
            }
        }
        for (String key : keys) {
            if (!content.containsKey(key)) {
                Files.delete(folder.resolve(key));
            }
        }
        keys = new HashSet<>(content.keySet());
    }
}
