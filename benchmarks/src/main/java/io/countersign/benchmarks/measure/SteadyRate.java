package io.countersign.benchmarks.measure;

import io.countersign.benchmarks.load.Webhooks;
import io.countersign.topic.ResourceType;
import io.countersign.topic.Topic;
import io.countersign.topic.TopicCatalogue;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * Events at a steady rate: how long each takes from its reception until somebody who reads committed transactions has it
 * from the events topics, and how far the processor is behind meanwhile.
 */
final class SteadyRate {

    private static final Duration POLL = Duration.ofMillis(100);
    private static final Duration SAMPLE_EVERY = Duration.ofMillis(500);

    /** How long the last events may take. */
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Platform platform;
    private final ReceivedTopics received;

    SteadyRate(Platform platform, ReceivedTopics received) {
        this.platform = platform;
        this.received = received;
    }

    /**
     * What was seen.
     *
     * @param fresh how many different events went in
     * @param millis how long each took, in ascending order
     * @param lags how many received records were not committed yet, at equal distances in time
     */
    record Outcome(long fresh, List<Double> millis, List<Double> lags) {

        double quantile(double share) {
            return millis.get((int) Math.min(millis.size() - 1L, (long) (share * millis.size())));
        }

        /** The median lag of the first quarter, and of the last: alike where it does not grow. */
        List<Double> firstQuarter() {
            return lags.subList(0, Math.max(1, lags.size() / 4));
        }

        List<Double> lastQuarter() {
            return lags.subList(lags.size() - Math.max(1, lags.size() / 4), lags.size());
        }
    }

    /**
     * Runs it while a processor that has caught up is running.
     *
     * @param leadIn what of the beginning does not count
     * @param lag tells how far the processor is behind
     * @throws IllegalStateException where an event does not come out in time
     */
    Outcome run(Webhooks webhooks, double perSecond, Duration leadIn, Duration duration, LongSupplier lag) {
        ExecutorService threads = Executors.newFixedThreadPool(2);
        try {
            CountDownLatch reading = new CountDownLatch(1);
            CountDownLatch written = new CountDownLatch(1);
            long[] expected = {Long.MAX_VALUE};
            Future<List<Double>> arrivals = threads.submit(() -> read(reading, written, expected, perSecond, leadIn));
            if (!reading.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                throw new IllegalStateException("the events topics cannot be read");
            }
            Future<Long> writing = threads.submit(() -> {
                long fresh = received.trickle(webhooks, perSecond, leadIn.plus(duration));
                expected[0] = fresh;
                written.countDown();
                return fresh;
            });
            TimeUnit.NANOSECONDS.sleep(leadIn.toNanos());
            List<Double> lags = new ArrayList<>();
            while (!writing.isDone()) {
                lags.add((double) lag.getAsLong());
                TimeUnit.NANOSECONDS.sleep(SAMPLE_EVERY.toNanos());
            }
            long fresh = writing.get();
            return new Outcome(fresh, arrivals.get(2 * PATIENCE.toSeconds(), TimeUnit.SECONDS), lags);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        } catch (ExecutionException | TimeoutException e) {
            throw new IllegalStateException("the steady rate could not be measured", e);
        } finally {
            threads.shutdownNow();
        }
    }

    private List<Double> read(
            CountDownLatch reading, CountDownLatch written, long[] expected, double perSecond, Duration leadIn) {
        Map<String, Object> settings = Map.of(
                "bootstrap.servers",
                platform.bootstrapServers(),
                "isolation.level",
                "read_committed",
                "enable.auto.commit",
                false);
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            Set<TopicPartition> partitions = platform.endOffsets(events()).keySet();
            consumer.assign(partitions);
            consumer.seekToEnd(partitions);
            partitions.forEach(consumer::position); // seeking is lazy
            reading.countDown();
            List<Double> millis = new ArrayList<>();
            long notCounted = Math.round(perSecond * leadIn.toNanos() / 1e9);
            long seen = 0;
            long deadline = Long.MAX_VALUE;
            while (written.getCount() > 0 || seen < expected[0]) {
                if (written.getCount() == 0 && deadline == Long.MAX_VALUE) {
                    deadline = System.nanoTime() + PATIENCE.toNanos();
                }
                if (deadline != Long.MAX_VALUE && System.nanoTime() > deadline) {
                    throw new IllegalStateException(expected[0] + " events went in, only " + seen + " came out");
                }
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
                    if (++seen > notCounted) {
                        millis.add((double) (System.currentTimeMillis() - record.timestamp()));
                    }
                }
            }
            Collections.sort(millis);
            return millis;
        }
    }

    private static List<String> events() {
        return Stream.of(ResourceType.values())
                .map(TopicCatalogue::events)
                .map(Topic::name)
                .toList();
    }
}
