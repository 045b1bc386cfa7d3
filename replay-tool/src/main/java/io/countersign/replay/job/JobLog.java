package io.countersign.replay.job;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.countersign.cloudevent.CloudEventHeaders;
import io.countersign.job.Job;
import io.countersign.job.JobOutcome;
import io.countersign.replay.ReplayException;
import io.countersign.replay.cluster.Cluster;
import io.countersign.replay.cluster.RangeReader;
import io.countersign.serde.Codecs;
import io.countersign.serde.UnreadableRecordException;
import io.countersign.topic.TopicCatalogue;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.admin.MemberDescription;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;

/** The jobs on their topic. Not thread-safe. */
public final class JobLog {

    private static final String TOPIC = TopicCatalogue.jobs().name();

    private final Cluster cluster;
    private @Nullable Codecs codecs;

    public JobLog(Cluster cluster) {
        this.cluster = cluster;
    }

    /**
     * The latest record of every job, the latest job last.
     *
     * @throws ReplayException where a record cannot be read
     */
    public List<Job> all() {
        Map<String, Job> latest = new HashMap<>();
        try (RangeReader reader = new RangeReader(cluster, cluster.ranges(cluster.partitions(List.of(TOPIC))))) {
            while (!reader.isAtEnd()) {
                for (ConsumerRecord<byte[], byte[]> found : reader.next()) {
                    if (found.value() != null) {
                        Job job = decode(found);
                        latest.put(job.getId(), job);
                    }
                }
            }
        }
        return latest.values().stream()
                .sorted(Comparator.comparing(Job::getStartedAt).thenComparing(Job::getId))
                .toList();
    }

    /** The latest record of a job, if there is one. */
    public Optional<Job> find(String id) {
        return all().stream().filter(job -> job.getId().equals(id)).findFirst();
    }

    /** The id of the job that is running, if one is. */
    public Optional<String> running() {
        return OneAtATime.holder(cluster).map(MemberDescription::clientId);
    }

    /** The record to be written for a job. Registers its schema the first time. */
    public ProducerRecord<byte[], byte[]> record(Job job) {
        Codecs connected = codecs;
        if (connected == null) {
            connected = Codecs.connect(cluster.registry(), List.of(TopicCatalogue.jobs()));
            codecs = connected;
        }
        JobOutcome outcome = job.getOutcome();
        return new ProducerRecord<>(
                TOPIC,
                null,
                job.getId().getBytes(UTF_8),
                connected.encode(job),
                CloudEventHeaders.of(
                        job.getId() + "/" + job.getUpdatedAt().toEpochMilli(),
                        "/replay-tool",
                        "job." + (outcome == null ? "running" : outcome.name().toLowerCase(Locale.ROOT)),
                        job.getUpdatedAt(),
                        "job/" + job.getId()));
    }

    private Job decode(ConsumerRecord<byte[], byte[]> found) {
        try {
            return cluster.decoder().decode(Job.class, found.value());
        } catch (UnreadableRecordException e) {
            throw ReplayException.failed(
                    "The record at " + TOPIC + "/" + found.partition() + "/" + found.offset() + " is no job: "
                            + e.getMessage(),
                    e);
        }
    }
}
