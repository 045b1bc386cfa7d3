package io.countersign.replay.command;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.countersign.event.AccountEvent;
import io.countersign.event.Resource;
import io.countersign.platform.ChildProcess;
import io.countersign.platform.ChildProgram;
import io.countersign.platform.Ports;
import io.countersign.replay.Events;
import io.countersign.replay.command.Tool.Result;
import io.countersign.state.ResourceState;
import io.countersign.topic.ResourceType;
import io.countersign.topic.Topic;
import io.countersign.topic.TopicCatalogue;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The life of a generation with another rule, on a real broker with real processors. */
class RebuildIT {

    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final Topic RECEIVED = TopicCatalogue.received(ResourceType.ACCOUNT);
    private static final Topic SHOWN = TopicCatalogue.state(ResourceType.ACCOUNT);
    private static final Topic OF_TWO = TopicCatalogue.state(ResourceType.ACCOUNT, "two");
    private static final int ACCOUNTS = 40;
    private static final HttpClient HTTP = HttpClient.newHttpClient();

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
    void aGenerationWithAnotherRuleIsBuiltComparedPromotedTakenBackAndDiscarded() throws Exception {
        int firstPort = Ports.free();
        int twoPort = Ports.free();
        ChildProcess first = processor("first", firstPort, 1000);
        try (first) {
            for (int event = 0; event < 3; event++) {
                write(event);
            }
            // What the first generation once knew, from what is received no more.
            writeStateOfNobody();
            awaitRead("first");
            Set<String> before = allThereIs();
            Map<String, Integer> shared = recordsOfSharedTopics();

            assertThat(run(0, "rebuild", "start", "two", "--as=olga").out())
                    .contains("Made " + OF_TWO.name(), "COUNTERSIGN_GENERATION=two", "countersign-processor-two");
            assertThat(run(0, "rebuild", "start", "two").out()).doesNotContain("Made");
            assertThat(run(0, "rebuild", "status", "two").out())
                    .contains("Generation two: not live, nobody runs it, " + 3 * ACCOUNTS + " left");
            assertThat(run(2, "rebuild", "promote", "two", "--yes").err()).contains("Nobody runs generation two");

            ChildProcess two = processor("two", twoPort, 2);
            try (two) {
                awaitRead("two");
                assertThat(run(2, "rebuild", "start", "two").err()).contains("has been started already");
                assertThat(run(2, "rebuild", "discard", "two", "--yes").err()).contains("Somebody runs generation two");
                assertThat(run(2, "rebuild", "discard", "first", "--yes").err()).contains("cannot be discarded");

                Result compared = run(3, "rebuild", "compare", "two", "--samples=1");
                assertThat(rows(compared))
                        .contains("account 0 40 1 0", "verification 0 0 0 0")
                        .contains("field resources", "forgottenUpTo 40", "history[] 40");
                assertThat(compared.out())
                        .contains("(not in two)")
                        .contains("forgottenUpTo: null -> " + Events.NOON)
                        .doesNotContainIgnoringCase("planted")
                        .doesNotContain("ES9121000418450200051332");
                assertThat(recordsOfSharedTopics()).isEqualTo(shared);

                assertThat(run(2, "rebuild", "promote", "two", "--behind=-1", "--yes")
                                .err())
                        .contains("negative");
                assertThat(run(2, "rebuild", "promote", "two", "--api=two:8090", "--yes")
                                .err())
                        .contains("--api");
                assertThat(run(2, "rebuild", "promote", "three", "--yes").err()).contains("no generation three");
                Result promoted =
                        run(0, "rebuild", "promote", "two", "--yes", "--as=olga", "--api=http://127.0.0.1:" + twoPort);
                assertThat(promoted.out()).contains("Generation two is live", "took away 1 resources");
                write(3);
                awaitRead("two");
                awaitSame("two");
                assertThat(states(SHOWN)).hasSize(ACCOUNTS).isEqualTo(states(OF_TWO));
                assertThat(states(SHOWN).values())
                        .allSatisfy(state -> assertThat(state.getHistory()).hasSize(2));
                assertThat(answeredBy(firstPort)).isEqualTo("two");
                assertThat(run(0, "rebuild", "status").out())
                        .contains("Generation first: not live", "Generation two: live");
                assertThat(run(2, "rebuild", "discard", "two", "--yes").err()).contains("is live");

                run(0, "rebuild", "promote", "first", "--yes", "--api=http://127.0.0.1:" + firstPort);
                awaitRead("first");
                awaitSame("first");
                assertThat(states(SHOWN).values())
                        .hasSize(ACCOUNTS)
                        .allSatisfy(state -> assertThat(state.getHistory()).hasSize(4));
                assertThat(answeredBy(twoPort)).isEqualTo("first");
                run(3, "rebuild", "compare", "two");
                assertThat(published()).doesNotHaveDuplicates().hasSize(4 * ACCOUNTS);
            }
            await().atMost(PATIENCE)
                    .until(() -> run(0, "rebuild", "status", "two").out().contains("nobody runs it"));
            assertThat(run(0, "rebuild", "discard", "two", "--yes").out())
                    .contains("Deleted " + OF_TWO.name(), "Nothing of generation two is left");

            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(allThereIs()).isEqualTo(before));
            assertThat(run(2, "rebuild", "discard", "two", "--yes").err()).contains("nothing of a generation two");
            assertThat(run(2, "rebuild", "start", "two").err()).contains("was live before");
            assertThat(run(0, "jobs").out().lines().map(line -> line.replaceAll(" +", " ")))
                    .anyMatch(line -> line.contains(" rebuild olga ") && line.contains(" completed "))
                    .anyMatch(line -> line.contains(" promote olga ") && line.endsWith(" two"))
                    .anyMatch(line -> line.contains(" discard ") && line.contains(" completed "));
        }
    }

    private static Result run(int code, String... arguments) {
        Result result = tool.run(arguments);
        assertThat(result.code()).as(result.out() + result.err()).isEqualTo(code);
        return result;
    }

    private static List<String> rows(Result result) {
        return result.out()
                .lines()
                .map(line -> line.replaceAll(" +", " ").strip())
                .toList();
    }

    /** As received now: brokers would soon take away what was published of older ones. */
    private static void write(int number) {
        for (int account = 0; account < ACCOUNTS; account++) {
            platform.write(
                    RECEIVED,
                    Events.metadata("bank", "acc_" + account, "evt_" + account + "_" + number)
                            .setContentDigest("digest " + number)
                            .setOccurredAt(Events.NOON.plusSeconds(number)),
                    Instant.now());
        }
        platform.flush();
    }

    private static void writeStateOfNobody() {
        ResourceState state = new ResourceState(
                "bank",
                new Resource("account", "acc_nobody"),
                "created",
                null,
                1L,
                Events.NOON,
                Events.NOON,
                "evt_nobody",
                null,
                null,
                null,
                null,
                List.of(),
                null);
        platform.write(
                SHOWN,
                0,
                Events.NOON,
                "bank/account/acc_nobody",
                platform.codecs().encode(state));
        platform.flush();
    }

    private static void awaitRead(String generation) {
        await().atMost(PATIENCE)
                .until(() -> run(0, "rebuild", "status", generation).out().contains(", 0 left"));
    }

    private static void awaitSame(String generation) {
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(
                                tool.run("rebuild", "compare", generation).code())
                        .isZero());
    }

    /** Topics, consumer groups but the tool's own, and subjects. */
    private static Set<String> allThereIs() throws Exception {
        Set<String> all = new TreeSet<>();
        try (Admin admin = platform.admin()) {
            admin.listTopics().names().get().forEach(topic -> all.add("topic " + topic));
            admin.listGroups().all().get().forEach(group -> all.add("group " + group.groupId()));
        }
        String subjects = get(platform.where()[1].replace("--registry=", "") + "/subjects")
                .body();
        Stream.of(subjects.replaceAll("[\\[\\]\"]", "").split(",")).forEach(subject -> all.add("subject " + subject));
        all.removeIf(name -> name.equals("group countersign-replay") || name.startsWith("topic __"));
        return all;
    }

    /** How many records each topic holds that is not a generation's or the tool's own. */
    private static Map<String, Integer> recordsOfSharedTopics() {
        return TopicCatalogue.all().stream()
                .filter(topic -> !topic.equals(TopicCatalogue.jobs()))
                .collect(Collectors.toMap(
                        Topic::name,
                        topic -> platform.committed(topic.name()).size(),
                        (one, other) -> one,
                        TreeMap::new));
    }

    private static Map<String, ResourceState> states(Topic topic) throws Exception {
        Map<String, ResourceState> latest = new HashMap<>();
        for (ConsumerRecord<byte[], byte[]> record : platform.committed(topic.name())) {
            String key = new String(record.key(), UTF_8);
            if (record.value() == null) {
                latest.remove(key);
            } else {
                latest.put(key, platform.codecs().codec(ResourceState.class).decode(record.value()));
            }
        }
        return latest;
    }

    private static List<String> published() throws Exception {
        List<String> ids = new ArrayList<>();
        for (ConsumerRecord<byte[], byte[]> record :
                platform.committed(TopicCatalogue.events(ResourceType.ACCOUNT).name())) {
            ids.add(platform.codecs()
                    .codec(AccountEvent.class)
                    .decode(record.value())
                    .getMetadata()
                    .getEventId());
        }
        return ids;
    }

    private static String answeredBy(int port) throws Exception {
        return get("http://127.0.0.1:" + port + "/resources/bank/account/acc_7")
                .headers()
                .firstValue("Countersign-Generation")
                .orElse("nobody");
    }

    private static HttpResponse<String> get(String url) throws IOException, InterruptedException {
        return HTTP.send(
                HttpRequest.newBuilder(URI.create(url))
                        .timeout(Duration.ofSeconds(10))
                        .build(),
                BodyHandlers.ofString());
    }

    private static ChildProcess processor(String generation, int port, int limit) throws IOException {
        int managementPort = Ports.free();
        return ChildProgram.jar("processor " + generation, processorJar())
                .jvmOptions("-Xmx256m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1")
                .arguments(
                        "--spring.kafka.bootstrap-servers=" + platform.broker().bootstrapServers(),
                        "--countersign.registry.url=" + platform.where()[1].replace("--registry=", ""),
                        "--countersign.generation=" + generation,
                        "--countersign.ledger.limit=" + limit,
                        "--spring.kafka.streams.state-dir=" + folder.resolve("state"),
                        "--spring.kafka.streams.properties[session.timeout.ms]=6000",
                        "--spring.kafka.streams.properties[heartbeat.interval.ms]=1000",
                        "--server.port=" + port,
                        "--management.server.port=" + managementPort)
                .log(folder.resolve(generation + ".log"))
                .port(port)
                .readyWhen(() -> get("http://127.0.0.1:" + managementPort + "/actuator/health/readiness")
                                .statusCode()
                        == 200)
                .start();
    }

    /** The build puts it there before this module's tests. */
    private static Path processorJar() throws IOException {
        try (Stream<Path> built = Files.list(Path.of("..", "processor-service", "target"))) {
            return built.filter(path -> path.getFileName().toString().endsWith("-exec.jar"))
                    .findFirst()
                    .orElseThrow()
                    .toAbsolutePath();
        }
    }
}
