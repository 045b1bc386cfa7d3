package io.countersign.topic;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A topic's name is spelt in one place. Prose may name it: documentation, and comments that take a line of their own. */
class TopicNamesInSourcesTest {

    private static final Pattern TOPIC = Pattern.compile("webhooks\\.(received|events|state|quarantine|redrives|jobs)");
    private static final Pattern SOURCE =
            Pattern.compile(".*\\.(java|kt|sh|js|mjs|yaml|yml|xml|properties|json|avdl|avsc|html)|[^.]+");
    private static final Pattern COMMENT = Pattern.compile("\\s*(\\*|/\\*|//|#).*");
    /**
     * Besides what is not ours the manifests, whose names {@code KafkaManifestsTest} compares with the catalogue, and what
     * promtool is given as Prometheus would have it.
     */
    private static final Set<String> LEFT_OUT =
            Set.of("target", ".git", ".idea", "node_modules", ".quickstart", "k8s", "promtool");

    @Test
    void only_the_catalogue_spells_a_topics_name() throws IOException {
        assertThat(mentions(Repository.root()))
                .as("Take the name from TopicCatalogue")
                .isEmpty();
    }

    @Test
    void a_name_in_a_source_is_found_and_one_in_prose_is_not(@TempDir Path folder) throws IOException {
        String name = TopicCatalogue.quarantine().name();
        Files.writeString(Files.createDirectories(folder.resolve("a")).resolve("A.java"), "// " + name + "\n");
        Files.writeString(folder.resolve("a/B.java"), "x\nString b = \"" + name + "\";\n");
        Files.writeString(folder.resolve("run"), "topic=" + name);
        Files.writeString(folder.resolve("README.md"), name);
        Files.writeString(Files.createDirectories(folder.resolve("target")).resolve("C.java"), name);

        assertThat(mentions(folder)).containsExactlyInAnyOrder("a/B.java:2", "run:1");
    }

    private static List<String> mentions(Path root) throws IOException {
        List<String> mentions = new ArrayList<>();
        Files.walkFileTree(root, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
                boolean skipped = !folder.equals(root)
                        && LEFT_OUT.contains(folder.getFileName().toString());
                return skipped ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                String name = file.getFileName().toString();
                if (SOURCE.matcher(name).matches() && !name.equals("TopicCatalogue.java")) {
                    mentionsIn(file)
                            .forEach(line -> mentions.add(
                                    root.relativize(file).toString().replace('\\', '/') + ":" + line));
                }
                return FileVisitResult.CONTINUE;
            }
        });
        return mentions;
    }

    private static List<Integer> mentionsIn(Path file) throws IOException {
        List<Integer> numbers = new ArrayList<>();
        // Every byte is a character in Latin-1: whatever the file holds can be read.
        List<String> lines = Files.readAllLines(file, StandardCharsets.ISO_8859_1);
        for (int index = 0; index < lines.size(); index++) {
            String line = lines.get(index);
            if (TOPIC.matcher(line).find() && !COMMENT.matcher(line).matches()) {
                numbers.add(index + 1);
            }
        }
        return numbers;
    }
}
