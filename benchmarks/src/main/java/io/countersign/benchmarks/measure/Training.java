package io.countersign.benchmarks.measure;

import io.countersign.benchmarks.load.Webhooks;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Makes a server that starts quicker: its executable jar is unpacked, and a training run leaves what it has loaded and
 * linked for the next starts. From JDK 25 on that is an AOT cache, before it an archive for class data sharing.
 */
final class Training {

    private static final int FIRST_WITH_AOT_CACHE = 25;
    private static final int WEBHOOKS = 500;
    private static final Duration UNPACKING = Duration.ofMinutes(1);

    /** The cache is written when the run has ended, by one more JVM. */
    private static final Duration WRITING = Duration.ofMinutes(3);

    private final Path folder;
    private final Path jar;
    private final Path archive;

    private Training(Path folder, Path jar) {
        this.folder = folder;
        this.jar = jar;
        this.archive = folder.resolve(withAotCache() ? "ingress.aot" : "ingress.jsa");
    }

    /** Unpacks {@code jar} into {@code folder}. */
    static Training of(Path jar, Path folder) {
        try {
            Files.createDirectories(folder);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot make the folder " + folder, e);
        }
        Path unpacked = folder.resolve("unpacked");
        Progress.say("Unpacking " + jar.getFileName() + ".");
        List<String> command = List.of(
                Child.java(),
                "-Djarmode=tools",
                "-jar",
                jar.toString(),
                "extract",
                "--force",
                "--destination",
                unpacked.toString());
        try (Child child = Child.start(command, Map.of(), folder, folder.resolve("unpacking.log"))) {
            awaitEnd(child, UNPACKING);
        }
        return new Training(folder, unpacked.resolve(jar.getFileName()));
    }

    /** What is started instead of the jar that was unpacked. */
    Path jar() {
        return jar;
    }

    /** The option of a JVM that learns. */
    String learning() {
        return (withAotCache() ? "-XX:AOTCacheOutput=" : "-XX:ArchiveClassesAtExit=") + archive;
    }

    /** The option of a JVM that has learnt. */
    String learnt() {
        return (withAotCache() ? "-XX:AOTCache=" : "-XX:SharedArchiveFile=") + archive;
    }

    /** Starts {@code learner}, gives it some webhooks, ends it, and waits for what it leaves. */
    void run(Server learner, Webhooks webhooks) {
        Progress.say("Training.");
        try (Child child = learner.start(folder)) {
            for (int i = 0; i < WEBHOOKS; i++) {
                FirstAnswer.await(learner, child, webhooks);
            }
            child.process().destroy();
            awaitEnd(child, WRITING);
        }
        if (!Files.isRegularFile(archive)) {
            throw new IllegalStateException("the training run has left no " + archive + "; see the logs beside it");
        }
    }

    private static void awaitEnd(Child child, Duration atMost) {
        try {
            if (!child.process().waitFor(atMost.toSeconds(), TimeUnit.SECONDS)) {
                throw new IllegalStateException("a process does not end within " + atMost);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    private static boolean withAotCache() {
        return Runtime.version().feature() >= FIRST_WITH_AOT_CACHE;
    }
}
