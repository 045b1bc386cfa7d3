package io.countersign.endtoend.faults;

import static net.bytebuddy.matcher.ElementMatchers.named;
import static net.bytebuddy.matcher.ElementMatchers.namedOneOf;
import static net.bytebuddy.matcher.ElementMatchers.none;

import java.io.IOException;
import java.lang.instrument.Instrumentation;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import net.bytebuddy.agent.builder.AgentBuilder;
import net.bytebuddy.agent.builder.AgentBuilder.RedefinitionStrategy;
import net.bytebuddy.asm.Advice;
import net.bytebuddy.description.type.TypeDescription;
import net.bytebuddy.dynamic.DynamicType;
import net.bytebuddy.utility.JavaModule;
import org.jspecify.annotations.Nullable;

/**
 * Puts the clock of the JVM that it is started in, as far as {@code java.time} and Kafka's client show it, and as a file
 * says. After each step it asks every one of them, and writes down what came of it: a clock that does not follow is told
 * of, never passed over. {@link System#nanoTime()} and {@link System#currentTimeMillis()} stay as they are.
 */
public final class ClockAgent {

    /** What stands where all is as it was asked for, before the milliseconds. */
    static final String SHOWN = "shown ";

    /** A system property, which advice can read wherever it is pasted in. Milliseconds. */
    private static final String OFFSET = "io.countersign.endtoend.clock-offset";

    private static final String KAFKA = "org.apache.kafka.common.utils.SystemTime";
    private static final Duration LOOKS_EVERY = Duration.ofMillis(20);
    private static final long TOLERANCE_MILLIS = 2_000;

    private static volatile @Nullable ClassLoader kafka;

    private ClockAgent() {}

    /** Where it is written down what came of the last step. */
    static Path outcome(Path file) {
        return file.resolveSibling(file.getFileName() + "-outcome");
    }

    /**
     * Called by the JVM before the program.
     *
     * @param file holds how far the clock is from the right time, in milliseconds
     * @throws IllegalStateException if the clocks of this JVM cannot be put; the program does not start then
     */
    public static void premain(String file, Instrumentation instrumentation) throws IOException {
        new AgentBuilder.Default()
                .disableClassFormatChanges()
                .with(RedefinitionStrategy.RETRANSFORMATION)
                .with(new LoaderOfKafka())
                .with(AgentBuilder.Listener.StreamWriting.toSystemError().withErrorsOnly())
                .ignore(none())
                .type(named("java.time.Clock"))
                .transform((type, description, loader, module, domain) ->
                        type.visit(Advice.to(PutInstant.class).on(named("currentInstant"))))
                .type(namedOneOf("java.time.Clock$SystemClock", "java.time.Clock$SystemInstantSource"))
                .transform((type, description, loader, module, domain) ->
                        type.visit(Advice.to(PutMilliseconds.class).on(named("millis"))))
                .type(named(KAFKA))
                .transform((type, description, loader, module, domain) ->
                        type.visit(Advice.to(PutMilliseconds.class).on(named("milliseconds"))))
                .installOn(instrumentation);
        put(Duration.ofDays(-1).toMillis());
        List<String> wrong = wrongClocks(Duration.ofDays(-1).toMillis());
        if (!wrong.isEmpty()) {
            throw new IllegalStateException("Clocks that cannot be put here: " + wrong);
        }
        System.err.println("The clocks of java.time can be put here, as " + file + " says");
        Path watched = Path.of(file);
        String asked = Files.readString(watched);
        step(watched, asked);
        Thread watcher = new Thread(() -> watch(watched, asked), "clock");
        watcher.setDaemon(true);
        watcher.start();
    }

    private static void watch(Path file, String first) {
        String last = first;
        try {
            while (true) {
                TimeUnit.NANOSECONDS.sleep(LOOKS_EVERY.toNanos());
                String asked = Files.readString(file);
                if (!asked.equals(last)) {
                    step(file, asked);
                    last = asked;
                }
            }
        } catch (IOException | InterruptedException e) {
            e.printStackTrace(); // and whoever asks for the next step waits in vain
        }
    }

    private static void step(Path file, String asked) throws IOException {
        long offset = Long.parseLong(asked);
        put(offset);
        List<String> wrong = wrongClocks(offset);
        if (offset != 0 && kafka == null) {
            wrong.add("Kafka's, which is not there yet");
        }
        Path draft = file.resolveSibling(file.getFileName() + "-draft");
        Files.writeString(draft, wrong.isEmpty() ? SHOWN + offset : "not put to " + offset + ": " + wrong);
        Files.move(draft, outcome(file), StandardCopyOption.ATOMIC_MOVE);
    }

    private static void put(long offset) {
        System.setProperty(OFFSET, Long.toString(offset));
    }

    private static List<String> wrongClocks(long offset) {
        List<String> wrong = new ArrayList<>();
        long expected = System.currentTimeMillis() + offset;
        record Shown(String name, long milliseconds) {}
        List<Shown> all = new ArrayList<>(List.of(
                new Shown("Instant", Instant.now().toEpochMilli()),
                new Shown("Clock", Clock.systemUTC().millis()),
                new Shown("InstantSource", InstantSource.system().millis())));
        ClassLoader loader = kafka;
        if (loader != null) {
            all.add(new Shown("Kafka's", kafkasMilliseconds(loader)));
        }
        for (Shown shown : all) {
            if (Math.abs(shown.milliseconds() - expected) > TOLERANCE_MILLIS) {
                wrong.add(shown.name() + " shows " + shown.milliseconds() + " instead of " + expected);
            }
        }
        return wrong;
    }

    private static long kafkasMilliseconds(ClassLoader loader) {
        try {
            Class<?> time = Class.forName("org.apache.kafka.common.utils.Time", true, loader);
            return (long) time.getMethod("milliseconds")
                    .invoke(time.getField("SYSTEM").get(null));
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Notes where Kafka's client is: the program has a class loader of its own for it. */
    private static final class LoaderOfKafka extends AgentBuilder.Listener.Adapter {

        @Override
        public void onTransformation(
                TypeDescription type,
                @Nullable ClassLoader loader,
                @Nullable JavaModule module,
                boolean loaded,
                DynamicType changed) {
            if (type.getName().equals(KAFKA)) {
                kafka = loader;
            }
        }
    }

    /** Pasted in at the end of methods that return an {@link Instant}. */
    private static final class PutInstant {

        @Advice.OnMethodExit
        static void put(@Advice.Return(readOnly = false) Instant now) {
            now = now.plusMillis(Long.getLong(OFFSET, 0));
        }
    }

    /** Pasted in at the end of methods that return milliseconds. */
    private static final class PutMilliseconds {

        @Advice.OnMethodExit
        static void put(@Advice.Return(readOnly = false) long now) {
            now += Long.getLong(OFFSET, 0);
        }
    }
}
