package io.countersign.endtoend.faults;

import static io.countersign.endtoend.faults.FaultRun.seconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.countersign.platform.LocalBroker;
import io.countersign.quickstart.stack.LocalService;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;

/** The faults that there are. What a part promises beside these is added here. */
final class Faults {

    private static final Duration READINESS_TURNS_WITHIN = Duration.ofSeconds(15);
    private static final Duration SIGNATURE_TOLERANCE = Duration.ofMinutes(5);

    private Faults() {}

    /** All of them, in the order of the documentation. */
    static List<Fault> all() {
        return Stream.concat(ofAnIngressWithoutSpool().stream(), SpoolFaults.all().stream())
                .toList();
    }

    private static List<Fault> ofAnIngressWithoutSpool() {
        return List.of(
                Fault.of(
                        "ingress-killed",
                        "What it had acknowledged is kept; what it had not is sent again and counts once.",
                        Faults::ingressKilled),
                Fault.of(
                        "processor-killed",
                        "No webhook waits for it; what it had under way is taken up where it was committed.",
                        Faults::processorKilled),
                Fault.of(
                        "processor-killed-restoring",
                        "A processor without its folder, killed while it restores, restores the next time.",
                        Faults::processorKilledWhileItRestores),
                Fault.of(
                        "processor-joins-and-leaves",
                        "Partitions move to a second processor and back, and no event is counted by both.",
                        scene -> secondProcessor(scene, LocalService::stop)),
                Fault.of(
                        "processor-joins-and-is-killed",
                        "The first takes over what a second one had, which says nothing.",
                        scene -> secondProcessor(scene, LocalService::kill)),
                Fault.of(
                        "leader-killed",
                        "The two brokers that are left have all that was acknowledged, and take more.",
                        Faults::leaderKilled),
                Fault.of(
                        "leader-paused-8s",
                        "A broker that answers nothing is led around, and changes nothing when it wakes up.",
                        scene -> leaderPaused(scene, Duration.ofSeconds(8))),
                Fault.of(
                        "leader-paused-30s",
                        "The same, for as long as brokers wait for each other.",
                        scene -> leaderPaused(scene, Duration.ofSeconds(30))),
                Fault.of(
                        "brokers-killed",
                        "All at once, and at once back: what was acknowledged is still there.",
                        scene -> kafkaAway(scene, Duration.ZERO)),
                Fault.of(
                        "kafka-away-10s",
                        "503 with Retry-After within 5 s, not ready, memory bounded, no event loop blocked, back at once.",
                        scene -> kafkaAway(scene, Duration.ofSeconds(10))),
                Fault.of("kafka-away-2m", "The same, for longer.", scene -> kafkaAway(scene, Duration.ofMinutes(2))),
                Fault.of(
                        "registry-away",
                        "From before the first webhook until after the last, nobody misses it.",
                        Faults::registryAway),
                Fault.of(
                        "registry-away-at-start",
                        "Without it neither service is ready, and both are by themselves once it is there.",
                        Faults::registryAwayAtStart),
                diskFull("disk-full", "A broker without room for a byte is done without.", List.of(3)),
                diskFull("disk-full-everywhere", "No broker has room: 503, until there is.", List.of(1, 2, 3)),
                clockBack(
                        "clock-back-2m",
                        "Within the tolerance for signatures none is refused; what is under way when it jumps may have to come again.",
                        Duration.ofMinutes(2)),
                clockBack(
                                "clock-back-1h",
                                "Signatures from the future are refused until the clock is right; all else goes on.",
                                Duration.ofHours(1))
                        .refusingGenuine());
    }

    /** Those that every build goes through, in one system. */
    static List<Fault> inEveryBuild() {
        List<String> names = List.of(
                "ingress-killed", "processor-killed-restoring", "leader-killed", "kafka-away-10s", "registry-away");
        return all().stream().filter(fault -> names.contains(fault.name())).toList();
    }

    private static void ingressKilled(Scene scene) {
        scene.warmUp();
        scene.stack().ingress().kill();
        scene.stack().ingress().start();
        scene.goOn();
        assertThat(scene.load().answered(Load.Attempt.NONE))
                .as("webhooks that met no ingress")
                .isPositive();
    }

    private static void processorKilled(Scene scene) throws Exception {
        scene.warmUp();
        scene.stack().processor().kill();
        scene.goOn();
        assertThat(scene.countersign().topics().everythingIsProcessed()).isFalse();
        // Once more while it catches up: a whole batch is under way then.
        scene.stack().processor().launch();
        scene.countersign().topics().awaitAnotherEvent();
        scene.stack().processor().kill();
        assertThat(scene.countersign().topics().everythingIsProcessed()).isFalse();
        scene.stack().processor().start();
        scene.goOn();
        assertThat(scene.load().count(attempt -> !attempt.forged() && attempt.status() != 200))
                .as("webhooks that needed a processor")
                .isZero();
    }

    private static void processorKilledWhileItRestores(Scene scene) throws IOException {
        scene.warmUp();
        LocalService processor = scene.stack().processor();
        processor.kill();
        Path folder = scene.stack().folder().resolve("data").resolve("processor");
        delete(folder);
        processor.launch();
        // The store is there, and Kafka Streams does not yet run: what is in between is restoration.
        await("restoration")
                .atMost(Duration.ofMinutes(1))
                .pollInterval(Duration.ofMillis(5))
                .until(() -> hasStore(folder));
        assertThat(scene.countersign().isReady(processor)).isFalse();
        processor.kill();
        processor.start();
        scene.goOn();
    }

    private static boolean hasStore(Path folder) {
        if (!Files.exists(folder)) {
            return false;
        }
        try (Stream<Path> files = Files.walk(folder)) {
            return files.anyMatch(file -> file.getFileName().toString().equals("CURRENT"));
        } catch (IOException | UncheckedIOException e) {
            return false; // a file that went away meanwhile
        }
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    private interface End {
        void of(LocalService processor);
    }

    private static void secondProcessor(Scene scene, End end) {
        scene.warmUp();
        try (LocalService second = scene.stack().anotherProcessor("processor-2")) {
            // Ready is who has partitions and works on them.
            second.start();
            scene.goOn();
            end.of(second);
        }
        scene.goOn();
    }

    /** The one that leads the cluster, and with it a third of the partitions. */
    private static LocalBroker leader(Scene scene) throws ExecutionException, InterruptedException {
        try (Admin admin = scene.stack().admin()) {
            int id = admin.describeMetadataQuorum().quorumInfo().get().leaderId();
            return scene.stack().brokers().stream()
                    .filter(broker -> broker.nodeId() == id)
                    .findFirst()
                    .orElseThrow();
        }
    }

    private static void leaderKilled(Scene scene) throws Exception {
        scene.warmUp();
        LocalBroker leader = leader(scene);
        leader.kill();
        scene.goOn();
        leader.start();
        scene.goOn();
    }

    private static void leaderPaused(Scene scene, Duration length) throws Exception {
        scene.warmUp();
        LocalBroker leader = leader(scene);
        leader.process().pause();
        try {
            scene.lasting(length);
        } finally {
            leader.process().resume();
        }
        scene.goOn();
    }

    private static void kafkaAway(Scene scene, Duration length) throws Exception {
        scene.warmUp();
        scene.stack().brokers().forEach(LocalBroker::kill);
        long away = System.nanoTime();
        await("not ready")
                .atMost(READINESS_TURNS_WITHIN)
                .until(() -> !scene.countersign().isReady(scene.stack().ingress()));
        Duration noticed = Duration.ofNanos(System.nanoTime() - away);
        Memory memory = Memory.of(scene.stack().ingress());
        long end = away + length.toNanos();
        while (System.nanoTime() - end < 0) {
            memory.look();
            scene.lasting(Duration.ofSeconds(1));
        }
        memory.look();
        long before = System.nanoTime();
        scene.stack().startBrokers();
        long back = System.nanoTime();
        await("acknowledged again")
                .atMost(READINESS_TURNS_WITHIN)
                .until(() -> scene.load()
                        .first(attempt -> attempt.status() == 200 && attempt.began() - before > 0)
                        .isPresent());
        long acknowledged = scene.load()
                .first(attempt -> attempt.status() == 200 && attempt.began() - before > 0)
                .orElseThrow()
                .ended();
        scene.goOn();

        Duration refusal = scene.load()
                .longestAnswer(
                        attempt -> attempt.forged() && attempt.ended() - away > 0 && attempt.began() - before < 0);
        // On a loop that waited for Kafka, a forged webhook would have to wait as well.
        assertThat(refusal).as("how long a refusal took meanwhile").isLessThan(Duration.ofSeconds(1));
        memory.assertThatItIsBounded();
        scene.note("not ready after " + seconds(noticed));
        scene.note("acknowledged again " + seconds(Duration.ofNanos(Math.max(0, acknowledged - back)))
                + " after the brokers were back");
        scene.note("slowest refusal meanwhile " + seconds(refusal));
        scene.note("memory of the ingress at most " + memory.most() + " MiB");
    }

    private static void registryAway(Scene scene) {
        scene.stack().registry().kill();
        try {
            scene.warmUp();
            scene.goOn();
            scene.finish();
            assertThat(scene.load().count(attempt -> !attempt.forged() && attempt.status() != 200))
                    .as("webhooks that needed a registry")
                    .isZero();
        } finally {
            scene.stack().registry().start();
        }
    }

    private static void registryAwayAtStart(Scene scene) throws InterruptedException {
        LocalService ingress = scene.stack().ingress();
        LocalService processor = scene.stack().processor();
        ingress.stop();
        processor.stop();
        scene.stack().registry().kill();
        ingress.launch();
        processor.launch();
        scene.startLoad();
        await("the ingress answers")
                .atMost(Duration.ofMinutes(1))
                .until(() -> scene.load().answered(503) > 0);
        scene.lasting(Duration.ofSeconds(3));
        assertThat(scene.load().acknowledged()).isZero();
        assertThat(scene.countersign().isReady(ingress)).isFalse();
        assertThat(scene.countersign().isReady(processor)).isFalse();
        scene.stack().registry().start();
        scene.awaitReadiness(ingress, true);
        scene.awaitReadiness(processor, true);
        scene.goOn();
    }

    private static Fault diskFull(String name, String promise, List<Integer> nodeIds) {
        List<SmallDisk> disks = new ArrayList<>();
        return Fault.of(name, promise, scene -> diskFull(scene, nodeIds, disks))
                .unless(SmallDisk::obstacle)
                .after((folder, settings) -> {
                    disks.clear();
                    for (int id : nodeIds) {
                        disks.add(SmallDisk.at(folder.resolve("data").resolve("kafka-" + id), 256));
                    }
                    return () -> {
                        for (SmallDisk disk : disks) {
                            disk.close();
                        }
                    };
                });
    }

    private static void diskFull(Scene scene, List<Integer> nodeIds, List<SmallDisk> disks) throws Exception {
        scene.warmUp();
        for (SmallDisk disk : disks) {
            disk.fill();
        }
        List<LocalBroker> full = scene.stack().brokers().stream()
                .filter(broker -> nodeIds.contains(broker.nodeId()))
                .toList();
        // A broker whose only log folder cannot be written ends itself.
        await("the broker gives up")
                .atMost(Duration.ofMinutes(1))
                .until(() -> full.stream().noneMatch(broker -> broker.process().isAlive()));
        scene.lasting(Duration.ofSeconds(5));
        if (nodeIds.size() < scene.stack().brokers().size()) {
            scene.goOn();
        }
        for (SmallDisk disk : disks) {
            disk.empty();
        }
        full.forEach(LocalBroker::launch);
        full.forEach(LocalBroker::awaitReady);
        scene.goOn();
    }

    private static Fault clockBack(String name, String promise, Duration step) {
        List<SteppingClock> clocks = new ArrayList<>();
        return Fault.of(name, promise, scene -> {
                    scene.warmUp();
                    clocks.get(0).step(step.negated());
                    // A few: what is refused comes again each second, and soon leaves no room for anything new.
                    scene.load().awaitAcknowledged(20);
                    scene.lasting(Duration.ofSeconds(5));
                    clocks.get(0).step(Duration.ZERO);
                    scene.goOn();
                    int refused = scene.load().refused().size();
                    assertThat(refused > 0)
                            .as("%s genuine webhooks were refused", refused)
                            .isEqualTo(step.compareTo(SIGNATURE_TOLERANCE) > 0);
                    scene.note(refused + " genuine webhooks refused at first");
                })
                .after((folder, settings) -> {
                    clocks.clear();
                    SteppingClock clock = SteppingClock.in(folder.resolve("clock"));
                    clocks.add(clock);
                    // In quotes, since the folder's name may have spaces.
                    settings.ingressEnvironment("JDK_JAVA_OPTIONS", '"' + clock.jvmOption() + '"');
                    return () -> {};
                });
    }
}
