package io.countersign.endtoend.faults;

import io.countersign.endtoend.Countersign;
import io.countersign.endtoend.Meters;
import io.countersign.quickstart.stack.LocalStack;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.function.Function;

/** Lets one fault happen to a system under load, and says what came of it. */
final class FaultRun {

    /** The contract's: an answer comes within 5 s whatever happens. */
    private static final Duration LONGEST_ANSWER = Duration.ofSeconds(5);

    private static final int BROKERS = 3;

    private final Countersign countersign;
    private final Fault fault;
    private final Load load;
    private final Scene scene;

    private FaultRun(Countersign countersign, Fault fault, long seed) {
        Random random = new Random(seed);
        this.countersign = countersign;
        this.fault = fault;
        // The ids of its resources begin with its name, so that faults can share a system.
        this.load = new Load(countersign, new Webhooks(fault.name().replace("-", ""), random));
        this.scene = new Scene(countersign, load, random);
    }

    /**
     * What came of it.
     *
     * @param line the numbers, for people
     * @param problems what is not as it must be; empty where all is well
     */
    record Result(String line, List<String> problems) {}

    /** A system of three brokers, as a fault may befall it. */
    static LocalStack.Builder system(Path folder) {
        return LocalStack.in(folder).brokers(BROKERS);
    }

    /** In a system of its own, made ready for it. */
    static Result inItsOwnSystem(Fault fault, Path folder, long seed) throws Exception {
        LocalStack.Builder settings = system(folder);
        AutoCloseable prepared =
                fault.preparation().isPresent() ? fault.preparation().get().prepare(folder, settings) : () -> {};
        try (prepared;
                Countersign countersign = Countersign.start(settings)) {
            return in(countersign, fault, seed);
        }
    }

    /** In a system that other faults befall too, one after the other. */
    static Result in(Countersign countersign, Fault fault, long seed) throws Exception {
        FaultRun run = new FaultRun(countersign, fault, seed);
        try (run.load) {
            return run.play();
        }
    }

    private Result play() throws Exception {
        long ingress = countersign.stack().ingress().process().process().pid();
        Meters before = countersign.ingressMeters();

        fault.script().play(scene);
        load.finish();
        long sent = System.nanoTime();
        scene.awaitReadiness(countersign.stack().ingress(), true);
        scene.awaitReadiness(countersign.stack().processor(), true);
        countersign.awaitProcessed();
        scene.note("processed " + seconds(Duration.ofNanos(System.nanoTime() - sent)) + " after the last answer");

        Reconciliation reconciliation = Reconciliation.of(countersign, load);
        List<String> problems = new ArrayList<>(reconciliation.problems());
        problems.addAll(wrongAnswers());
        countersign.assertThatTheBooksBalance();
        if (ingress == countersign.stack().ingress().process().process().pid()) {
            problems.addAll(wrongCounters(before));
        }
        return new Result(line(reconciliation), problems);
    }

    private List<String> wrongAnswers() {
        List<String> wrong = new ArrayList<>();
        List<Load.Attempt> slow = load.answersLongerThan(LONGEST_ANSWER);
        if (!slow.isEmpty()) {
            wrong.add(slow.size() + " answers took longer than " + seconds(LONGEST_ANSWER) + ", the first "
                    + slow.get(0));
        }
        int strange = load.count(attempt -> attempt.isAnswer()
                && attempt.status() != 200
                && !(attempt.status() == 503 && attempt.mayBeRepeated())
                && !((attempt.forged() || fault.refusesGenuine())
                        && (attempt.status() == 401 || attempt.status() == 429)));
        if (strange > 0) {
            wrong.add(strange + " answers of another kind than 200, 503 with Retry-After, and 401 for the forged");
        }
        return wrong;
    }

    /** The ingress's own books must say what its senders saw; only for one that was not killed. */
    private List<String> wrongCounters(Meters before) {
        List<String> wrong = new ArrayList<>();
        List<Counted> all = List.of(
                new Counted("received", load.attempts()),
                new Counted("acknowledged", load.answered(200)),
                new Counted("refused", load.count(attempt -> attempt.status() == 401 || attempt.status() == 429)),
                new Counted("failed", load.answered(503)));
        Meters after = countersign.ingressMeters();
        for (Counted counted : all) {
            long told = counted.by(after) - counted.by(before);
            if (told != counted.seen()) {
                wrong.add("the ingress counted " + told + " " + counted.name() + ", its senders saw " + counted.seen());
            }
        }
        return wrong;
    }

    private record Counted(String name, int seen) {

        long by(Meters meters) {
            return meters.sum("countersign_ingress_" + name + "_total");
        }
    }

    private String line(Reconciliation reconciliation) {
        Function<Integer, String> number = value -> String.format(Locale.ROOT, "%,d", value);
        List<String> parts = new ArrayList<>();
        parts.add(number.apply(load.acknowledged()) + " acknowledged");
        parts.add(number.apply(reconciliation.received()) + " received");
        parts.add(number.apply(reconciliation.once()) + " once");
        parts.add(number.apply(reconciliation.duplicatesDropped()) + " duplicates dropped");
        parts.add(number.apply(reconciliation.lost()) + " lost");
        parts.add(number.apply(reconciliation.wrongStates()) + " wrong states");
        parts.add("longest answer " + seconds(load.longestAnswer(attempt -> true)));
        String line = fault.name() + ": " + String.join(", ", parts) + "; "
                + number.apply(load.answered(503)) + " times 503, "
                + number.apply(load.answered(Load.Attempt.NONE)) + " times no answer";
        return scene.notes().isEmpty() ? line : line + "; " + String.join("; ", scene.notes());
    }

    static String seconds(Duration length) {
        return String.format(Locale.ROOT, "%.2f s", length.toNanos() / 1e9);
    }
}
