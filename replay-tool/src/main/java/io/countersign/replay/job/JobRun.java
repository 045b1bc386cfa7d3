package io.countersign.replay.job;

import io.countersign.job.Job;
import io.countersign.job.JobKind;
import io.countersign.job.JobOutcome;
import io.countersign.job.JobRange;
import io.countersign.replay.ExitCode;
import io.countersign.replay.ReplayException;
import io.countersign.replay.cluster.Cluster;
import io.countersign.replay.cluster.Range;
import io.countersign.replay.cluster.RangeReader;
import io.countersign.replay.progress.Pace;
import io.countersign.replay.progress.Progress;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InvalidProducerEpochException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.jspecify.annotations.Nullable;

/**
 * The running of one job, from its place (one at a time) to its outcome. What it writes and how far it is, the job's own
 * record, are one transaction: whenever it ends, by whatever, it can be resumed, and nothing is written twice or left
 * out. Not thread-safe, but for {@link #stop()}.
 */
public final class JobRun implements AutoCloseable {

    static final String TRANSACTIONAL_ID = "countersign-replay";

    /** A transaction ends after so many records or so long, whichever comes first. */
    private static final int BATCH_RECORDS = 1_000;

    private static final Duration BATCH_TIME = Duration.ofSeconds(1);
    private static final Duration NAP = Duration.ofMillis(100);

    private final Cluster cluster;
    private final JobLog log;
    private final OneAtATime place;
    private final KafkaProducer<byte[], byte[]> producer;
    private final Map<TopicPartition, Long> next = new HashMap<>();
    private Job job;
    private volatile boolean stopped;

    private boolean inTransaction;
    private int batchRead;
    private int batchWritten;
    private long batchBegan;

    private JobRun(Cluster cluster, JobLog log, Job job, OneAtATime place, KafkaProducer<byte[], byte[]> producer) {
        this.cluster = cluster;
        this.log = log;
        this.place = place;
        this.producer = producer;
        this.job = job;
        job.getRanges().forEach(range -> next.put(partition(range), range.getNext()));
    }

    /**
     * Starts a job: takes the place and writes the first record of the job.
     *
     * @param arguments the command's arguments with which it could be started again, relative times resolved
     * @param targets topics that it will write to
     * @param ranges what it will read; empty where it reads no topic
     * @throws ReplayException where another job runs, or brokers or registry fail
     */
    public static JobRun start(
            Cluster cluster,
            JobKind kind,
            String who,
            List<String> arguments,
            List<String> targets,
            List<Range> ranges) {
        Instant now = now();
        Job job = Job.newBuilder()
                .setId(JobIds.next(now))
                .setKind(kind)
                .setWho(who)
                .setArguments(List.copyOf(arguments))
                .setTargets(List.copyOf(targets))
                .setStartedAt(now)
                .setUpdatedAt(now)
                .setRead(0)
                .setWritten(0)
                .setRanges(ranges.stream().map(JobRun::whole).toList())
                .build();
        return open(cluster, job.getId(), log -> job);
    }

    /**
     * Goes on with a job that ended before it was complete.
     *
     * @throws ReplayException where there is no such job, it is complete, another job runs, or brokers or registry fail
     */
    public static JobRun resume(Cluster cluster, String id) {
        resumable(new JobLog(cluster), id);
        // Read again: only now is it sure that nobody writes it any more.
        return open(cluster, id, log -> resumable(log, id));
    }

    /**
     * The latest record of a job that can be resumed.
     *
     * @throws ReplayException where there is no such job, or it is complete
     */
    public static Job resumable(JobLog log, String id) {
        Job found = log.find(id).orElseThrow(() -> ReplayException.usage("There is no job " + id + "."));
        if (found.getOutcome() == JobOutcome.COMPLETED) {
            throw ReplayException.usage("Job " + id + " is complete: there is nothing to resume.");
        }
        return found;
    }

    private static JobRun open(Cluster cluster, String id, Function<JobLog, Job> found) {
        JobLog log = new JobLog(cluster);
        OneAtATime place = OneAtATime.take(cluster, id);
        KafkaProducer<byte[], byte[]> producer = cluster.producer(TRANSACTIONAL_ID);
        try {
            // Ends what a killed predecessor has left open.
            producer.initTransactions();
            JobRun run = new JobRun(cluster, log, found.apply(log), place, producer);
            run.commit(null, null);
            return run;
        } catch (RuntimeException e) {
            producer.close(Duration.ZERO);
            place.close();
            throw inWords(e);
        }
    }

    /** The job as it was last written. */
    public Job job() {
        return job;
    }

    /** Asks it to end as soon as it can be resumed. From any thread. */
    public void stop() {
        stopped = true;
    }

    /** Whether it was asked to end. */
    public boolean isStopped() {
        return stopped;
    }

    /**
     * Reads what is left of the job's ranges, writes what {@code transform} makes of it, and ends the job.
     *
     * @param transform what is to be written for a record that was read; empty for nothing. Records of one partition
     *     come in their order. An exception fails the job at this record: it can be resumed from it.
     * @return the job as it ended: complete, or stopped
     * @throws ReplayException where brokers or registry fail, or another job has taken over
     */
    public Job transfer(
            Function<ConsumerRecord<byte[], byte[]>, Optional<ProducerRecord<byte[], byte[]>>> transform,
            Pace pace,
            Progress progress) {
        long total = job.getRanges().stream()
                .mapToLong(range -> range.getTo() - range.getFrom())
                .sum();
        try (RangeReader reader = new RangeReader(cluster, left())) {
            Runnable tell = () -> progress.at(done(), total, job.getWritten() + batchWritten);
            tell.run();
            while (!stopped && !reader.isAtEnd()) {
                boolean all = copy(reader.next(), transform, pace, tell);
                if (all) {
                    next.putAll(reader.positions());
                }
                if (isBatchFull()) {
                    commit(null, null);
                }
                tell.run();
            }
            boolean complete = reader.isAtEnd() && !stopped;
            commit(complete ? JobOutcome.COMPLETED : JobOutcome.STOPPED, null);
            tell.run();
            return job;
        } catch (RuntimeException e) {
            throw fail(e);
        }
    }

    /**
     * Writes these records and ends the job, in one transaction.
     *
     * @param detail what else there is to say of the job; no content
     * @return the job as it ended
     */
    public Job write(List<ProducerRecord<byte[], byte[]>> records, @Nullable String detail) {
        try {
            records.forEach(this::send);
            commit(JobOutcome.COMPLETED, detail);
            return job;
        } catch (RuntimeException e) {
            throw fail(e);
        }
    }

    /**
     * Does something by {@linkplain #step steps}, and ends the job.
     *
     * @param work what is to be done; returns what there is to say of it, no content. An exception fails the job.
     * @return the job as it ended: complete, or stopped
     * @throws ReplayException where brokers or registry fail, or another job has taken over
     */
    public Job inSteps(Supplier<String> work) {
        try {
            String detail = work.get();
            commit(stopped ? JobOutcome.STOPPED : JobOutcome.COMPLETED, detail);
            return job;
        } catch (RuntimeException e) {
            throw fail(e);
        }
    }

    /**
     * Writes these records, and that in the job's record, in one transaction.
     *
     * @param read how many records were read for that
     */
    public void step(List<ProducerRecord<byte[], byte[]>> records, int read) {
        records.forEach(this::send);
        batchRead += read;
        commit(null, null);
    }

    /** Whether all of it was read; otherwise it was asked to stop, and the rest is for the one who resumes. */
    private boolean copy(
            List<ConsumerRecord<byte[], byte[]>> records,
            Function<ConsumerRecord<byte[], byte[]>, Optional<ProducerRecord<byte[], byte[]>>> transform,
            Pace pace,
            Runnable tell) {
        for (ConsumerRecord<byte[], byte[]> read : records) {
            Optional<ProducerRecord<byte[], byte[]>> written = transform.apply(read);
            if (written.isPresent() && !waitFor(pace, tell)) {
                return false;
            }
            written.ifPresent(record -> {
                send(record);
                pace.gone();
            });
            batchRead++;
            next.put(new TopicPartition(read.topic(), read.partition()), read.offset() + 1);
        }
        return !stopped;
    }

    /** Whether the next record may go; no if the job was asked to stop. A transaction does not stay open for long. */
    private boolean waitFor(Pace pace, Runnable tell) {
        for (Duration left = pace.untilNext(); !stopped && !left.isZero(); left = pace.untilNext()) {
            if (isBatchFull()) {
                commit(null, null);
            }
            tell.run();
            sleep(left.compareTo(NAP) < 0 ? left : NAP);
        }
        return !stopped;
    }

    private static void sleep(Duration time) {
        try {
            Thread.sleep(time.toMillis(), time.toNanosPart() % 1_000_000);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw ReplayException.failed("Interrupted.", e);
        }
    }

    private void send(ProducerRecord<byte[], byte[]> record) {
        begin();
        Future<RecordMetadata> sent = producer.send(record);
        if (sent.isDone()) {
            // So is one that could not even be sent; the next one would wait as long in vain.
            check(sent);
        }
        // What goes wrong later comes up when the transaction is committed.
        batchWritten++;
    }

    private static void check(Future<RecordMetadata> sent) {
        try {
            sent.get();
        } catch (ExecutionException e) {
            throw e.getCause() instanceof KafkaException fault ? fault : new KafkaException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw ReplayException.failed("Interrupted.", e);
        }
    }

    private void begin() {
        if (!inTransaction) {
            producer.beginTransaction();
            inTransaction = true;
        }
    }

    private boolean isBatchFull() {
        return batchWritten >= BATCH_RECORDS || System.nanoTime() - batchBegan >= BATCH_TIME.toNanos();
    }

    /** Makes one of what was written since the last time and of the job's record. */
    private void commit(@Nullable JobOutcome outcome, @Nullable String detail) {
        // Not a builder's copy: Avro's copies cannot be compared.
        Job now = Job.newBuilder()
                .setId(job.getId())
                .setKind(job.getKind())
                .setWho(job.getWho())
                .setArguments(job.getArguments())
                .setTargets(job.getTargets())
                .setStartedAt(job.getStartedAt())
                .setUpdatedAt(now())
                .setOutcome(outcome)
                .setRead(job.getRead() + batchRead)
                .setWritten(job.getWritten() + batchWritten)
                .setDetail(detail)
                .setRanges(job.getRanges().stream().map(this::advanced).toList())
                .build();
        begin();
        var ignored = producer.send(log.record(now));
        producer.commitTransaction();
        inTransaction = false;
        batchRead = 0;
        batchWritten = 0;
        batchBegan = System.nanoTime();
        job = now;
    }

    /**
     * Says in the job's record that it failed, together with what was good before it. Where the brokers are what failed,
     * the transaction is left to them: they abort it, and the job's record says how far it was before.
     */
    private ReplayException fail(RuntimeException e) {
        ReplayException words = inWords(e);
        if (!(e instanceof KafkaException)) {
            try {
                commit(JobOutcome.FAILED, words.getMessage());
            } catch (RuntimeException again) {
                words.addSuppressed(again);
            }
        }
        return words;
    }

    private static ReplayException inWords(RuntimeException e) {
        if (e instanceof ReplayException already) {
            return already;
        }
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof ProducerFencedException || cause instanceof InvalidProducerEpochException) {
                return new ReplayException(ExitCode.BUSY, "Another job was started in the same moment and goes on.", e);
            }
        }
        String who = e instanceof KafkaException
                ? "The brokers do not do their part"
                : e.getClass().getSimpleName();
        return ReplayException.failed(who + ": " + e.getMessage(), e);
    }

    private List<Range> left() {
        return job.getRanges().stream()
                .map(range -> new Range(partition(range), range.getNext(), range.getTo()))
                .toList();
    }

    private long done() {
        return job.getRanges().stream()
                .mapToLong(range -> next.getOrDefault(partition(range), range.getNext()) - range.getFrom())
                .sum();
    }

    private JobRange advanced(JobRange range) {
        return JobRange.newBuilder(range)
                .setNext(next.getOrDefault(partition(range), range.getNext()))
                .build();
    }

    private static JobRange whole(Range range) {
        return JobRange.newBuilder()
                .setTopic(range.partition().topic())
                .setPartition(range.partition().partition())
                .setFrom(range.from())
                .setTo(range.to())
                .setNext(range.from())
                .build();
    }

    private static TopicPartition partition(JobRange range) {
        return new TopicPartition(range.getTopic(), range.getPartition());
    }

    private static Instant now() {
        return Instant.now().truncatedTo(ChronoUnit.MILLIS);
    }

    @Override
    public void close() {
        producer.close(Duration.ofSeconds(1));
        place.close();
    }
}
