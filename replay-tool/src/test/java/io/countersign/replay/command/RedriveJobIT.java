package io.countersign.replay.command;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.job.Job;
import io.countersign.job.JobKind;
import io.countersign.job.JobOutcome;
import io.countersign.quarantine.QuarantineReason;
import io.countersign.quarantine.QuarantineRecord;
import io.countersign.quarantine.Redrive;
import io.countersign.quarantine.RedriveOutcome;
import io.countersign.replay.cluster.Cluster;
import io.countersign.replay.command.Tool.Result;
import io.countersign.replay.job.JobLog;
import io.countersign.topic.QuarantineKey;
import io.countersign.topic.TopicCatalogue;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Redrives on a real broker, with somebody who answers in the ingress's place. Each test has a source of its own. */
class RedriveJobIT {

    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
    private static final String PLANTED = "planted body";

    @TempDir
    static Path folder;

    private static Platform platform;
    private static Tool tool;

    @BeforeAll
    static void start() {
        platform = new Platform(folder);
        tool = platform.tool();
    }

    @AfterAll
    static void stop() {
        platform.close();
    }

    @Test
    void eachRecordHasItsLineAndWhatIsPublishedIsNotAskedForAgain() throws Exception {
        quarantine("mended", "mended-1", QuarantineReason.NOT_AN_EVENT);
        quarantine("mended", "mended-2", QuarantineReason.NOT_JSON);
        quarantine("mended", "mended-3", QuarantineReason.CONFLICT);
        quarantine("other", "other-1", QuarantineReason.NOT_JSON);
        Map<String, RedriveOutcome> outcomes = Map.of(
                "mended-1", RedriveOutcome.PUBLISHED,
                "mended-2", RedriveOutcome.NOT_AN_EVENT,
                "mended-3", RedriveOutcome.PUBLISHED);

        Answering answering = new Answering(outcomes);
        Result first = tool.run(
                "redrive", "--source=mended", "--reason=NOT_AN_EVENT", "--reason=NOT_JSON", "--yes", "--as=operator");
        Result second = tool.run("redrive", "--source=mended", "--yes");
        answering.stop();

        assertThat(first.code()).as(first.err()).isEqualTo(1);
        assertThat(first.out().lines())
                .contains(
                        "mended-1  NOT_AN_EVENT  PUBLISHED",
                        "mended-2  NOT_JSON  NOT_AN_EVENT  expected what nobody sends")
                .last()
                .isEqualTo("Job " + first.job()
                        + " is complete: 1 published, 0 published before, 1 not published (1 NOT_AN_EVENT).");
        assertThat(first.out()).doesNotContain("mended-3", "other-1");
        assertThat(second.out())
                .contains(
                        "mended-1  NOT_AN_EVENT  PUBLISHED before",
                        "mended-3  CONFLICT  PUBLISHED",
                        "1 published, 1 published before, 1 not published (1 NOT_AN_EVENT)");
        assertThat(attempts("mended-1")).containsExactly(1);
        assertThat(attempts("mended-2")).containsExactly(1, 2);
        assertThat(attempts("mended-3")).containsExactly(1);
        assertThat(first.out() + first.err() + second.out() + second.err()).doesNotContain(PLANTED);
        Job job = job(first.job());
        assertThat(job.getKind()).isEqualTo(JobKind.REDRIVE);
        assertThat(job.getWho()).isEqualTo("operator");
        assertThat(job.getArguments()).containsExactly("--reason=NOT_JSON", "--reason=NOT_AN_EVENT", "--source=mended");
        assertThat(job.getOutcome()).isEqualTo(JobOutcome.COMPLETED);
        assertThat(job.getRead()).isEqualTo(2);
        assertThat(job.getWritten()).isEqualTo(2);
        assertThat(job.getDetail()).isEqualTo("1 published, 0 published before, 1 not published (1 NOT_AN_EVENT)");
    }

    @Test
    void whatIsAllPublishedNeedsNoJob() throws Exception {
        quarantine("done", "done-1", QuarantineReason.NOT_AN_EVENT);

        Answering answering = new Answering(Map.of("done-1", RedriveOutcome.PUBLISHED));
        Result first = tool.run("redrive", "--id=done-1", "--yes");
        answering.stop();
        Result second = tool.run("redrive", "--id=done-1", "--yes");

        assertThat(first.code()).as(first.err()).isZero();
        assertThat(second.code()).as(second.err()).isZero();
        assertThat(second.out()).contains("1 picked, 1 of them published before, 0 to redrive.");
        assertThat(second.err()).doesNotContain("Job ");
        assertThat(attempts("done-1")).containsExactly(1);
    }

    @Test
    void whatNobodyAnswersIsWaitedForTheNextTimeAndNotAskedForTwice() throws Exception {
        // More than are asked for at once.
        IntStream.range(0, 60).forEach(i -> quarantine("alone", "alone-" + i, QuarantineReason.NOT_AN_EVENT));

        Result nobody = tool.run("redrive", "--source=alone", "--wait=1s", "--yes");

        assertThat(nobody.code()).as(nobody.err()).isEqualTo(1);
        assertThat(nobody.out())
                .contains(
                        "0 published, 0 published before, 60 not published (", " no outcome yet, ", " not asked for)");
        Answering answering = new Answering(Map.of());
        Result answered = tool.run("redrive", "--source=alone", "--yes");
        answering.stop();

        assertThat(answered.code()).as(answered.err()).isZero();
        assertThat(answered.out()).endsWith(" published before, 0 not published." + System.lineSeparator());
        for (int i = 0; i < 60; i++) {
            assertThat(attempts("alone-" + i)).containsExactly(1);
        }
    }

    @Test
    void aLookChangesNothing() throws Exception {
        quarantine("look", "look-1", QuarantineReason.NOT_JSON);
        quarantine("look", "look-2", QuarantineReason.NOT_JSON);
        quarantine("look", "look-3", QuarantineReason.NOT_AN_EVENT);

        Result look = tool.run("redrive", "--source=look", "--dry-run");
        Result none = tool.run("redrive", "--source=look", "--from=" + NOON.plusMillis(1), "--dry-run");

        assertThat(look.code()).isZero();
        assertThat(look.out())
                .containsSubsequence(
                        "reason", "NOT_JSON", "look", "2", "NOT_AN_EVENT", "look", "1", "3 picked, 0 of them");
        assertThat(none.out()).startsWith("0 picked");
        assertThat(attempts("look-1")).isEmpty();
    }

    @Test
    void nobodyIsRedrivenUnasked() throws Exception {
        quarantine("unasked", "unasked-1", QuarantineReason.NOT_JSON);

        Result unasked = tool.run("redrive", "--source=unasked");
        Result wrong = tool.run("redrive", "--reason=NONSENSE");

        assertThat(unasked.code()).isEqualTo(2);
        assertThat(unasked.err()).contains("--yes");
        assertThat(attempts("unasked-1")).isEmpty();
        assertThat(wrong.code()).isEqualTo(2);
    }

    private static void quarantine(String source, String id, QuarantineReason reason) {
        QuarantineRecord record = QuarantineRecord.newBuilder()
                .setId(id)
                .setReason(reason)
                .setDetail("expected something else")
                .setProvider("devengo")
                .setSource(source)
                .setReceivedAt(NOON)
                .setBody(ByteBuffer.wrap(PLANTED.getBytes(UTF_8)))
                .build();
        platform.write(
                TopicCatalogue.quarantine(),
                null,
                NOON,
                QuarantineKey.of("devengo", id),
                platform.codecs().encode(record));
        platform.flush();
    }

    /** The numbers of the requests that are on the topic. */
    private static List<Integer> attempts(String id) throws Exception {
        List<Integer> attempts = new ArrayList<>();
        for (ConsumerRecord<byte[], byte[]> record :
                platform.committed(TopicCatalogue.redrives().name())) {
            Redrive redrive = platform.codecs().codec(Redrive.class).decode(record.value());
            if (redrive.getQuarantineId().equals(id) && redrive.getOutcome() == null) {
                assertThat(redrive.getRecord().getId()).isEqualTo(id);
                attempts.add(redrive.getAttempt());
            }
        }
        return attempts;
    }

    private static Job job(String id) {
        try (Cluster cluster = platform.cluster()) {
            return new JobLog(cluster).find(id).orElseThrow();
        }
    }

    /** Writes an outcome behind each request, as the ingress does: what is not told otherwise is published. */
    private static final class Answering {

        private final Map<String, RedriveOutcome> outcomes;
        private final Set<String> answered = new HashSet<>();
        private final Thread thread = new Thread(this::answer, "answering");
        private volatile boolean closed;
        private volatile Throwable failure;

        Answering(Map<String, RedriveOutcome> outcomes) {
            this.outcomes = outcomes;
            thread.setDaemon(true);
            thread.start();
        }

        private void answer() {
            try {
                while (!closed) {
                    for (ConsumerRecord<byte[], byte[]> record :
                            platform.committed(TopicCatalogue.redrives().name())) {
                        Redrive request = platform.codecs().codec(Redrive.class).decode(record.value());
                        if (request.getOutcome() == null
                                && answered.add(request.getQuarantineId() + "/" + request.getAttempt())) {
                            write(new String(record.key(), UTF_8), request);
                        }
                    }
                }
            } catch (Exception e) {
                failure = e;
            }
        }

        private void write(String key, Redrive request) {
            RedriveOutcome outcome = outcomes.getOrDefault(request.getQuarantineId(), RedriveOutcome.PUBLISHED);
            Redrive ended = Redrive.newBuilder()
                    .setQuarantineId(request.getQuarantineId())
                    .setAttempt(request.getAttempt())
                    .setRequestedAt(request.getRequestedAt())
                    .setOutcome(outcome)
                    .setEndedAt(NOON)
                    .setDetail(outcome == RedriveOutcome.PUBLISHED ? null : "expected what nobody sends")
                    .build();
            platform.write(
                    TopicCatalogue.redrives(),
                    null,
                    NOON,
                    key,
                    platform.codecs().encode(ended));
            platform.flush();
        }

        void stop() throws InterruptedException {
            closed = true;
            thread.join();
            assertThat(failure).isNull();
        }
    }
}
