package io.countersign.endtoend.faults;

import io.countersign.endtoend.Countersign;
import io.countersign.endtoend.SharedSystem;
import io.countersign.endtoend.faults.FaultRun.Result;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Faults by name, for people; {@code end-to-end-tests/faults} starts it. They befall one system, one after the other, but
 * for those that need one made for them.
 */
final class FaultsMain implements AutoCloseable {

    private static final String USAGE = """
            end-to-end-tests/faults list                               the names of all faults
            end-to-end-tests/faults all                                all of them, one after the other
            end-to-end-tests/faults <name>...                          these
            end-to-end-tests/faults random [--seed N] [--minutes M]    any part at any moment, for M minutes (3)
            """;

    private final long seed;
    private @Nullable Countersign shared;

    private FaultsMain(long seed) {
        this.seed = seed;
    }

    public static void main(String[] arguments) throws Exception {
        List<String> words = List.of(arguments);
        if (words.isEmpty() || words.contains("--help")) {
            System.out.print(USAGE);
            return;
        }
        if (words.get(0).equals("list")) {
            Faults.all().forEach(fault -> System.out.printf("%-30s %s%n", fault.name(), fault.promise()));
            return;
        }
        long seed = number(words, "--seed", new Random().nextInt(1_000_000));
        boolean allIsWell = true;
        try (FaultsMain faults = new FaultsMain(seed)) {
            for (Fault fault : chosen(words)) {
                allIsWell &= faults.isWithstood(fault);
            }
        }
        System.exit(allIsWell ? 0 : 1);
    }

    private static List<Fault> chosen(List<String> words) {
        if (words.get(0).equals("all")) {
            return Faults.all();
        }
        if (words.get(0).equals("random")) {
            return List.of(RandomFaults.lasting(Duration.ofMinutes(number(words, "--minutes", 3))));
        }
        List<Fault> chosen = new ArrayList<>();
        for (String word : words) {
            if (word.startsWith("--")) {
                break;
            }
            chosen.add(Faults.all().stream()
                    .filter(fault -> fault.name().equals(word))
                    .findFirst()
                    .orElseThrow(() -> new IllegalArgumentException("No fault " + word + ":\n" + USAGE)));
        }
        return chosen;
    }

    private static long number(List<String> words, String option, long otherwise) {
        int place = words.indexOf(option);
        return place < 0 ? otherwise : Long.parseLong(words.get(place + 1));
    }

    private boolean isWithstood(Fault fault) {
        Optional<String> obstacle = fault.obstacle().get();
        if (obstacle.isPresent()) {
            System.out.println("- " + fault.name() + ": skipped, " + obstacle.get());
            return true;
        }
        long began = System.nanoTime();
        try {
            Result result = result(fault);
            boolean well = result.problems().isEmpty();
            System.out.println((well ? "✓ " : "✗ ") + result.line());
            result.problems().stream().limit(20).forEach(problem -> System.out.println("    " + problem));
            System.out.printf(
                    "    seed %d, %d s in all%n", seed, TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - began));
            return well;
        } catch (Exception | AssertionError e) {
            System.out.println("✗ " + fault.name() + ", seed " + seed + ": " + e);
            e.printStackTrace();
            close(); // whatever is broken is not for the next one
            return false;
        }
    }

    private Result result(Fault fault) throws Exception {
        if (fault.preparation().isPresent()) {
            return FaultRun.inItsOwnSystem(fault, SharedSystem.newFolder(fault.name()), seed);
        }
        Countersign system = shared;
        if (system == null) {
            system = Countersign.start(FaultRun.system(SharedSystem.newFolder("faults")));
            shared = system;
        }
        return FaultRun.in(system, fault, seed);
    }

    @Override
    public void close() {
        Countersign system = shared;
        if (system != null) {
            system.close();
            shared = null;
        }
    }
}
