package io.countersign.replay.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.event.EventMetadata;
import io.countersign.replay.Events;
import io.countersign.replay.cluster.Cluster;
import io.countersign.replay.cluster.Range;
import io.countersign.replay.command.Tool.Result;
import io.countersign.replay.select.Selection;
import io.countersign.replay.select.TimeRange;
import io.countersign.topic.ResourceType;
import io.countersign.topic.Topic;
import io.countersign.topic.TopicCatalogue;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Looking at what would go, on a real broker. Each test has a provider of its own. */
class LookIT {

    private static final Topic ACCOUNTS = TopicCatalogue.received(ResourceType.ACCOUNT);
    private static final Topic ACCOUNT_EVENTS = TopicCatalogue.events(ResourceType.ACCOUNT);
    private static final Topic UNMAPPED = TopicCatalogue.received(ResourceType.UNMAPPED);
    private static final Instant NOON = Events.NOON;

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
    void aDryRunCountsByTopicTypeAndDayAndWritesNothing() {
        platform.write(ACCOUNTS, event("dry", "acc_1", "evt_1"));
        platform.write(ACCOUNTS, event("dry", "acc_1", "evt_2").setType("account.closed"));
        platform.write(ACCOUNTS, event("dry", "acc_2", "evt_3").setReceivedAt(NOON.plus(Duration.ofDays(1))));
        platform.write(ACCOUNT_EVENTS, event("dry", "acc_3", "evt_4"));
        platform.flush();

        Result result = tool.run("replay", "--topic=received", "--topic=events", "--provider=dry", "--dry-run");

        assertThat(result.code()).as(result.err()).isZero();
        assertThat(result.out().lines().map(line -> line.replaceAll(" +", " ").strip()))
                .containsExactly(
                        "topic type day events",
                        ACCOUNT_EVENTS.name() + " account.created 2026-03-01 1",
                        ACCOUNTS.name() + " account.closed 2026-03-01 1",
                        ACCOUNTS.name() + " account.created 2026-03-01 1",
                        ACCOUNTS.name() + " account.created 2026-03-02 1",
                        "",
                        "4 events of 3 resources.");
        assertThat(platform.committed(ACCOUNTS.name()))
                .noneMatch(record -> !Platform.header(record, "ce_replayjob").isEmpty());
        assertThat(platform.committed(TopicCatalogue.jobs().name())).isEmpty();
    }

    @Test
    void whatIsPrintedIsJsonWithoutPersonalData() throws Exception {
        platform.write(ACCOUNTS, event("print", "acc_1", "evt_1"));
        platform.flush();

        Result result = tool.run("replay", "--provider=print", "--print");

        assertThat(result.code()).as(result.err()).isZero();
        JsonNode line = new JsonMapper().readTree(result.out().strip());
        assertThat(line.path("topic").asString()).isEqualTo(ACCOUNTS.name());
        assertThat(line.at("/metadata/eventId").asString()).isEqualTo("evt_1");
        assertThat(result.out() + result.err())
                .doesNotContainIgnoringCase("planted")
                .doesNotContain("ES9121000418450200051332");
    }

    @Test
    void filtersHoldTogether() {
        platform.write(ACCOUNTS, event("filter", "acc_1", "evt_1"));
        platform.write(ACCOUNTS, event("filter", "acc_1", "evt_2").setSource("filter-sandbox"));
        platform.write(ACCOUNTS, event("filter", "acc_2", "evt_3").setType("account.closed"));
        platform.write(ACCOUNTS, event("filtered", "acc_1", "evt_4"));
        platform.flush();

        assertThat(printed("--provider=filter")).containsExactlyInAnyOrder("evt_1", "evt_2", "evt_3");
        assertThat(printed("--provider=filter", "--source=filter-live")).containsExactlyInAnyOrder("evt_1", "evt_3");
        assertThat(printed("--provider=filter", "--type=account.closed")).containsExactly("evt_3");
        assertThat(printed("--resource=filter/account/acc_1")).containsExactlyInAnyOrder("evt_1", "evt_2");
        assertThat(printed("--provider=filter", "--provider=filtered", "--resource=acc_1", "--resource-type=account"))
                .containsExactlyInAnyOrder("evt_1", "evt_2", "evt_4");
        assertThat(printed("--provider=filter", "--event-id=evt_1", "--event-id=evt_4"))
                .containsExactly("evt_1");
        assertThat(printed("--provider=filter", "--resource-type=verification")).isEmpty();
    }

    @Test
    void aTimeRangeIsExactHoweverLateARecordWasWritten() {
        for (int millis = -1; millis <= 1; millis++) {
            platform.write(
                    ACCOUNT_EVENTS, event("time", "acc_1", "from" + millis).setReceivedAt(NOON.plusMillis(millis)));
        }
        // Out of a spool: written 30 minutes after it was received, behind what was received later.
        platform.write(ACCOUNT_EVENTS, event("time", "acc_1", "between").setReceivedAt(NOON.plusSeconds(200)));
        platform.write(
                ACCOUNT_EVENTS,
                event("time", "acc_1", "spooled").setReceivedAt(NOON.plusSeconds(10)),
                NOON.plus(Duration.ofMinutes(30)));
        for (int millis = -1; millis <= 1; millis++) {
            platform.write(
                    ACCOUNT_EVENTS,
                    event("time", "acc_1", "to" + millis)
                            .setReceivedAt(NOON.plusSeconds(100).plusMillis(millis)),
                    NOON.plus(Duration.ofMinutes(31)));
        }
        platform.flush();

        assertThat(printed(ACCOUNT_EVENTS, "--provider=time", "--from=" + NOON, "--to=" + NOON.plusSeconds(100)))
                .containsExactlyInAnyOrder("from0", "from1", "spooled", "to-1");
        assertThat(printed(
                        ACCOUNT_EVENTS,
                        "--provider=time",
                        "--from=" + NOON,
                        "--to=" + NOON.plusSeconds(100),
                        "--settle=10m"))
                .as("what was written later than it may settle is beyond the index")
                .containsExactlyInAnyOrder("from0", "from1");
        assertThat(printed(ACCOUNT_EVENTS, "--provider=time", "--occurred-from=" + NOON.plusMillis(1)))
                .isEmpty();
        assertThat(printed(
                        ACCOUNT_EVENTS,
                        "--provider=time",
                        "--occurred-from=" + NOON,
                        "--occurred-to=" + NOON.plusMillis(1)))
                .hasSize(8);
    }

    /** Four records in one partition, an hour apart: the index finds the first and the last that are read. */
    @Test
    void onlyThePartOfATopicIsReadThatTheIndexNames() {
        Topic topic = TopicCatalogue.events(ResourceType.VERIFICATION);
        for (int hour = 0; hour < 4; hour++) {
            platform.write(topic, 2, hours(hour), "x/verification/y", new byte[] {1});
        }
        platform.flush();
        Duration tick = Duration.ofMillis(1);

        assertThat(range(topic, hours(1).minus(tick), null)).containsExactly(1, 4);
        assertThat(range(topic, hours(1), null)).containsExactly(1, 4);
        assertThat(range(topic, hours(1).plus(tick), null)).containsExactly(2, 4);
        assertThat(range(topic, hours(3).plus(tick), null)).containsExactly(4, 4);
        // A record may be written ten minutes after its reception.
        Instant settled = hours(2).minus(Duration.ofMinutes(10));
        assertThat(range(topic, null, settled.minus(tick))).containsExactly(0, 2);
        assertThat(range(topic, null, settled)).containsExactly(0, 2);
        assertThat(range(topic, null, settled.plus(tick))).containsExactly(0, 3);
        assertThat(range(topic, hours(1), hours(1).plus(tick))).containsExactly(1, 2);
    }

    @Test
    void aRecordThatCannotBeReadIsTheEndUnlessItIsLeftOut() {
        byte[] unknownSchema = ByteBuffer.allocate(6)
                .put((byte) 0)
                .putInt(1_000_000)
                .put((byte) 1)
                .array();
        Instant time = hours(100);
        platform.write(UNMAPPED, 1, time, "lost/order/1", unknownSchema);
        platform.flush();

        Result refused = tool.run("replay", "--topic=" + UNMAPPED.name(), "--from=" + time, "--dry-run");
        Result left =
                tool.run("replay", "--topic=" + UNMAPPED.name(), "--from=" + time, "--dry-run", "--skip-unreadable");

        assertThat(refused.code()).isEqualTo(1);
        assertThat(refused.err()).contains(UNMAPPED.name() + "/1/0 cannot be read: no schema has the id 1000000");
        assertThat(left.code()).isZero();
        assertThat(left.err()).contains("cannot be read", "It is left out");
        assertThat(left.out()).contains("0 events of 0 resources.");
    }

    @Test
    void aRegistryThatIsAwayIsAFault() {
        platform.write(ACCOUNTS, event("registry", "acc_1", "evt_1"));
        platform.flush();

        Result result = new Tool(platform.where()[0], "--registry=http://127.0.0.1:1/")
                .run("replay", "--topic=" + ACCOUNTS.name(), "--provider=registry", "--dry-run");

        assertThat(result.code()).isEqualTo(1);
        assertThat(result.err()).contains("schema registry", "127.0.0.1:1");
    }

    @Test
    void brokersThatAreAwayAreAFault() throws IOException {
        Path config = folder.resolve("client.properties");
        Files.writeString(config, "default.api.timeout.ms=1000\nrequest.timeout.ms=1000\n");

        Result result = new Tool("--bootstrap-servers=127.0.0.1:1", platform.where()[1])
                .run("replay", "--dry-run", "--config=" + config);

        assertThat(result.code()).isEqualTo(1);
        assertThat(result.err()).contains("127.0.0.1:1");
    }

    private static List<String> printed(String... filters) {
        return printed(ACCOUNTS, filters);
    }

    private static List<String> printed(Topic topic, String... filters) {
        String[] arguments = new String[filters.length + 3];
        System.arraycopy(filters, 0, arguments, 3, filters.length);
        arguments[0] = "replay";
        arguments[1] = "--print";
        arguments[2] = "--topic=" + topic.name();
        Result result = tool.run(arguments);
        assertThat(result.code()).as(result.err()).isZero();
        JsonMapper json = new JsonMapper();
        return result.out()
                .lines()
                .map(line -> json.readTree(line).at("/metadata/eventId").asString())
                .toList();
    }

    private static List<Integer> range(Topic topic, Instant from, Instant to) {
        Selection selection = new Selection(
                List.of(topic),
                new TimeRange(from, to),
                TimeRange.ALL,
                Duration.ofMinutes(10),
                Set.of(),
                Set.of(),
                Set.of(),
                Set.of(),
                Set.of(),
                Set.of(),
                false);
        try (Cluster cluster = platform.cluster()) {
            Range range = selection.ranges(cluster).stream()
                    .filter(each -> each.partition().partition() == 2)
                    .findFirst()
                    .orElseThrow();
            return List.of((int) range.from(), (int) range.to());
        }
    }

    private static Instant hours(int hours) {
        return NOON.plus(Duration.ofHours(hours));
    }

    private static EventMetadata.Builder event(String provider, String resource, String eventId) {
        return Events.metadata(provider, resource, eventId);
    }
}
