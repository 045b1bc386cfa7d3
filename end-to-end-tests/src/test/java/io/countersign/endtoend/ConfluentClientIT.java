package io.countersign.endtoend;

import static io.countersign.endtoend.Countersign.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.countersign.quickstart.sample.Sample;
import io.countersign.quickstart.stack.Build;
import io.countersign.topic.Topic;
import io.countersign.topic.TopicCatalogue;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What we write can be read by the official Confluent client, of which we share no line. Skipped without Node.js. */
@ExtendWith(SharedSystem.class)
class ConfluentClientIT {

    private static final JsonMapper JSON = new JsonMapper();
    private static final List<String> FILES = List.of("package.json", "package-lock.json", ".npmrc", "read-topics.js");

    @Test
    void theConfluentClientDecodesEveryRecordOfEveryTopic(Countersign countersign) throws Exception {
        Path folder = installed();
        sendSomethingForEveryTopic(countersign);
        countersign.awaitProcessed();
        Map<String, Integer> ours = countersign.topics().counts();
        assertThat(ours)
                .allSatisfy((topic, count) -> assertThat(count).as(topic).isPositive());

        Path read = folder.resolve("records.jsonl");
        int exitCode = run(
                folder,
                read,
                120,
                "node",
                "read-topics.js",
                "--brokers",
                countersign.installation().bootstrapServers(),
                "--registry",
                countersign.installation().registry().toString(),
                "--topics",
                TopicCatalogue.all().stream().map(Topic::name).collect(Collectors.joining(",")));

        assertThat(exitCode).as("errors in %s.err", read).isZero();
        Map<String, Integer> theirs = new TreeMap<>();
        for (String line : Files.readAllLines(read)) {
            JsonNode found = JSON.readTree(line);
            assertThat(found.path("value").isObject()).isTrue();
            assertThat(found.path("headers").path("ce_specversion").asString(""))
                    .isEqualTo("1.0");
            theirs.merge(found.path("topic").asString(), 1, Integer::sum);
        }
        assertThat(theirs).isEqualTo(ours);
    }

    private static void sendSomethingForEveryTopic(Countersign countersign) throws Exception {
        countersign.acknowledged(Example.of("devengo", "account.created")
                .with("/id", "evt_acc_e2e_node")
                .with("/data/object/id", "acc_e2e_node")
                .sample());
        countersign.acknowledged(Example.of("devengo", "incoming_payment.created")
                .with("/id", "evt_pyi_e2e_node")
                .with("/data/object/id", "pyi_e2e_node")
                .sample());
        countersign.acknowledged(Example.payment("pyo_e2e_node", "created", 0).sample());
        countersign.acknowledged(Example.codeDelivery("otp_e2e_node").sample());
        countersign.acknowledged(Example.accountCheck("chk_e2e_node").sample());
        countersign.acknowledged(Example.codeDelivery("new_e2e_node")
                .with("/name", "sms.delivery")
                .sample());
        assertThat(countersign
                        .send(new Sample("nuapay", "no event", "{\"hello\":\"world\"}"))
                        .status())
                .isEqualTo(400);
        await().atMost(PATIENCE)
                .until(() -> !countersign.quarantine("source=nuapay").isEmpty());
        String id = countersign.quarantine("source=nuapay").get(0).path("id").asString();
        assertThat(countersign.redrive(id).status()).isEqualTo(200);
        // A job without copies: its record is enough.
        assertThat(ReplayTool.run(countersign.installation(), "replay", "--topic=events", "--provider=nobody", "--yes")
                        .code())
                .isZero();
    }

    /** The program's folder, copied out of the source tree, with its packages; skips the test where there are none. */
    private static Path installed() throws IOException, InterruptedException {
        Path module = Build.home().resolve("end-to-end-tests");
        Path folder = Files.createDirectories(module.resolve("target").resolve("confluent-client"));
        for (String file : FILES) {
            Files.copy(
                    module.resolve("confluent-client").resolve(file),
                    folder.resolve(file),
                    StandardCopyOption.REPLACE_EXISTING);
        }
        skipUnless(
                succeeds(folder, "node", "-e", "process.exit(parseInt(process.versions.node) >= 20 ? 0 : 1)"),
                "the Confluent client needs Node.js 20 or later, which is not here");
        skipUnless(
                succeeds(folder, "npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund"),
                "npm cannot get the Confluent client's packages, see " + folder.resolve("npm.log.err"));
        return folder;
    }

    private static void skipUnless(boolean possible, String otherwise) {
        if (!possible) {
            // Maven prints the number of skipped tests, and not why.
            System.out.println("ConfluentClientIT: SKIPPED, " + otherwise);
        }
        assumeTrue(possible, otherwise);
    }

    private static boolean succeeds(Path folder, String... command) throws InterruptedException {
        try {
            return run(folder, folder.resolve(command[0] + ".log"), 180, command) == 0;
        } catch (IOException e) {
            return false;
        }
    }

    private static int run(Path folder, Path output, int seconds, String... command)
            throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectOutput(output.toFile())
                .redirectError(Path.of(output + ".err").toFile())
                .start();
        try {
            return process.waitFor(seconds, TimeUnit.SECONDS) ? process.exitValue() : -1;
        } finally {
            process.destroyForcibly();
        }
    }
}
