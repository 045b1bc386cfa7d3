package io.countersign.ingress.spool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.countersign.ingress.metrics.SpoolMetrics;
import io.countersign.ingress.metrics.SpoolMetrics.Refusal;
import io.countersign.ingress.publish.Publication;
import io.countersign.quarantine.QuarantineRecord;
import io.countersign.topic.TopicCatalogue;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rocksdb.RocksDBException;

/** The spool on a real disk; only Kafka is a fake here. */
class SpoolTest {

    private static final long LIMIT = 4 << 20;
    private static final Instant NOW = Records.RECEIVED.plusSeconds(90);

    @TempDir
    private Path folder;

    private final FakeKafka kafka = new FakeKafka();
    private SimpleMeterRegistry meters;
    private Spool spool;

    @BeforeEach
    void start() {
        start(new Store(folder, LIMIT));
    }

    private void start(Store store) {
        meters = new SimpleMeterRegistry();
        spool = new Spool(kafka, kafka, store, new SpoolMetrics(meters), () -> NOW);
        spool.start();
    }

    @AfterEach
    void theBooksOfTheSpoolBalance() {
        // Direct ones would be waited for.
        kafka.work();
        spool.stop();
        assertThat(count(SpoolMetrics.RESTORED) + count(SpoolMetrics.SPOOLED))
                .isEqualTo(count(SpoolMetrics.DRAINED) + gauge(SpoolMetrics.ENTRIES) + gauge(SpoolMetrics.ASIDE));
    }

    @Test
    void aRecordThatKafkaTakesDoesNotTouchTheDisk() {
        CompletableFuture<Publication> answer = publish("a", "1");
        kafka.work();

        assertThat(answer).isCompletedWithValue(Publication.STORED);
        assertThat(kafka.log("a")).containsExactly("1");
        assertThat(count(SpoolMetrics.SPOOLED)).isZero();
        assertThat(spool.isInUse()).isFalse();
    }

    @Test
    void aRecordThatKafkaDoesNotTakeIsSpooledAndDrainedWhenItDoes() throws Exception {
        kafka.goAway();
        CompletableFuture<Publication> answer = publish("a", "1");
        kafka.work();

        assertThat(answered(answer)).isEqualTo(Publication.SPOOLED);
        assertThat(spool.isInUse()).isTrue();
        assertThat(gauge(SpoolMetrics.ENTRIES)).isOne();
        assertThat(gauge(SpoolMetrics.OLDEST)).isEqualTo(90);
        assertThat(spool.details())
                .containsEntry("spooled", 1L)
                .containsEntry("oldestSpooled", Records.RECEIVED.toString());

        kafka.comeBack();
        awaitDirect();
        assertThat(kafka.log("a")).containsExactly("1");
        assertThat(gauge(SpoolMetrics.OLDEST)).isZero();
    }

    @Test
    void whatComesWhileAnythingIsSpooledGoesBehindIt() throws Exception {
        kafka.goAway();
        CompletableFuture<Publication> first = publish("a", "1");
        kafka.work();
        assertThat(answered(first)).isEqualTo(Publication.SPOOLED);
        kafka.comeBack();

        // Nobody works for Kafka: it is not known to be back.
        CompletableFuture<Publication> second = publish("a", "2");

        assertThat(answered(second)).isEqualTo(Publication.SPOOLED);
        assertThat(kafka.waitingDirectly()).isZero();
        awaitDirect();
        assertThat(kafka.log("a")).containsExactly("1", "2");
    }

    @Test
    void whatWasUnderWayWhenKafkaWentAwayKeepsItsPlace() throws Exception {
        CompletableFuture<Publication> underWay = publish("a", "1");
        CompletableFuture<Publication> fails = publish("b", "1");
        kafka.fail("b");
        assertThat(answered(fails)).isEqualTo(Publication.SPOOLED);
        assertThat(answered(publish("a", "2"))).isEqualTo(Publication.SPOOLED);
        assertThat(kafka.patientlySent())
                .as("before the fate of the first is known")
                .isZero();

        kafka.fail("a");

        assertThat(answered(underWay)).isEqualTo(Publication.SPOOLED);
        awaitDirect();
        assertThat(kafka.log("a")).containsExactly("1", "2");
    }

    @Test
    void aRecordThatKafkaRejectsIsNotAcknowledgedWhenItIsSentDirectly() throws Exception {
        kafka.reject("a");
        CompletableFuture<Publication> answer = publish("a", "1");
        kafka.work();

        assertThat(answered(answer)).isEqualTo(Publication.REJECTED);
        assertThat(spool.isInUse()).isFalse();
    }

    @Test
    void aSpooledRecordThatKafkaRejectsIsKeptAsideAndTriedAgainAtTheNextStart() throws Exception {
        spoolOne("a", "1");
        spoolOne("b", "1");
        kafka.reject("a");
        kafka.comeBack();
        awaitDirect();

        assertThat(kafka.logs()).containsOnlyKeys("b");
        assertThat(gauge(SpoolMetrics.ASIDE)).isOne();

        kafka.reject("nothing");
        restart();
        awaitDirect();
        assertThat(kafka.log("a")).containsExactly("1");
        assertThat(gauge(SpoolMetrics.ASIDE)).isZero();
        assertThat(count(SpoolMetrics.RESTORED)).isOne();
    }

    @Test
    void whatIsSpooledIsDrainedAfterARestartBeforeAnythingNew() throws Exception {
        spoolOne("a", "1");
        restart();
        assertThat(spool.isInUse()).isTrue();

        assertThat(answered(publish("a", "2"))).isEqualTo(Publication.SPOOLED);

        kafka.comeBack();
        awaitDirect();
        assertThat(kafka.log("a")).containsExactly("1", "2");
        assertThat(count(SpoolMetrics.RESTORED)).isOne();
    }

    @Test
    void aFullSpoolHasSendersComeAgainAndTakesMoreWhenItHasDrained() throws Exception {
        String large = "x".repeat(900_000);
        kafka.goAway();
        for (int i = 0; i < 4; i++) {
            spoolOne("a", large);
        }
        assertThat(spool.hasRoom()).isFalse();
        assertThat(answered(publish("a", large))).isEqualTo(Publication.NOT_TAKEN);
        awaitRefused(Refusal.FULL);
        assertThat(spool.details()).containsEntry("spoolTrouble", "the spool is full");

        kafka.comeBack();
        awaitDirect();
        assertThat(spool.hasRoom()).isTrue();
        spoolOne("a", large);
        assertThat(kafka.log("a")).hasSize(4);
    }

    @Test
    void aSpoolThatCannotBeWrittenHasSendersComeAgainUntilItCan() throws Exception {
        AtomicBoolean broken = new AtomicBoolean(true);
        spool.stop();
        start(new Store(folder, LIMIT) {
            @Override
            List<Entry> write(List<Entry> entries) throws RocksDBException {
                if (broken.get()) {
                    throw new RocksDBException("an error of the disk");
                }
                return super.write(entries);
            }

            @Override
            void check() throws RocksDBException {
                if (broken.get()) {
                    throw new RocksDBException("an error of the disk");
                }
                super.check();
            }
        });
        kafka.goAway();
        CompletableFuture<Publication> first = publish("a", "1");
        kafka.work();
        assertThat(answered(first)).isEqualTo(Publication.NOT_TAKEN);
        awaitRefused(Refusal.FAILING);
        assertThat(spool.hasRoom()).isFalse();
        // Nothing waits on the disk: Kafka is asked again, and may be back.
        await().until(() -> !spool.isInUse());

        broken.set(false);
        await("by itself").until(spool::hasRoom);
        spoolOne("a", "2");
        kafka.comeBack();
        awaitDirect();
        assertThat(kafka.log("a")).containsExactly("2");
    }

    @Test
    void aDiskThatHangsDoesNotKeepSendersWaiting() throws Exception {
        CountDownLatch hanging = new CountDownLatch(1);
        spool.stop();
        start(new Store(folder, LIMIT) {
            @Override
            List<Entry> write(List<Entry> entries) throws RocksDBException {
                awaitUninterruptibly(hanging);
                return super.write(entries);
            }
        });
        kafka.goAway();
        long start = System.nanoTime();
        CompletableFuture<Publication> answer = publish("a", "1");
        kafka.work();

        assertThat(answered(answer)).isEqualTo(Publication.NOT_TAKEN);
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(5));
        awaitRefused(Refusal.LATE);
        hanging.countDown();
        kafka.comeBack();
        awaitDirect();
    }

    @Test
    void aStoppedSpoolTakesNothing() throws Exception {
        spool.stop();

        assertThat(answered(publish("a", "1"))).isEqualTo(Publication.NOT_TAKEN);
        awaitRefused(Refusal.BUSY);
    }

    /**
     * Many senders, each with resources of its own, of which it sends the next event once the last one was acknowledged,
     * and again what was not; Kafka comes and goes, and writes some of what it does not acknowledge. Whoever reads a
     * resource's events and leaves out those that were there before sees all of them, in order.
     */
    @Test
    void noneIsLostAndNoneOvertakesAnother() throws Exception {
        int senders = 8;
        int keys = 5;
        int events = 400;
        kafka.writeWhatIsNotAcknowledged();
        AtomicBoolean done = new AtomicBoolean();
        ExecutorService threads = Executors.newFixedThreadPool(senders + 1);
        try {
            Future<?> kafkasOwn = threads.submit(() -> {
                ThreadLocalRandom random = ThreadLocalRandom.current();
                long change = 0;
                boolean away = false;
                while (!done.get()) {
                    if (System.nanoTime() > change) {
                        away = !away;
                        change = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(random.nextInt(1, 40));
                        if (away) {
                            kafka.goAway();
                        } else {
                            kafka.comeBack();
                        }
                    }
                    kafka.work();
                    LockSupport.parkNanos(random.nextInt(1_000_000));
                }
            });
            List<Future<?>> ends = IntStream.range(0, senders)
                    .<Future<?>>mapToObj(sender -> threads.submit(() -> {
                        for (int event = 0; event < events; event++) {
                            for (int key = 0; key < keys; key++) {
                                while (answered(publish("s" + sender + "k" + key, "" + event))
                                        == Publication.NOT_TAKEN) {
                                    Thread.yield();
                                }
                            }
                        }
                        return null;
                    }))
                    .toList();
            for (Future<?> end : ends) {
                end.get(60, TimeUnit.SECONDS);
            }
            await().until(() -> !spool.isInUse());
            done.set(true);
            kafkasOwn.get();
        } finally {
            done.set(true);
            threads.shutdownNow();
        }

        List<String> everyEvent =
                IntStream.range(0, events).mapToObj(Integer::toString).toList();
        Map<String, List<String>> logs = kafka.logs();
        assertThat(logs).hasSize(senders * keys);
        logs.forEach((key, log) -> assertThat(new LinkedHashSet<>(log)).as(key).containsExactlyElementsOf(everyEvent));
        assertThat(count(SpoolMetrics.SPOOLED)).as("went through the spool").isGreaterThan(100);
    }

    @Test
    void theSpoolIsLeftUnderALoadThatNeverPauses() throws Exception {
        AtomicBoolean enough = new AtomicBoolean();
        ExecutorService senders = Executors.newSingleThreadExecutor();
        try {
            Future<?> sending = senders.submit(() -> {
                for (int i = 0; !enough.get(); i++) {
                    var unused = publish("k" + i % 50, "" + i);
                    LockSupport.parkNanos(20_000);
                }
            });
            kafka.goAway();
            await().until(() -> {
                kafka.work();
                return gauge(SpoolMetrics.ENTRIES) > 1_000;
            });
            kafka.comeBack();

            await().pollInterval(Duration.ofMillis(1)).until(() -> {
                kafka.work();
                return !spool.isInUse();
            });
            assertThat(sending).isNotDone();
            enough.set(true);
            sending.get();
        } finally {
            enough.set(true);
            senders.shutdownNow();
        }
    }

    private void spoolOne(String key, String value) throws Exception {
        kafka.goAway();
        CompletableFuture<Publication> answer = publish(key, value);
        kafka.work();
        assertThat(answered(answer)).isEqualTo(Publication.SPOOLED);
    }

    private void restart() {
        spool.stop();
        start(new Store(folder, LIMIT));
    }

    private static void awaitUninterruptibly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Publication answered(CompletableFuture<Publication> answer) throws Exception {
        return answer.get(10, TimeUnit.SECONDS);
    }

    /** It is counted a moment after it is answered. */
    private void awaitRefused(Refusal reason) {
        Counter refused = meters.get(SpoolMetrics.REFUSED)
                .tag("reason", reason.name().toLowerCase(Locale.ROOT))
                .counter();
        await().untilAsserted(() -> assertThat(refused.count()).isOne());
    }

    private void awaitDirect() {
        await().untilAsserted(() -> {
            kafka.work();
            assertThat(spool.isInUse()).isFalse();
        });
    }

    private CompletableFuture<Publication> publish(String key, String value) {
        Headers headers = new RecordHeaders().add("value", value.getBytes(StandardCharsets.UTF_8));
        return spool.publish(TopicCatalogue.quarantine(), key, new QuarantineRecord(), headers, Records.RECEIVED);
    }

    private double count(String name) {
        return meters.get(name).counter().count();
    }

    private double gauge(String name) {
        return meters.get(name).gauge().value();
    }
}
