package io.countersign.release;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.apache.avro.SchemaFormatter;
import org.apache.avro.SchemaParser;

/** The folder of frozen schemas: one folder per release, one file per record, and the checksums of all of them. */
final class Releases {

    private static final String CHECKSUMS = "SHA256SUMS";

    private final Path folder;

    Releases(Path folder) {
        this.folder = folder;
    }

    /** The numbers of the releases, oldest first. */
    List<Integer> numbers() {
        try (Stream<Path> children = Files.list(folder)) {
            return children.filter(Files::isDirectory)
                    .map(child -> Integer.parseInt(child.getFileName().toString()))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    int newest() {
        List<Integer> numbers = numbers();
        return numbers.get(numbers.size() - 1);
    }

    /** The schemas of a release by the simple name of their record. */
    Map<String, Schema> schemas(int release) {
        Map<String, Schema> schemas = new TreeMap<>();
        for (Map.Entry<String, String> file : files(release).entrySet()) {
            schemas.put(file.getKey(), SchemaParser.parseSingle(file.getValue()));
        }
        return schemas;
    }

    /** The texts of a release by the simple name of their record. */
    Map<String, String> files(int release) {
        Map<String, String> files = new TreeMap<>();
        for (Path file : frozenFiles()) {
            if (file.getName(file.getNameCount() - 2).toString().equals(Integer.toString(release))) {
                files.put(file.getFileName().toString().replaceFirst("\\.avsc$", ""), read(file));
            }
        }
        return files;
    }

    /** The checksum file as it is. */
    String checksums() {
        return read(folder.resolve(CHECKSUMS));
    }

    /** The checksum file as the frozen files would have it, in the format of {@code sha256sum}. */
    String actualChecksums() {
        StringBuilder lines = new StringBuilder();
        for (Path file : frozenFiles()) {
            String name = folder.relativize(file).toString().replace('\\', '/');
            lines.append(sha256(read(file))).append("  ").append(name).append('\n');
        }
        return lines.toString();
    }

    /** Writes a new release. Refuses to touch one that is there. */
    void write(int release) throws IOException {
        List<Integer> numbers = Files.isDirectory(folder) ? numbers() : List.of();
        int next = numbers.isEmpty() ? 1 : newest() + 1;
        if (release != next) {
            throw new IllegalArgumentException("the next release is " + next + ", not " + release);
        }
        Path target = Files.createDirectories(folder.resolve(Integer.toString(release)));
        for (Schema schema : ContractRecords.schemas()) {
            Files.writeString(target.resolve(schema.getName() + ".avsc"), text(schema));
        }
        Files.writeString(folder.resolve(CHECKSUMS), actualChecksums());
    }

    /** A schema as the frozen files spell it. */
    static String text(Schema schema) {
        return SchemaFormatter.format("json/pretty", schema) + "\n";
    }

    private List<Path> frozenFiles() {
        List<Path> files = new ArrayList<>();
        for (int release : numbers()) {
            try (Stream<Path> children = Files.list(folder.resolve(Integer.toString(release)))) {
                children.sorted().forEach(files::add);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return files;
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String sha256(String text) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every JDK has SHA-256", e);
        }
    }
}
