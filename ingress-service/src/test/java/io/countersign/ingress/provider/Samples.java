package io.countersign.ingress.provider;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The golden cases, which are also the real input of other tests. */
public final class Samples {

    private Samples() {}

    /** The folder of all golden cases. */
    public static Path golden() {
        try {
            return Path.of(Samples.class.getResource("/golden").toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The folders of all golden cases, in the order of their names. */
    public static List<Path> cases() {
        try (Stream<Path> files = Files.walk(golden(), 3)) {
            return files.filter(file -> file.getFileName().toString().equals("request.json"))
                    .map(Path::getParent)
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The body of a golden case, such as {@code devengo/account.created}. */
    public static byte[] body(String name) {
        return body(golden().resolve(name));
    }

    /** The body of a golden case. */
    public static byte[] body(Path folder) {
        try {
            return Files.readAllBytes(folder.resolve("request.json"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Settings of a source that leaves everything to its provider. */
    public static SourceSettings settings(String source, String scheme) {
        return new SourceSettings(source, scheme, java.time.Duration.ofMinutes(5), null, null);
    }
}
