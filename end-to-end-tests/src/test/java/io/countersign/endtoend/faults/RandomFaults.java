package io.countersign.endtoend.faults;

import io.countersign.platform.LocalBroker;
import io.countersign.quickstart.stack.LocalService;
import io.countersign.quickstart.stack.LocalStack;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * One part after the other dies or freezes at any moment, and is brought back after a while. The seed decides which, when
 * and for how long; what is under way at that moment is up to the machine.
 */
final class RandomFaults {

    private static final int LONGEST_AWAY_MILLIS = 8_000;
    private static final int LONGEST_PEACE_MILLIS = 6_000;

    private final Scene scene;
    private final List<Blow> blows = new ArrayList<>();

    private RandomFaults(Scene scene) {
        this.scene = scene;
        LocalStack stack = scene.stack();
        blows.add(new Blow("ingress killed", stack.ingress()::kill, stack.ingress()::start));
        blows.add(new Blow("processor killed", stack.processor()::kill, stack.processor()::start));
        blows.add(new Blow("registry killed", stack.registry()::kill, stack.registry()::start));
        for (LocalBroker broker : stack.brokers()) {
            blows.add(new Blow("broker " + broker.nodeId() + " killed", broker::kill, broker::start));
            blows.add(new Blow(
                    "broker " + broker.nodeId() + " paused",
                    () -> broker.process().pause(),
                    () -> broker.process().resume()));
        }
        blows.add(
                new Blow("all brokers killed", () -> stack.brokers().forEach(LocalBroker::kill), stack::startBrokers));
    }

    private record Blow(String name, Runnable strike, Runnable mend) {}

    static Fault lasting(Duration length) {
        return Fault.of(
                "random",
                "Any part at any moment, for a while or for good.",
                scene -> new RandomFaults(scene).play(length));
    }

    private void play(Duration length) throws InterruptedException {
        scene.warmUp();
        try (LocalService second = scene.stack().anotherProcessor("processor-2").start()) {
            blows.add(new Blow("second processor killed", second::kill, second::start));
            long began = System.nanoTime();
            int struck = 0;
            while (System.nanoTime() - began < length.toNanos()) {
                strike(began);
                struck++;
            }
            scene.note(struck + " blows");
        }
        scene.goOn();
    }

    private void strike(long began) throws InterruptedException {
        Random random = scene.random();
        Blow blow = blows.get(random.nextInt(blows.size()));
        int away = random.nextInt(LONGEST_AWAY_MILLIS);
        int peace = random.nextInt(LONGEST_PEACE_MILLIS);
        System.out.printf(
                "    after %5.1f s: %s for %.1f s%n", (System.nanoTime() - began) / 1e9, blow.name(), away / 1e3);
        blow.strike().run();
        scene.lasting(Duration.ofMillis(away));
        blow.mend().run();
        scene.lasting(Duration.ofMillis(peace));
    }
}
