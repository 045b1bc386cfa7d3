package io.countersign.quickstart.stack;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The secrets of one installation: made at random on the first run, kept in files that the owner alone can read.
 * Immutable.
 */
public final class Secrets {

    private static final JsonMapper JSON = new JsonMapper();
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final int BYTES = 32;

    private final Path file;
    private final Map<String, SourceSecret> sources;
    private final String receiptKey;

    private Secrets(Path file, Map<String, SourceSecret> sources, String receiptKey) {
        this.file = file;
        this.sources = sources;
        this.receiptKey = receiptKey;
    }

    /**
     * Reads {@code secrets.json} and {@code receipt.key} of a folder, or makes those that are not there.
     *
     * @throws UncheckedIOException if they can be neither read nor written
     * @throws IllegalStateException if they hold something else
     */
    public static Secrets in(Path folder) {
        Path file = folder.resolve("secrets.json");
        Path keyFile = folder.resolve("receipt.key");
        try {
            if (!Files.exists(file)) {
                writeForOwner(file, text(fresh()));
            }
            if (!Files.exists(keyFile)) {
                writeForOwner(keyFile, Base64.getEncoder().encodeToString(random()) + "\n");
            }
            return new Secrets(file, parse(file), Files.readString(keyFile).strip());
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read or write the secrets in " + folder, e);
        }
    }

    /** The names of the sources, in the file's order. */
    public Set<String> sources() {
        return sources.keySet();
    }

    /**
     * How a source's webhooks are signed.
     *
     * @throws IllegalArgumentException if there is no such source
     */
    public SourceSecret of(String source) {
        SourceSecret secret = sources.get(source);
        if (secret == null) {
            throw new IllegalArgumentException("No source " + source + ", only " + sources.keySet());
        }
        return secret;
    }

    /**
     * The key that the ingress signs receipts with.
     *
     * @throws IllegalStateException if its file holds something else
     */
    public byte[] receiptKey() {
        try {
            return Base64.getDecoder().decode(receiptKey);
        } catch (IllegalArgumentException e) {
            // Without the cause, which quotes.
            throw new IllegalStateException("receipt.key is not as it was written; delete it to get a new one");
        }
    }

    /** The file that holds them. */
    public Path file() {
        return file;
    }

    /** What the ingress has to be told, as environment variables: other users of the machine cannot see those. */
    Map<String, String> environment() {
        Map<String, String> environment = new HashMap<>();
        sources.forEach((name, source) -> {
            String prefix = "COUNTERSIGN_SOURCES_" + name.toUpperCase(java.util.Locale.ROOT);
            environment.put(prefix + "_PROVIDER", source.provider());
            environment.put(prefix + "_SECRETS_0", source.secret());
        });
        environment.put("COUNTERSIGN_RECEIPT_KEY", receiptKey);
        return environment;
    }

    @Override
    public String toString() {
        return "Secrets[" + sources.values() + "]";
    }

    private static Map<String, SourceSecret> fresh() {
        Map<String, SourceSecret> sources = new LinkedHashMap<>();
        sources.put("devengo", fresh("devengo", "devengo-signature", "X-Devengo-Webhooks-Sig"));
        sources.put("nuapay", fresh("nuapay", "nuapay-signature", "x-signature"));
        sources.put("lox24", fresh("lox24", "shared-secret", "X-Lox24-Secret"));
        return sources;
    }

    private static SourceSecret fresh(String provider, String scheme, String header) {
        return new SourceSecret(provider, scheme, HexFormat.of().formatHex(random()), header);
    }

    private static byte[] random() {
        byte[] bytes = new byte[BYTES];
        RANDOM.nextBytes(bytes);
        return bytes;
    }

    /** One source a line, so that {@code sed} is enough to get a secret out. */
    private static String text(Map<String, SourceSecret> sources) {
        StringBuilder text = new StringBuilder("{");
        String separator = "\n";
        for (Map.Entry<String, SourceSecret> entry : sources.entrySet()) {
            SourceSecret source = entry.getValue();
            text.append(separator)
                    .append("  ")
                    .append(quoted(entry.getKey()))
                    .append(": {\"provider\": ")
                    .append(quoted(source.provider()))
                    .append(", \"scheme\": ")
                    .append(quoted(source.scheme()))
                    .append(", \"secret\": ")
                    .append(quoted(source.secret()))
                    .append(", \"header\": ")
                    .append(quoted(source.header()))
                    .append("}");
            separator = ",\n";
        }
        return text.append("\n}\n").toString();
    }

    private static String quoted(String value) {
        return JSON.writeValueAsString(value);
    }

    private static Map<String, SourceSecret> parse(Path file) throws IOException {
        try {
            JsonNode root = JSON.readTree(Files.readString(file));
            Map<String, SourceSecret> sources = new LinkedHashMap<>();
            for (Map.Entry<String, JsonNode> entry : root.properties()) {
                sources.put(
                        entry.getKey(),
                        new SourceSecret(
                                string(entry.getValue(), "provider"),
                                string(entry.getValue(), "scheme"),
                                string(entry.getValue(), "secret"),
                                string(entry.getValue(), "header")));
            }
            return sources;
        } catch (JacksonException | IllegalArgumentException e) {
            // Without the cause: a parser's message may quote what it read.
            throw new IllegalStateException(file + " is not as it was written; delete it to get new secrets");
        }
    }

    private static String string(JsonNode source, String field) {
        return source.path(field).asString("");
    }

    private static void writeForOwner(Path file, String text) throws IOException {
        Path folder = Objects.requireNonNull(file.toAbsolutePath().getParent());
        Files.createDirectories(folder);
        Path draft = folder.resolve(file.getFileName() + ".new");
        Files.deleteIfExists(draft);
        boolean posix = FileSystems.getDefault().supportedFileAttributeViews().contains("posix");
        FileAttribute<?>[] owner = posix
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
                }
                : new FileAttribute<?>[0];
        // Never readable by others, not even while it is being written.
        try (SeekableByteChannel channel =
                Files.newByteChannel(draft, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), owner)) {
            channel.write(java.nio.charset.StandardCharsets.UTF_8.encode(text));
        }
        Files.move(draft, file, StandardCopyOption.REPLACE_EXISTING);
    }
}
