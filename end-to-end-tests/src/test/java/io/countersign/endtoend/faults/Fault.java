package io.countersign.endtoend.faults;

import io.countersign.quickstart.stack.LocalStack;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * One thing that breaks.
 *
 * @param name how it is asked for, such as {@code ingress-killed}
 * @param promise what must be true through it, beside what is true through all
 * @param script what happens, load included
 * @param obstacle why it cannot happen on this machine; empty where it can
 * @param preparation what its system needs before it starts; empty where any system will do
 * @param refusesGenuine whether genuine webhooks may be refused meanwhile
 */
public record Fault(
        String name,
        String promise,
        Script script,
        Supplier<Optional<String>> obstacle,
        Optional<Preparation> preparation,
        boolean refusesGenuine) {

    /** What happens. Everything that was broken must be whole again at the end. */
    @FunctionalInterface
    public interface Script {
        void play(Scene scene) throws Exception;
    }

    /** Makes a system's folder and settings ready for a fault. */
    @FunctionalInterface
    public interface Preparation {
        /** Returns what has to be closed once the system has ended. */
        AutoCloseable prepare(Path folder, LocalStack.Builder settings) throws Exception;
    }

    /** A fault that can happen to any system on any machine. */
    public static Fault of(String name, String promise, Script script) {
        return new Fault(name, promise, script, Optional::empty, Optional.empty(), false);
    }

    /** This fault, but for a system made ready for it. */
    Fault after(Preparation needed) {
        return new Fault(name, promise, script, obstacle, Optional.of(needed), refusesGenuine);
    }

    /** This fault, but not on every machine. */
    Fault unless(Supplier<Optional<String>> reason) {
        return new Fault(name, promise, script, reason, preparation, refusesGenuine);
    }

    /** This fault, but genuine webhooks may be refused meanwhile. */
    Fault refusingGenuine() {
        return new Fault(name, promise, script, obstacle, preparation, true);
    }

    @Override
    public String toString() {
        return name;
    }
}
