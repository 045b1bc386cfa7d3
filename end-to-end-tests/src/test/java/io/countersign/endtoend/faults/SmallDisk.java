package io.countersign.endtoend.faults;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** A file system of its own size, which can really be full: a tmpfs. Takes Linux and the right to mount. */
final class SmallDisk implements AutoCloseable {

    private static final String FILLER = "filler";

    private final Path folder;

    private SmallDisk(Path folder) {
        this.folder = folder;
    }

    /** Why there can be none here; empty where there can. */
    static Optional<String> obstacle() {
        try {
            Path folder = Files.createTempDirectory("small-disk");
            try {
                at(folder, 1).close();
                return Optional.empty();
            } finally {
                Files.delete(folder);
            }
        } catch (IOException e) {
            return Optional.of("nothing can be mounted here: it takes Linux and root");
        }
    }

    /** Mounts one at a folder, which is made. */
    static SmallDisk at(Path folder, int mebibytes) throws IOException {
        Files.createDirectories(folder);
        run("mount", "-t", "tmpfs", "-o", "size=" + mebibytes + "m", "tmpfs", folder.toString());
        return new SmallDisk(folder);
    }

    /** Leaves no room for another byte. */
    void fill() throws IOException {
        try (OutputStream filler = Files.newOutputStream(folder.resolve(FILLER))) {
            fill(filler, new byte[1 << 20]);
            fill(filler, new byte[1]);
        }
    }

    private static void fill(OutputStream filler, byte[] bytes) {
        try {
            while (true) {
                filler.write(bytes);
            }
        } catch (IOException e) {
            // Full, which is what was wanted.
        }
    }

    /** Makes room again. */
    void empty() throws IOException {
        Files.delete(folder.resolve(FILLER));
    }

    @Override
    public void close() throws IOException {
        run("umount", folder.toString());
    }

    private static void run(String... command) throws IOException {
        try {
            int code = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start()
                    .waitFor();
            if (code != 0) {
                throw new IOException(command[0] + " ended with exit code " + code);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }
}
