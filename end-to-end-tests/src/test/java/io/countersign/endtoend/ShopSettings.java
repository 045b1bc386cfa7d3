package io.countersign.endtoend;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The settings of {@code shop}, a generic source, in a file of the ingress's. They begin wrong: they look for the event's id
 * where there is none.
 *
 * @param file the file
 */
record ShopSettings(Path file) {

    static final String HEADER = "X-Shop-Secret";
    static final String SECRET = "a-secret-of-the-shop-alone";

    static ShopSettings in(Path folder) {
        return new ShopSettings(folder.toAbsolutePath().resolve("shop.yaml"));
    }

    void wrong() {
        write("/nonsense");
    }

    void mend() {
        write("/number");
    }

    private void write(String idPointer) {
        try {
            Files.writeString(file, """
                    countersign.sources.shop:
                      provider: generic
                      secrets: %s
                      signature:
                        scheme: shared-secret
                        header: %s
                      event:
                        id: %s
                        type: /type
                        time: /at
                    """.formatted(SECRET, HEADER, idPointer));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
