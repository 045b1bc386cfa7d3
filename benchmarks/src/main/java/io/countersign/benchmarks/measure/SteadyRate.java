package io.countersign.benchmarks.measure;

import io.countersign.benchmarks.load.LoadResult.Latency;
import io.countersign.benchmarks.load.Webhooks;
import io.countersign.topic.ResourceType;
import io.countersign.topic.Topic;
import io.countersign.topic.TopicCatalogue;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;
import java.util.stream.Stream;
import org.HdrHistogram.Histogram;
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
     * @param latency how long they took
     * @param lags how many received records were not committed yet, at equal distances in time
     */
    record Outcome(long fresh, Latency latency, List<Double> lags) {}

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
            CompletableFuture<Long> written = new CompletableFuture<>();
            Future<Latency> arrivals = threads.submit(() -> read(reading, written, perSecond, leadIn));
            if (!reading.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                throw new IllegalStateException("the events topics cannot be read");
            }
            Future<Long> writing = threads.submit(() -> {
                long fresh = received.trickle(webhooks, perSecond, leadIn.plus(duration));
                written.complete(fresh);
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

    private Latency read(CountDownLatch reading, CompletableFuture<Long> written, double perSecond, Duration leadIn) {
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
            Histogram micros = new Histogram(3);
            long notCounted = Math.round(perSecond * leadIn.toNanos() / 1e9);
            long seen = 0;
            long deadline = 0;
            while (!written.isDone() || seen < written.join()) {
                long now = System.nanoTime();
                if (!written.isDone()) {
                    deadline = now + PATIENCE.toNanos();
                } else if (now - deadline > 0) {
                    throw new IllegalStateException(written.join() + " events went in, only " + seen + " came out");
                }
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
                    if (++seen > notCounted) {
                        micros.recordValue(TimeUnit.MILLISECONDS.toMicros(
                                Math.max(0, System.currentTimeMillis() - record.timestamp())));
                    }
                }
            }
            return Latency.of(micros);
        }
    }

    private static List<String> events() {
        return Stream.of(ResourceType.values())
                .map(TopicCatalogue::events)
                .map(Topic::name)
                .toList();
    }
}
