package io.countersign.benchmarks.report;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * The results of all benchmarks in a folder: {@code latest.json} with the latest section of each, {@code latest.md} made of
 * it, and a plot for each.
 */
public final class Results {

    private static final JsonMapper JSON =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

    private final Path folder;

    public Results(Path folder) {
        this.folder = folder;
    }

    /** Puts a section in the place of the one before, and returns it as Markdown. */
    public String put(Section section) {
        try {
            Files.createDirectories(folder);
            Path file = folder.resolve("latest.json");
            Map<String, Section> sections = new TreeMap<>();
            if (Files.exists(file)) {
                sections.putAll(JSON.readValue(Files.readString(file), new TypeReference<Map<String, Section>>() {}));
            }
            sections.put(section.name(), section);
            Files.writeString(file, JSON.writeValueAsString(sections) + '\n');
            Files.writeString(
                    folder.resolve("latest.md"),
                    sections.values().stream().map(Section::markdown).collect(Collectors.joining("\n")));
            Files.writeString(folder.resolve(section.name() + ".svg"), Plot.of(section));
            return section.markdown();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write to " + folder, e);
        }
    }
}
