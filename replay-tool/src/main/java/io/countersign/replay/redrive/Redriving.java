package io.countersign.replay.redrive;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.countersign.quarantine.QuarantineReason;
import io.countersign.quarantine.QuarantineRecord;
import io.countersign.quarantine.Redrive;
import io.countersign.quarantine.RedriveOutcome;
import io.countersign.redrive.RedriveLog;
import io.countersign.replay.cluster.Cluster;
import io.countersign.replay.cluster.Range;
import io.countersign.replay.job.JobRun;
import io.countersign.serde.Codecs;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;

/**
 * Has what is picked from quarantine sent through again, some records at a time: asks for them, and waits until each has its
 * outcome. What was published before is not asked for again, and what is asked for already is waited for. Not thread-safe.
 */
public final class Redriving {

    /** Requests hold whole bodies, and those who do them do one after the other. */
    private static final int AT_ONCE = 50;

    private static final String SOURCE = "/replay-tool";
    private static final String NO_OUTCOME = "no outcome yet";
    private static final Duration POLL = Duration.ofMillis(100);

    private final Cluster cluster;
    private final Codecs codecs;
    private final Duration patience;
    private final PrintWriter out;

    private int publishedBefore;
    private int published;
    private final Map<String, Integer> failed = new LinkedHashMap<>();

    /** A redrive that is waited for. */
    private record Asked(QuarantineReason reason, int attempt) {}

    /**
     * @param codecs encodes redrives
     * @param patience how long to wait for an outcome
     * @param out where a line for each record goes
     */
    public Redriving(Cluster cluster, Codecs codecs, Duration patience, PrintWriter out) {
        this.cluster = cluster;
        this.codecs = codecs;
        this.patience = patience;
        this.out = out;
    }

    /**
     * Does it, as the steps of a job, until it is done, stopped, or there is no outcome in time.
     *
     * @return what there is to say of it, for the job's record
     */
    public String run(JobRun run, QuarantineSelection selection, List<Range> ranges) {
        try (KnownRedrives known = KnownRedrives.read(cluster);
                QuarantineReader reader = new QuarantineReader(cluster, selection, ranges, words -> {})) {
            boolean answered = true;
            while (!reader.isAtEnd() && !run.isStopped()) {
                List<QuarantineRecord> picked = reader.next();
                for (int from = 0; from < picked.size() && !run.isStopped(); from += AT_ONCE) {
                    List<QuarantineRecord> some = picked.subList(from, Math.min(from + AT_ONCE, picked.size()));
                    if (answered) {
                        answered = redrive(run, some, known);
                    } else {
                        some.forEach(record -> pass(record, known.latest(record.getId())));
                    }
                }
            }
        }
        return summary();
    }

    /** Whether there was an outcome for each in time, so that it makes sense to ask for more. */
    private boolean redrive(JobRun run, List<QuarantineRecord> records, KnownRedrives known) {
        Map<String, Asked> asked = new LinkedHashMap<>();
        List<ProducerRecord<byte[], byte[]>> requests = new ArrayList<>();
        // What others have asked for in the meantime.
        known.follow(Duration.ZERO);
        for (QuarantineRecord record : records) {
            String id = record.getId();
            Redrive latest = known.latest(id);
            if (isPublished(latest)) {
                publishedBefore(record);
            } else if (latest != null && latest.getOutcome() == null) {
                asked.put(id, new Asked(record.getReason(), latest.getAttempt()));
            } else if (!asked.containsKey(id)) {
                Redrive request = RedriveLog.request(record, latest, Instant.now());
                requests.add(message(request));
                asked.put(id, new Asked(record.getReason(), request.getAttempt()));
            }
        }
        run.step(requests, records.size());
        await(run, asked, known);
        asked.forEach((id, waiting) -> notPublished(id, waiting.reason(), NO_OUTCOME, null));
        return asked.isEmpty();
    }

    private ProducerRecord<byte[], byte[]> message(Redrive request) {
        ProducerRecord<String, byte[]> message = RedriveLog.message(request, codecs.encode(request), SOURCE);
        return new ProducerRecord<>(
                message.topic(),
                null,
                message.timestamp(),
                message.key().getBytes(UTF_8),
                message.value(),
                message.headers());
    }

    /** Takes away what has an outcome. */
    private void await(JobRun run, Map<String, Asked> asked, KnownRedrives known) {
        long deadline = System.nanoTime() + patience.toNanos();
        while (!asked.isEmpty() && !run.isStopped() && System.nanoTime() - deadline < 0) {
            known.follow(POLL);
            if (asked.entrySet().removeIf(entry -> hasEnded(entry.getValue(), known.latest(entry.getKey())))) {
                deadline = System.nanoTime() + patience.toNanos();
            }
        }
    }

    private boolean hasEnded(Asked asked, @Nullable Redrive latest) {
        if (latest == null || latest.getOutcome() == null) {
            return false;
        }
        if (isPublished(latest)) {
            published++;
            line(latest.getQuarantineId(), asked.reason(), "PUBLISHED", null);
            return true;
        }
        if (latest.getAttempt() < asked.attempt()) {
            return false;
        }
        notPublished(latest.getQuarantineId(), asked.reason(), String.valueOf(latest.getOutcome()), latest.getDetail());
        return true;
    }

    /** Of those for which no request is written any more. */
    private void pass(QuarantineRecord record, @Nullable Redrive latest) {
        if (isPublished(latest)) {
            publishedBefore(record);
        } else {
            boolean isAskedFor = latest != null && latest.getOutcome() == null;
            notPublished(record.getId(), record.getReason(), isAskedFor ? NO_OUTCOME : "not asked for", null);
        }
    }

    private void publishedBefore(QuarantineRecord record) {
        publishedBefore++;
        line(record.getId(), record.getReason(), "PUBLISHED before", null);
    }

    private void notPublished(String id, QuarantineReason reason, String outcome, @Nullable String detail) {
        failed.merge(outcome, 1, Integer::sum);
        line(id, reason, outcome, detail);
    }

    private static boolean isPublished(@Nullable Redrive redrive) {
        return redrive != null && redrive.getOutcome() == RedriveOutcome.PUBLISHED;
    }

    private void line(String id, QuarantineReason reason, String outcome, @Nullable String detail) {
        out.println(id + "  " + reason + "  " + outcome + (detail == null ? "" : "  " + detail));
        out.flush();
    }

    /** Whether everything that was picked is published. */
    public boolean isAllPublished() {
        return failed.isEmpty();
    }

    /** How it went, in a line. */
    public String summary() {
        int all = failed.values().stream().mapToInt(count -> count).sum();
        StringBuilder words = new StringBuilder(
                published + " published, " + publishedBefore + " published before, " + all + " not published");
        failed.forEach((outcome, count) -> words.append(words.indexOf("(") < 0 ? " (" : ", ")
                .append(count)
                .append(' ')
                .append(outcome));
        return words.append(failed.isEmpty() ? "" : ")").toString();
    }
}
