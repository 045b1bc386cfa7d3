package io.countersign.documentation;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.topic.Repository;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the documentation points to exists, and what it quotes is what it points to. */
class DocumentationTest {

    private static final Pattern TEST = Pattern.compile("`([A-Z][A-Za-z0-9]*[a-z](?:Test|IT|Guard))`");
    private static final Pattern EXCERPT = Pattern.compile("(?ms)^```java\\n(.*?)^```$");

    @Test
    void every_relative_link_leads_to_a_file_and_a_heading() throws IOException {
        List<Page> pages = Page.all();

        assertThat(pages).isNotEmpty();
        assertThat(brokenLinks(pages)).isEmpty();
    }

    @Test
    void every_excerpt_is_in_the_file_that_is_named_before_it() throws IOException {
        List<Page> pages = Page.below(Repository.root().resolve("docs"));

        assertThat(pages).anySatisfy(page -> assertThat(page.text()).contains("```java\n"));
        assertThat(strayExcerpts(pages)).isEmpty();
    }

    @Test
    void every_test_that_a_page_names_exists() throws IOException {
        List<Page> pages = Page.all();

        assertThat(pages)
                .anySatisfy(page -> assertThat(TEST.matcher(page.text())).matches(Matcher::find));
        assertThat(missingTests(pages, testClasses())).isEmpty();
    }

    @Test
    void a_test_that_is_missing_is_found(@TempDir Path folder) throws IOException {
        Files.writeString(
                folder.resolve("a.md"), "`AbTest`, `BcIT`, `CdGuard`, not `java.DeTest`, `A_LIMIT` or EfTest\n");

        assertThat(missingTests(Page.below(folder), Set.of("AbTest"))).containsExactly("a.md: BcIT", "a.md: CdGuard");
    }

    @Test
    void a_broken_link_is_found(@TempDir Path folder) throws IOException {
        Files.writeString(folder.resolve("a.md"), "# A b, `c`?\n[1](b.md) [2](#a-b-c) [3](http://b.md) `[4](c.md)`\n");
        Files.writeString(folder.resolve("b.md"), "```\n# No\n[1](c.md)\n```\n[2](a.md#a-b-c)\n");
        assertThat(brokenLinks(Page.below(folder))).isEmpty();

        Files.writeString(folder.resolve("c.md"), "[1](d.md) [2](a.md#a) [3](b.md#no)\n");
        assertThat(brokenLinks(Page.below(folder))).containsExactly("c.md: d.md", "c.md: a.md#a", "c.md: b.md#no");
    }

    @Test
    void a_stray_excerpt_is_found(@TempDir Path folder) throws IOException {
        Files.writeString(folder.resolve("A.java"), "int a =\n    1;\nint b = 2;\n");
        Files.writeString(folder.resolve("good.md"), "[A](A.java)\n```java\nint a = 1;\n```\n");
        assertThat(strayExcerpts(Page.below(folder))).isEmpty();

        Files.writeString(folder.resolve("bad.md"), "[A](A.java)\n```java\nint a = 3;\n```\n");
        Files.writeString(folder.resolve("homeless.md"), "```java\nint a = 1;\n```\n[A](A.java)\n");
        assertThat(strayExcerpts(Page.below(folder)))
                .containsExactlyInAnyOrder("bad.md: int a = 3;\n", "homeless.md: int a = 1;\n");
    }

    private static List<String> brokenLinks(List<Page> pages) {
        List<String> broken = new ArrayList<>();
        for (Page page : pages) {
            for (Page.Link link : page.relativeLinks()) {
                if (!page.leadsSomewhere(link)) {
                    broken.add(page.path().getFileName() + ": " + link.target());
                }
            }
        }
        return broken;
    }

    private static List<String> missingTests(List<Page> pages, Set<String> known) {
        List<String> missing = new ArrayList<>();
        for (Page page : pages) {
            TEST.matcher(page.text())
                    .results()
                    .map(name -> name.group(1))
                    .filter(name -> !known.contains(name))
                    .forEach(name -> missing.add(page.path().getFileName() + ": " + name));
        }
        return missing;
    }

    /** The names of the classes below {@code src/test/java} of all modules. */
    private static Set<String> testClasses() throws IOException {
        Set<String> names = new HashSet<>();
        try (Stream<Path> modules = Files.list(Repository.root())) {
            for (Path module : modules.toList()) {
                Path tests = module.resolve("src/test/java");
                if (Files.isDirectory(tests)) {
                    try (Stream<Path> files = Files.walk(tests)) {
                        files.map(file -> file.getFileName().toString())
                                .filter(file -> file.endsWith(".java"))
                                .forEach(file -> names.add(file.substring(0, file.length() - ".java".length())));
                    }
                }
            }
        }
        return names;
    }

    private static List<String> strayExcerpts(List<Page> pages) {
        List<String> stray = new ArrayList<>();
        for (Page page : pages) {
            for (MatchResult excerpt : EXCERPT.matcher(page.text()).results().toList()) {
                String source = page.relativeLinks().stream()
                        .filter(link -> link.end() < excerpt.start())
                        .reduce((first, last) -> last)
                        .map(link -> Page.read(page.path().resolveSibling(link.target()))
                                .text())
                        .orElse("");
                if (!withoutWhiteSpace(source).contains(withoutWhiteSpace(excerpt.group(1)))) {
                    stray.add(page.path().getFileName() + ": " + excerpt.group(1));
                }
            }
        }
        return stray;
    }

    private static String withoutWhiteSpace(String text) {
        return text.replaceAll("\\s", "");
    }
}
