package io.countersign.endtoend.faults;

import io.countersign.endtoend.SharedSystem;
import io.countersign.endtoend.faults.FaultRun.Result;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;

/** Faults by name, each in a system of its own, for people; {@code end-to-end-tests/faults} starts it. */
final class FaultsMain {

    private static final String USAGE = """
            end-to-end-tests/faults list                               the names of all faults
            end-to-end-tests/faults all                                all of them, one after the other
            end-to-end-tests/faults <name>...                          these
            end-to-end-tests/faults random [--seed N] [--minutes M]    any part at any moment, for M minutes (3)
            """;

    private FaultsMain() {}

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
        for (Fault fault : chosen(words)) {
            allIsWell &= isWithstood(fault, seed);
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

    private static boolean isWithstood(Fault fault, long seed) {
        Optional<String> obstacle = fault.obstacle().get();
        if (obstacle.isPresent()) {
            System.out.println("- " + fault.name() + ": skipped, " + obstacle.get());
            return true;
        }
        long began = System.nanoTime();
        try {
            Result result = FaultRun.inItsOwnSystem(fault, SharedSystem.newFolder(fault.name()), seed);
            boolean well = result.problems().isEmpty();
            System.out.println((well ? "✓ " : "✗ ") + result.line());
            result.problems().stream().limit(20).forEach(problem -> System.out.println("    " + problem));
            System.out.printf(
                    "    seed %d, %d s in all%n", seed, TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - began));
            return well;
        } catch (Exception | AssertionError e) {
            System.out.println("✗ " + fault.name() + ", seed " + seed + ": " + e);
            e.printStackTrace();
            return false;
        }
    }
}
