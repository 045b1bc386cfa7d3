package io.countersign.ingress.rotation;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Reads files with secrets, and folders of such files, as Kubernetes and Docker mount them. Blocks on the disk; messages
 * name files, never what is in them.
 */
public final class SecretFiles {

    private static final int LARGEST_FILE = 64 * 1024;

    /** What a key of a Kubernetes secret can be called, but for a dot at the start. */
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_-][A-Za-z0-9._-]{0,62}");

    private SecretFiles() {}

    /**
     * What is in the files, in the order of the paths, and within a folder of their names. Files whose names begin with a
     * dot are passed over: so Kubernetes names what it needs to swap all files of a folder at once.
     *
     * @param paths files and folders
     * @throws IllegalArgumentException where one is not there, cannot be read, is empty or too large, or has an odd name
     */
    public static List<FileSecret> read(List<Path> paths) {
        List<FileSecret> secrets = new ArrayList<>();
        for (Path path : paths) {
            if (Files.isDirectory(path)) {
                filesIn(path).forEach(file -> secrets.add(readFile(file)));
            } else {
                secrets.add(readFile(path));
            }
        }
        return secrets;
    }

    private static List<Path> filesIn(Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> !file.getFileName().toString().startsWith("."))
                    .filter(Files::isRegularFile)
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new IllegalArgumentException("a folder of secrets cannot be read: " + folder, e);
        }
    }

    private static FileSecret readFile(Path file) {
        String name = file.getFileName().toString();
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException("the name of a secret file must be letters, digits, '-', '_' and '.', at"
                    + " most 63, and start with no dot: " + file);
        }
        byte[] bytes;
        String text;
        try (InputStream content = Files.newInputStream(file)) {
            bytes = content.readNBytes(LARGEST_FILE + 1);
            text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString()
                    .strip();
        } catch (IOException e) {
            throw new IllegalArgumentException("a secret file cannot be read: " + file, e);
        }
        if (bytes.length > LARGEST_FILE) {
            throw new IllegalArgumentException("a secret file is larger than 64 KiB: " + file);
        }
        if (text.isEmpty()) {
            throw new IllegalArgumentException("a secret file is empty: " + file);
        }
        return new FileSecret(name, text);
    }
}
