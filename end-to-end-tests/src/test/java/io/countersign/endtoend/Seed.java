package io.countersign.endtoend;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/** Orders things by chance, and always prints the seed: {@code -Dcountersign.seed=…} repeats an order. */
final class Seed {

    private final long seed;
    private final Random random;

    private Seed(long seed) {
        this.seed = seed;
        this.random = new Random(seed);
    }

    static Seed printedFor(String test) {
        long seed = Long.getLong("countersign.seed", new Random().nextInt(1_000_000));
        System.out.println(test + ": -Dcountersign.seed=" + seed);
        return new Seed(seed);
    }

    <T> List<T> shuffled(List<T> items) {
        List<T> shuffled = new ArrayList<>(items);
        Collections.shuffle(shuffled, random);
        return shuffled;
    }

    /** All items in an order by chance, and so many of them once more anywhere. */
    <T> List<T> shuffledWithRepetitions(List<T> items, int repetitions) {
        List<T> all = new ArrayList<>(items);
        all.addAll(shuffled(items).subList(0, repetitions));
        return shuffled(all);
    }

    @Override
    public String toString() {
        return "seed " + seed;
    }
}
