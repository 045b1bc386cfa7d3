package io.countersign.replay.command;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.event.Account;
import io.countersign.event.AccountEvent;
import io.countersign.event.EventMetadata;
import io.countersign.event.Resource;
import io.countersign.event.UnmappedEvent;
import io.countersign.job.Job;
import io.countersign.job.JobKind;
import io.countersign.job.JobOutcome;
import io.countersign.replay.cluster.Cluster;
import io.countersign.replay.cluster.Range;
import io.countersign.replay.command.Tool.Result;
import io.countersign.replay.job.JobLog;
import io.countersign.replay.job.JobRun;
import io.countersign.replay.renormalise.ReceivedEvents;
import io.countersign.replay.renormalise.ReceivedEvents.Received;
import io.countersign.topic.ResourceType;
import io.countersign.topic.Topic;
import io.countersign.topic.TopicCatalogue;
import java.nio.file.Path;
import java.util.List;
import org.apache.avro.specific.SpecificRecordBase;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Normalising again, on a real broker. Each test has sources and a target of its own. */
class RenormaliseIT {

    private static final Topic ACCOUNTS = TopicCatalogue.received(ResourceType.ACCOUNT);
    private static final String CREATED = "devengo/account.created";

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
    void ofTheProvidersExamplesNoneDiffers() {
        ReceivedEvents.samples()
                .forEach(file -> write(ReceivedEvents.received(file).orElseThrow()));
        platform.flush();

        Result result = tool.run(
                "renormalise", "--source=devengo-sandbox", "--source=nuapay-sandbox", "--source=lox24-sandbox");

        assertThat(result.code()).as(result.err()).isZero();
        assertThat(result.out())
                .isEqualToNormalizingNewlines(
                        "27 events normalised again: 27 as they were, 0 changed, 0 known now, 0 no event any more\n");
    }

    @Test
    void whatDiffersIsToldAndCanBeWritten() throws Exception {
        AccountEvent right = account("then", "evt_right");
        write(right);
        write(renamed(account("then", "evt_renamed")));
        write(unmapped(account("then", "evt_unmapped")));
        AccountEvent emptied = account("then", "evt_emptied");
        write(new AccountEvent(emptied.getMetadata(), emptied.getAccount(), "{}"));
        platform.flush();
        platform.create("then-all");
        platform.create("then-changed");

        Result told = tool.run("renormalise", "--source=then");
        Result all = tool.run("renormalise", "--source=then", "--into=then-all", "--as=operator");
        Result changed = tool.run("renormalise", "--source=then", "--into=then-changed", "--changed-only");

        assertThat(told.code()).as(told.err()).isEqualTo(3);
        assertThat(told.out())
                .contains(
                        "4 events normalised again: 1 as they were, 1 changed, 1 known now, 1 no event any more",
                        "account.name",
                        "evt_renamed  *** -> ***",
                        "evt_unmapped  unmapped -> account",
                        "evt_emptied  id: expected a string of 1 to 256 characters")
                .doesNotContain("Planted", right.getAccount().getName());
        assertThat(all.code()).as(all.err()).isEqualTo(3);
        assertThat(all.out()).contains("3 written", "1 no event any more");
        assertThat(eventIds("then-all")).containsExactlyInAnyOrder("evt_right", "evt_renamed", "evt_unmapped");
        assertThat(eventIds("then-changed")).containsExactlyInAnyOrder("evt_renamed", "evt_unmapped");
        for (ConsumerRecord<byte[], byte[]> record : platform.committed("then-all")) {
            AccountEvent event = platform.codecs().codec(AccountEvent.class).decode(record.value());
            assertThat(event.getAccount()).isEqualTo(right.getAccount());
            assertThat(event.getMetadata().getSource()).isEqualTo("then");
            assertThat(event.getMetadata().getReceivedAt()).isEqualTo(ReceivedEvents.RECEIVED_AT);
            assertThat(new String(record.key(), UTF_8))
                    .isEqualTo("devengo/account/"
                            + event.getMetadata().getResource().getId());
            assertThat(Platform.header(record, "ce_replayjob")).isEqualTo(all.job());
            assertThat(Platform.header(record, "ce_replayof")).matches(".+/\\d+/\\d+");
            assertThat(Platform.header(record, "ce_type")).isEqualTo("account.created");
        }
        Job job = job(all.job());
        assertThat(job.getKind()).isEqualTo(JobKind.RENORMALISE);
        assertThat(job.getOutcome()).isEqualTo(JobOutcome.COMPLETED);
        assertThat(job.getTargets()).containsExactly("then-all");
        assertThat(job.getWritten()).isEqualTo(3);
    }

    @Test
    void intoTheReceivedTopicsEachGoesToThatOfItsType() {
        write(unmapped(account("own", "evt_own")));
        platform.flush();

        Result unasked = tool.run("renormalise", "--source=own", "--into=received");
        Result result = tool.run("renormalise", "--source=own", "--into=received", "--force", "--yes");
        Result again = tool.run("renormalise", "--source=own");

        assertThat(unasked.code()).isEqualTo(2);
        assertThat(result.code()).as(result.err()).isZero();
        assertThat(platform.committed(ACCOUNTS.name()))
                .filteredOn(record -> Platform.header(record, "ce_replayjob").equals(result.job()))
                .singleElement()
                .satisfies(record -> {
                    assertThat(Platform.header(record, "ce_replayforce")).isEqualTo("true");
                    assertThat(Platform.header(record, "ce_id")).isEqualTo("evt_own");
                });
        // Its own copies are not picked.
        assertThat(again.out()).startsWith("1 events normalised again");
    }

    @Test
    void aJobThatWasKilledGoesOnWithWhatItWasAskedFor() throws Exception {
        write(renamed(account("killed", "evt_k1")));
        write(account("killed", "evt_k2"));
        platform.flush();
        platform.create("killed-into");
        String id;
        try (Cluster cluster = platform.cluster()) {
            List<Range> ranges = cluster.ranges(cluster.partitions(List.of(ACCOUNTS.name())));
            JobRun run = JobRun.start(
                    cluster,
                    JobKind.RENORMALISE,
                    "operator",
                    List.of("--topic=" + ACCOUNTS.name(), "--source=killed", "--into=killed-into", "--changed-only"),
                    List.of("killed-into"),
                    ranges);
            id = run.job().getId();
            run.close();
        }

        Result resumed = tool.run("renormalise", "--resume=" + id);

        assertThat(resumed.code()).as(resumed.err()).isZero();
        assertThat(eventIds("killed-into")).containsExactly("evt_k1");
        assertThat(tool.run("renormalise", "--resume=" + id).code()).isEqualTo(2);
        assertThat(tool.run("renormalise", "--resume=" + id, "--changed-only").err())
                .contains("beside --resume");
    }

    @Test
    void aGenericSourceNeedsToBeDescribed() {
        String order = """
                {"id":"1","type":"order.paid","at":"2026-03-01T12:00:00Z","object":{"kind":"order","id":"o1"}}""";
        write(ReceivedEvents.received("generic", "store", order.getBytes(UTF_8)).orElseThrow());
        platform.flush();

        Result skipped = tool.run("renormalise", "--source=store");
        Result described = tool.run(
                "renormalise",
                "--source=store",
                "--pointer=store.id=/id",
                "--pointer=store.type=/type",
                "--pointer=store.time=/at",
                "--pointer=store.resource-type=/object/kind",
                "--pointer=store.resource-id=/object/id");
        Result half = tool.run("renormalise", "--pointer=store.id=/id");

        assertThat(skipped.code()).as(skipped.err()).isZero();
        assertThat(skipped.out()).contains("Skipped, by source:", "--pointer store.id=/id");
        assertThat(described.code()).as(described.err()).isZero();
        assertThat(described.out()).startsWith("1 events normalised again: 1 as they were");
        assertThat(half.code()).isEqualTo(2);
        assertThat(half.err()).contains("Expected store.type=<JSON Pointer> too.");
    }

    @Test
    void wrongTargetsAreRefused() {
        assertThat(tool.run("renormalise", "--into=nobody-made-it").err())
                .contains("There is no topic nobody-made-it.");
        Result typed = tool.run("renormalise", "--into=" + ACCOUNTS.name());
        assertThat(typed.code()).isEqualTo(2);
        assertThat(typed.err()).contains("expected received");
        assertThat(tool.run("renormalise", "--changed-only").code()).isEqualTo(2);
    }

    private static AccountEvent account(String source, String eventId) {
        String body = new String(ReceivedEvents.body(CREATED), UTF_8);
        AccountEvent event = (AccountEvent) ReceivedEvents.received("devengo", source, body.getBytes(UTF_8))
                .orElseThrow()
                .record();
        String itsId = "\"" + event.getMetadata().getEventId() + "\"";
        assertThat(body).contains(itsId);
        return (AccountEvent) ReceivedEvents.received(
                        "devengo",
                        source,
                        body.replace(itsId, "\"" + eventId + "\"").getBytes(UTF_8))
                .orElseThrow()
                .record();
    }

    private static AccountEvent renamed(AccountEvent event) {
        return new AccountEvent(
                event.getMetadata(),
                Account.newBuilder(event.getAccount()).setName("Planted Name").build(),
                event.getPayload());
    }

    private static UnmappedEvent unmapped(AccountEvent event) {
        EventMetadata metadata = EventMetadata.newBuilder(event.getMetadata())
                .setResource(new Resource(
                        "unmapped", event.getMetadata().getResource().getId()))
                .build();
        return new UnmappedEvent(metadata, event.getPayload());
    }

    private static void write(Received received) {
        write(received.type(), received.key(), received.record());
    }

    private static void write(AccountEvent event) {
        write(ResourceType.ACCOUNT, key(event.getMetadata()), event);
    }

    private static void write(UnmappedEvent event) {
        write(ResourceType.UNMAPPED, key(event.getMetadata()), event);
    }

    private static String key(EventMetadata metadata) {
        Resource resource = metadata.getResource();
        return metadata.getProvider() + "/" + resource.getType() + "/" + resource.getId();
    }

    private static void write(ResourceType type, String key, SpecificRecordBase event) {
        platform.write(
                TopicCatalogue.received(type),
                null,
                ReceivedEvents.RECEIVED_AT,
                key,
                platform.codecs().encode(event));
    }

    private static List<String> eventIds(String topic) throws Exception {
        return platform.committed(topic).stream()
                .map(record -> Platform.header(record, "ce_id"))
                .toList();
    }

    private static Job job(String id) {
        try (Cluster cluster = platform.cluster()) {
            return new JobLog(cluster).find(id).orElseThrow();
        }
    }
}
