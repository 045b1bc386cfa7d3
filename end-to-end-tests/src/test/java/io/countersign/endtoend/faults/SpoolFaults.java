package io.countersign.endtoend.faults;

import static io.countersign.endtoend.faults.FaultRun.seconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.countersign.endtoend.Meters;
import io.countersign.platform.LocalBroker;
import io.countersign.quickstart.stack.LocalStack;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.quota.ClientQuotaAlteration;
import org.apache.kafka.common.quota.ClientQuotaEntity;

/** What may befall an ingress with a spool. */
final class SpoolFaults {

    private static final Duration TURNS_WITHIN = Duration.ofMinutes(1);

    /** What drains the spool, as brokers know it. */
    private static final ClientQuotaEntity DRAIN =
            new ClientQuotaEntity(Map.of(ClientQuotaEntity.CLIENT_ID, "countersign-ingress-spool"));

    private static final double SLOW_BYTES_PER_SECOND = 20_000;

    private SpoolFaults() {}

    /** All of them, in the order of the documentation. */
    static List<Fault> all() {
        return List.of(
                spooled(
                        "spool-kafka-away-10s",
                        "No webhook is refused, and all are on Kafka when it is back.",
                        scene -> kafkaAway(scene, Duration.ofSeconds(10))),
                spooled(
                        "spool-kafka-away-3m",
                        "The same, for minutes.",
                        scene -> kafkaAway(scene, Duration.ofMinutes(3))),
                spooled(
                        "spool-ingress-killed-spooling",
                        "What it has acknowledged from its disk is there when it comes back, with Kafka still away.",
                        SpoolFaults::ingressKilledWhileItSpools),
                spooled(
                        "spool-ingress-killed-draining",
                        "What it has drained counts once, and the rest follows.",
                        SpoolFaults::ingressKilledWhileItDrains),
                diskFull(),
                inEveryBuild());
    }

    /** The one that every build goes through: all of it in one outage. */
    static Fault inEveryBuild() {
        return spooled(
                "spool-ingress-killed-twice",
                "No webhook is refused when Kafka goes away; the ingress is killed while it spools and while it drains.",
                SpoolFaults::ingressKilledTwice);
    }

    /** Switches the spool on. */
    static LocalStack.Builder withSpool(Path folder, LocalStack.Builder settings) {
        return settings.ingressEnvironment(
                "COUNTERSIGN_SPOOL_FOLDER", spool(folder).toString());
    }

    private static Path spool(Path folder) {
        return folder.resolve("data").resolve("spool");
    }

    private static Fault spooled(String name, String promise, Fault.Script script) {
        return Fault.of(name, promise, script).after((folder, settings) -> {
            withSpool(folder, settings);
            return () -> {};
        });
    }

    private static Fault diskFull() {
        List<SmallDisk> disks = new ArrayList<>();
        return Fault.of(
                        "spool-disk-full",
                        "With Kafka away and no room on the disk: 503, and again from the spool as soon as there is room.",
                        scene -> diskFull(scene, disks.get(0)))
                .unless(SmallDisk::obstacle)
                .after((folder, settings) -> {
                    withSpool(folder, settings);
                    SmallDisk disk = SmallDisk.at(spool(folder), 64);
                    disks.clear();
                    disks.add(disk);
                    return disk;
                });
    }

    private static void diskFull(Scene scene, SmallDisk disk) throws Exception {
        scene.warmUp();
        spool(scene);
        disk.fill();
        scene.awaitReadiness(scene.stack().ingress(), false);
        scene.lasting(Duration.ofSeconds(5));
        assertThat(scene.load().answered(503))
                .as("webhooks that were told to come again")
                .isPositive();
        disk.empty();
        long room = System.nanoTime();
        scene.awaitReadiness(scene.stack().ingress(), true);
        scene.note("ready again " + seconds(Duration.ofNanos(System.nanoTime() - room)) + " after there was room");
        scene.goOn();
        back(scene);
    }

    private static void kafkaAway(Scene scene, Duration length) throws Exception {
        scene.warmUp();
        scene.stack().brokers().forEach(LocalBroker::kill);
        Memory memory = Memory.of(scene.stack().ingress());
        long end = System.nanoTime() + length.toNanos();
        while (System.nanoTime() - end < 0) {
            memory.look();
            assertThat(scene.countersign().isReady(scene.stack().ingress()))
                    .as("ready")
                    .isTrue();
            scene.lasting(Duration.ofSeconds(1));
        }
        scene.goOn();
        long spooled = entries(scene);
        assertThat(spooled).as("spooled").isPositive();
        back(scene);
        assertThat(scene.load().answered(503))
                .as("webhooks that were told to come again")
                .isZero();
        memory.assertThatItIsBounded();
        scene.note(spooled + " spooled when the brokers were started");
        scene.note("memory of the ingress at most " + memory.most() + " MiB");
    }

    private static void ingressKilledWhileItSpools(Scene scene) {
        scene.warmUp();
        spool(scene);
        killWhileItSpools(scene);
        scene.goOn();
        back(scene);
    }

    private static void ingressKilledWhileItDrains(Scene scene) throws Exception {
        scene.warmUp();
        drainAtMost(scene, SLOW_BYTES_PER_SECOND);
        spool(scene);
        scene.goOn();
        killWhileItDrains(scene);
    }

    private static void ingressKilledTwice(Scene scene) throws Exception {
        scene.warmUp();
        drainAtMost(scene, SLOW_BYTES_PER_SECOND);
        spool(scene);
        assertThat(scene.countersign().isReady(scene.stack().ingress()))
                .as("ready")
                .isTrue();
        assertThat(scene.load().answered(503))
                .as("webhooks that were told to come again")
                .isZero();
        killWhileItSpools(scene);
        scene.goOn();
        killWhileItDrains(scene);
    }

    private static void spool(Scene scene) {
        scene.stack().brokers().forEach(LocalBroker::kill);
        await("spooling").atMost(TURNS_WITHIN).until(() -> entries(scene) > 0);
        scene.goOn();
    }

    /** Kafka is away, before and after. */
    private static void killWhileItSpools(Scene scene) {
        scene.stack().ingress().kill();
        // Ready without Kafka: the registry is there, and so is the disk.
        scene.stack().ingress().start();
        long restored = scene.countersign().ingressMeters().sum("countersign_spool_restored_total");
        assertThat(restored).as("found in the spool").isPositive();
        scene.note(restored + " found in the spool after the kill");
    }

    /** Kafka was away, and has been told to take what is spooled slowly. */
    private static void killWhileItDrains(Scene scene) throws Exception {
        scene.stack().startBrokers();
        await("in the middle of draining").atMost(TURNS_WITHIN).until(() -> {
            Meters meters = scene.countersign().ingressMeters();
            return meters.sum("countersign_spool_drained_total") > 0 && meters.sum("countersign_spool_entries") > 0;
        });
        scene.note(entries(scene) + " left in the spool when it was killed while it drained");
        scene.stack().ingress().kill();
        drainAtMost(scene, Double.NaN);
        scene.stack().ingress().start();
        awaitDrained(scene);
        scene.goOn();
    }

    private static void back(Scene scene) {
        scene.stack().startBrokers();
        long back = System.nanoTime();
        awaitDrained(scene);
        scene.note("drained " + seconds(Duration.ofNanos(System.nanoTime() - back)) + " after the brokers were back");
        scene.goOn();
    }

    private static void awaitDrained(Scene scene) {
        await("drained").atMost(TURNS_WITHIN).until(() -> entries(scene) == 0);
    }

    private static long entries(Scene scene) {
        return scene.countersign().ingressMeters().sum("countersign_spool_entries");
    }

    /** Has the brokers hold the drain back; {@code NaN} for not. */
    private static void drainAtMost(Scene scene, double bytesPerSecond)
            throws ExecutionException, InterruptedException {
        Double value = Double.isNaN(bytesPerSecond) ? null : bytesPerSecond;
        try (Admin admin = scene.stack().admin()) {
            admin.alterClientQuotas(List.of(new ClientQuotaAlteration(
                            DRAIN, List.of(new ClientQuotaAlteration.Op("producer_byte_rate", value)))))
                    .all()
                    .get();
        }
    }
}
