package io.countersign.processor.resources;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.JsonNodeFactory;

class PageTest {

    @Test
    void pagesOfDifferentPartitionsBecomeOneInOrder() {
        Page merged = Page.merge(List.of(page(null, "a", "d"), page(null, "b", "c")), 10);

        assertThat(keys(merged)).containsExactly("a", "b", "c", "d");
        assertThat(merged.upTo()).isNull();
    }

    @Test
    void aMergedPageEndsWhereTheFirstOfItsPagesEnds() {
        Page merged = Page.merge(List.of(page("b", "a", "b"), page("d", "c", "d"), page(null, "e")), 10);

        assertThat(keys(merged)).containsExactly("a", "b");
        assertThat(merged.upTo()).isEqualTo("b");
    }

    @Test
    void aPageThatFoundNothingYetStillBoundsTheOthers() {
        Page merged = Page.merge(List.of(page("b"), page(null, "a", "c")), 10);

        assertThat(keys(merged)).containsExactly("a");
        assertThat(merged.upTo()).isEqualTo("b");
    }

    @Test
    void theLimitIsKept() {
        List<Page> pages = List.of(page(null, "a", "c"), page(null, "b", "d"));

        assertThat(keys(Page.merge(pages, 3))).containsExactly("a", "b", "c");
        assertThat(Page.merge(pages, 3).upTo()).isEqualTo("c");
        assertThat(Page.merge(pages, 4).upTo()).isNull();
        assertThat(Page.merge(pages, 5).upTo()).isNull();
    }

    @Test
    void keysAreInTheStoresOrderBeyondTheBasicPlaneToo() {
        String basic = "\uFFFD";
        String beyond = "\uD83D\uDE00";

        assertThat(Page.KEY_ORDER.compare(basic, beyond)).isNegative();
        assertThat(keys(Page.merge(List.of(page(null, beyond), page(null, basic)), 2)))
                .containsExactly(basic, beyond);
    }

    @Test
    void walkingAllPagesMeetsEachKeyOnceHoweverTheyAreSpread() {
        for (long seed = 0; seed < 500; seed++) {
            Random random = new Random(seed);
            List<TreeSet<String>> partitions = Stream.generate(() -> new TreeSet<String>())
                    .limit(1 + random.nextInt(4))
                    .toList();
            TreeSet<String> all = new TreeSet<>();
            for (int i = random.nextInt(40); i > 0; i--) {
                String key = String.format("%03d", random.nextInt(1000));
                if (all.add(key)) {
                    partitions.get(random.nextInt(partitions.size())).add(key);
                }
            }
            int limit = 1 + random.nextInt(7);
            int budget = limit + random.nextInt(3);

            List<String> walked = new ArrayList<>();
            String after = "";
            while (after != null) {
                String from = after;
                Page page = Page.merge(
                        partitions.stream()
                                .map(keys -> scan(keys, from, limit, budget))
                                .toList(),
                        limit);
                assertThat(page.entries().size()).as("seed %d", seed).isLessThanOrEqualTo(limit);
                walked.addAll(keys(page));
                after = page.upTo();
            }

            assertThat(walked).as("seed %d", seed).containsExactlyElementsOf(all);
        }
    }

    private static Page scan(TreeSet<String> keys, String after, int limit, int budget) {
        List<String> rest = List.copyOf(keys.tailSet(after, false));
        int end = IntStream.of(limit, budget, rest.size()).min().getAsInt();
        return page(
                end < rest.size() ? rest.get(end - 1) : null,
                rest.subList(0, end).toArray(String[]::new));
    }

    private static Page page(String upTo, String... keys) {
        return new Page(
                Stream.of(keys)
                        .map(key -> new Page.Entry(key, JsonNodeFactory.instance.objectNode()))
                        .toList(),
                upTo);
    }

    private static List<String> keys(Page page) {
        return page.entries().stream().map(Page.Entry::key).toList();
    }
}
