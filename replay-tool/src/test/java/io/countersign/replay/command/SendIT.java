package io.countersign.replay.command;

import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.countersign.job.Job;
import io.countersign.job.JobKind;
import io.countersign.job.JobOutcome;
import io.countersign.replay.Events;
import io.countersign.replay.ExitCode;
import io.countersign.replay.ReplayException;
import io.countersign.replay.cluster.Cluster;
import io.countersign.replay.command.Tool.Result;
import io.countersign.replay.command.Tool.Running;
import io.countersign.replay.job.JobLog;
import io.countersign.replay.job.JobRun;
import io.countersign.replay.progress.Pace;
import io.countersign.replay.progress.Progress;
import io.countersign.topic.ResourceType;
import io.countersign.topic.Topic;
import io.countersign.topic.TopicCatalogue;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Sending copies, on a real broker. Each test has a provider and, but for one, a target of its own. */
class SendIT {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Topic ACCOUNTS = TopicCatalogue.received(ResourceType.ACCOUNT);
    private static final Topic UNMAPPED = TopicCatalogue.received(ResourceType.UNMAPPED);

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
    void copiesGoToTheSameTopicWithTheirOriginAndAreNotPickedAgain() {
        write("same", 10);
        Instant before = Instant.now();

        Result unasked = tool.run("replay", "--provider=same");
        Result result = tool.run("replay", "--provider=same", "--yes", "--as=operator");
        Result again = tool.run("replay", "--provider=same", "--dry-run");
        Result withCopies = tool.run("replay", "--provider=same", "--copies", "--dry-run");

        assertThat(unasked.code()).isEqualTo(2);
        assertThat(unasked.err()).contains("--yes");
        assertThat(result.code()).as(result.err()).isZero();
        assertThat(result.out()).contains("is complete", "10 written");
        List<ConsumerRecord<byte[], byte[]>> all = platform.committed(ACCOUNTS.name()).stream()
                .filter(record -> new String(record.key()).startsWith("same/"))
                .toList();
        assertThat(all).hasSize(20);
        assertThat(all)
                .filteredOn(record -> !origin(record).isEmpty())
                .hasSize(10)
                .allSatisfy(copy -> {
                    ConsumerRecord<byte[], byte[]> original = all.stream()
                            .filter(record -> place(record).equals(origin(copy)))
                            .findFirst()
                            .orElseThrow();
                    assertThat(copy.key()).isEqualTo(original.key());
                    assertThat(copy.value()).isEqualTo(original.value());
                    assertThat(copy.partition()).isEqualTo(original.partition());
                    assertThat(copy.timestamp()).isGreaterThanOrEqualTo(before.toEpochMilli());
                    assertThat(Platform.header(copy, "ce_replayjob")).isEqualTo(result.job());
                    assertThat(Platform.header(copy, "ce_replayforce")).isEmpty();
                });
        assertThat(again.out()).contains("10 events of");
        assertThat(withCopies.out()).contains("20 events of");
        assertThat(job(result.job())).satisfies(job -> {
            assertThat(job.getWho()).isEqualTo("operator");
            assertThat(job.getKind()).isEqualTo(JobKind.REPLAY);
            assertThat(job.getOutcome()).isEqualTo(JobOutcome.COMPLETED);
            assertThat(job.getWritten()).isEqualTo(10);
        });
        assertThat(tool.run("jobs").out()).containsPattern(result.job() + " +replay +operator .* completed");
        assertThat(tool.run("jobs", result.job()).out()).contains("arguments", "--provider=same");
        assertThat(tool.run("replay", "--resume", result.job()).code()).isEqualTo(2);
    }

    @Test
    void ctrlCEndsWhereAResumeGoesOn() throws Exception {
        platform.create("interrupted");
        // Twenty seconds: however long a look at the topic takes, it is not over by then.
        write("interrupt", 1_000);
        String job;
        try (Running running =
                tool.start(folder, "replay", "--provider=interrupt", "--into=interrupted", "--rate=50")) {
            await().atMost(PATIENCE)
                    .until(() -> platform.committed("interrupted").size() > 20);
            running.interrupt();
            Result result = running.result();

            assertThat(result.code()).as(result.err()).isEqualTo(130);
            job = result.job();
            assertThat(result.err()).contains("--resume " + job);
            assertThat(result.out()).contains("Job " + job + " was stopped");
        }
        int before = platform.committed("interrupted").size();
        assertThat(before).isBetween(21, 999);
        assertThat(job(job).getWritten()).isEqualTo(before);
        assertThat(tool.run("jobs").out()).containsPattern(job + " .* stopped");

        Result resumed = tool.run("replay", "--resume", job, "--rate=10000");

        assertThat(resumed.code()).as(resumed.err()).isZero();
        assertEachOnce("interrupted", "interrupt", 1_000);
        assertThat(job(job).getWritten()).isEqualTo(1_000);
    }

    @Test
    void aJobThatWasKilledInATransactionGoesOnWithNothingTwiceAndNothingLeftOut() throws Exception {
        platform.create("killed");
        write("kill", 1_500);
        try (Running running = tool.start(folder, "replay", "--provider=kill", "--into=killed", "--rate=100")) {
            // Not before there is something in the open transaction, behind others that are complete.
            await().atMost(PATIENCE).pollInterval(Duration.ofMillis(50)).until(() -> {
                int committed = platform.committed("killed").size();
                return committed > 100 && platform.uncommitted("killed").size() > committed + 10;
            });
            running.kill();
        }
        Job killed = latestJob();
        assertThat(killed.getOutcome()).isNull();

        Result resumed = await().atMost(PATIENCE)
                .pollInterval(Duration.ofSeconds(1))
                .until(() -> tool.run("replay", "--resume", killed.getId(), "--rate=10000"), it -> it.code() != 4);

        assertThat(resumed.code()).as(resumed.err()).isZero();
        assertEachOnce("killed", "kill", 1_500);
        assertThat(platform.uncommitted("killed").size())
                .as("what the killed one had written in its last transaction is void")
                .isGreaterThan(1_500);
        assertThat(job(killed.getId())).satisfies(job -> {
            assertThat(job.getOutcome()).isEqualTo(JobOutcome.COMPLETED);
            assertThat(job.getWritten()).isEqualTo(1_500);
        });
    }

    @Test
    void aSecondJobIsRefusedWhileOneIsRunning() throws Exception {
        platform.create("two");
        write("two", 100);
        try (Running running = tool.start(folder, "replay", "--provider=two", "--into=two", "--rate=10")) {
            await().atMost(PATIENCE).until(() -> !platform.committed("two").isEmpty());

            Result second = tool.run("replay", "--provider=two", "--into=two");

            assertThat(second.code()).isEqualTo(4);
            String first = latestJob().getId();
            assertThat(second.err()).contains("Another job is running: " + first);
            assertThat(tool.run("jobs").out()).containsPattern(first + " .* running");
            assertThat(tool.run("replay", "--provider=two", "--dry-run").code())
                    .as("looking is always allowed")
                    .isZero();
            running.process().destroy();
            assertThat(running.result().code()).isEqualTo(130);
        }
        assertThat(tool.run("jobs").out()).doesNotContain("running");
    }

    @Test
    void ofTwoJobsInTheSameMomentOnlyOneGoesOn() {
        write("race", 10);
        try (Cluster cluster = platform.cluster();
                JobRun overtaken = JobRun.start(
                        cluster,
                        JobKind.REPLAY,
                        "test",
                        List.of(),
                        List.of(),
                        cluster.ranges(cluster.partitions(List.of(ACCOUNTS.name()))));
                var other = cluster.producer("countersign-replay")) {
            other.initTransactions();

            assertThatThrownBy(() -> overtaken.transfer(record -> Optional.empty(), Pace.unlimited(), Progress.NONE))
                    .isInstanceOfSatisfying(
                            ReplayException.class,
                            refused -> assertThat(refused.exitCode()).isEqualTo(ExitCode.BUSY));
        }
    }

    @Test
    void aRecordThatCannotBeReadFailsTheJobWhichGoesOnWithoutIt() throws Exception {
        platform.create("unreadable");
        Instant time = Instant.now();
        platform.write(
                UNMAPPED,
                1,
                time,
                "lost/order/1",
                ByteBuffer.allocate(6).put(1, (byte) 9).array());
        platform.flush();

        Result failed =
                tool.run("replay", "--topic=" + UNMAPPED.name(), "--from=" + time.minusMillis(1), "--into=unreadable");
        Result resumed = tool.run("replay", "--resume", failed.job(), "--skip-unreadable");

        assertThat(failed.code()).isEqualTo(1);
        assertThat(failed.err()).contains(UNMAPPED.name() + "/1/", "cannot be read", "--resume " + failed.job());
        assertThat(resumed.code()).as(resumed.err()).isZero();
        assertThat(job(failed.job()).getOutcome()).isEqualTo(JobOutcome.COMPLETED);
    }

    @Test
    void forceIsSaidInAHeader() {
        write("force", 1);

        Result result = tool.run("replay", "--provider=force", "--force", "--yes");

        assertThat(result.code()).as(result.err()).isZero();
        assertThat(platform.committed(ACCOUNTS.name()))
                .filteredOn(record -> Platform.header(record, "ce_replayjob").equals(result.job()))
                .singleElement()
                .satisfies(copy ->
                        assertThat(Platform.header(copy, "ce_replayforce")).isEqualTo("true"));
    }

    @Test
    void whatDoesNotExistIsAWrongArgumentAndNothingIsDone() {
        int jobs = jobs().size();

        Result noTopic = tool.run("replay", "--into=nowhere");
        Result noJob = tool.run("replay", "--resume", "20260101-000000-none");

        assertThat(noTopic.code()).isEqualTo(2);
        assertThat(noTopic.err()).contains("There is no topic nowhere");
        assertThat(noJob.code()).isEqualTo(2);
        assertThat(noJob.err()).contains("There is no job 20260101-000000-none");
        assertThat(jobs()).hasSize(jobs);
    }

    private static void write(String provider, int events) {
        IntStream.range(0, events)
                .forEach(index ->
                        platform.write(ACCOUNTS, Events.metadata(provider, "acc_" + index % 20, "evt_" + index)));
        platform.flush();
    }

    private static void assertEachOnce(String target, String provider, int events) {
        List<String> originals = platform.committed(ACCOUNTS.name()).stream()
                .filter(record -> new String(record.key()).startsWith(provider + "/"))
                .map(SendIT::place)
                .toList();
        assertThat(originals).hasSize(events);
        Map<String, Long> copies = platform.committed(target).stream().collect(groupingBy(SendIT::origin, counting()));
        assertThat(copies.keySet()).containsExactlyInAnyOrderElementsOf(originals);
        assertThat(copies.values()).containsOnly(1L);
    }

    private static String place(ConsumerRecord<byte[], byte[]> record) {
        return record.topic() + "/" + record.partition() + "/" + record.offset();
    }

    private static String origin(ConsumerRecord<byte[], byte[]> record) {
        return Platform.header(record, "ce_replayof");
    }

    private static List<Job> jobs() {
        try (Cluster cluster = platform.cluster()) {
            return new JobLog(cluster).all();
        }
    }

    private static Job latestJob() {
        List<Job> all = jobs();
        return all.get(all.size() - 1);
    }

    private static Job job(String id) {
        return jobs().stream().filter(job -> job.getId().equals(id)).findFirst().orElseThrow();
    }
}
