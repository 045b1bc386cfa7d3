package io.countersign.documentation;

import io.countersign.topic.Repository;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** A page of Markdown. */
record Page(Path path, String text) {

    private static final Set<String> NOT_OURS = Set.of("target", ".git", ".idea", "node_modules", ".quickstart");
    private static final Pattern LINK = Pattern.compile("]\\(([^)\\s]+)\\)");
    private static final Pattern BLOCK = Pattern.compile("(?ms)^```.*?^```$");
    private static final Pattern CODE = Pattern.compile(BLOCK.pattern() + "|`[^`\\n]*`");
    private static final Pattern HEADING = Pattern.compile("(?m)^#+ (.*)$");

    /** A link as it is written; the offset is that of its end in the page's text. */
    record Link(String target, int end) {}

    /** All pages of the repository. */
    static List<Page> all() throws IOException {
        return below(Repository.root());
    }

    /** All pages in a folder and below. */
    static List<Page> below(Path root) throws IOException {
        List<Page> pages = new ArrayList<>();
        Files.walkFileTree(root, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
                boolean skipped = !folder.equals(root)
                        && NOT_OURS.contains(folder.getFileName().toString());
                return skipped ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                if (file.getFileName().toString().endsWith(".md")) {
                    pages.add(read(file));
                }
                return FileVisitResult.CONTINUE;
            }
        });
        return pages;
    }

    static Page read(Path path) {
        try {
            return new Page(path, Files.readString(path));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The links that are not to another site. */
    List<Link> relativeLinks() {
        return LINK.matcher(blanked(CODE))
                .results()
                .map(link -> new Link(link.group(1), link.end()))
                .filter(link -> !link.target().matches("[a-z]+:.*"))
                .toList();
    }

    /** Whether there is a file where a link leads, and in it a heading for the part after {@code #}. */
    boolean leadsSomewhere(Link link) {
        URI target = URI.create(link.target());
        Path file = target.getPath().isEmpty() ? path : path.resolveSibling(target.getPath());
        if (!Files.exists(file)) {
            return false;
        }
        return target.getFragment() == null || read(file).anchors().contains(target.getFragment());
    }

    /** The names that the headings have in links, as GitHub makes them. */
    List<String> anchors() {
        return HEADING.matcher(blanked(BLOCK))
                .results()
                .map(heading -> heading.group(1)
                        .toLowerCase(Locale.ROOT)
                        .replaceAll("[^\\p{L}\\p{N} _-]", "")
                        .replace(' ', '-'))
                .toList();
    }

    /** The text with spaces in place of what matches, so that offsets stay. */
    private String blanked(Pattern pattern) {
        StringBuilder blanked = new StringBuilder(text);
        for (MatchResult match : pattern.matcher(text).results().toList()) {
            for (int at = match.start(); at < match.end(); at++) {
                if (text.charAt(at) != '\n') {
                    blanked.setCharAt(at, ' ');
                }
            }
        }
        return blanked.toString();
    }
}
