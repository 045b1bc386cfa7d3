package io.countersign.deployment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.countersign.platform.ChildProcess;
import io.countersign.platform.ChildProgram;
import io.countersign.platform.LocalBroker;
import io.countersign.platform.LocalRegistry;
import io.countersign.platform.Ports;
import io.countersign.topic.ResourceType;
import io.countersign.topic.TopicCatalogue;
import io.countersign.topic.TopicCreation;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/**
 * The programs, each with the rights that its manifest gives it and no others, on a broker with Kafka's own authorizer. Logins are
 * by password instead of by certificate; the registry keeps what it knows for itself.
 */
class RightsIT {

    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final String INGRESS = "countersign-ingress";
    private static final String PROCESSOR = "countersign-processor";
    private static final String REPLAY = "countersign-replay";
    private static final String PASSWORD = "a-password-of-the-tests";
    private static final String SECRET = "a-secret-of-the-tests-alone";
    private static final String STATE =
            TopicCatalogue.state(ResourceType.VERIFICATION).name();
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    @TempDir
    static Path folder;

    private static LocalBroker broker;
    private static String bootstrapServers;
    private static LocalRegistry registry;

    @BeforeAll
    static void start() throws Exception {
        // It has all of our users: the replay tool's too.
        Manifests manifests = new Manifests("dev", Kustomization.render(Repository.at("k8s/overlays/dev")));
        broker = broker(Set.of(INGRESS, PROCESSOR, REPLAY));
        registry = LocalRegistry.in(folder.resolve("registry")).start();
        broker.awaitReady();
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
            TopicCreation.createMissing(admin, (short) 1);
            List<AclBinding> rights = manifests.ofKind("KafkaUser").stream()
                    .flatMap(RightsIT::rights)
                    .toList();
            assertThat(rights).hasSizeGreaterThan(50);
            admin.createAcls(rights).all().get();
        }
    }

    @AfterAll
    static void stop() {
        registry.close();
        broker.close();
    }

    @Test
    void everyProgramMayDoWhatItDoesAndNotWhatAnotherDoes() throws Exception {
        int ingressPort = Ports.free();
        int firstPort = Ports.free();
        int twoPort = Ports.free();
        ChildProcess ingress = ingress(ingressPort);
        try (ingress) {
            ChildProcess first = processor("first", firstPort);
            try (first) {
                ingress.awaitReady();
                first.awaitReady();
                assertThat(post(
                                ingressPort,
                                "{\"id\":\"n1\",\"name\":\"verify_code.success\","
                                        + "\"created_at\":1735689600,\"data\":{\"id\":\"v1\"}}"))
                        .isEqualTo(200);
                assertThat(post(ingressPort, "{\"no\":\"event\"}")).isEqualTo(400);
                await().atMost(PATIENCE)
                        .untilAsserted(
                                () -> assertThat(state(firstPort).statusCode()).isEqualTo(200));

                assertThat(tool(0, "replay", "--yes", "--provider=lox24")).contains("complete");
                assertThat(tool(0, "replay", "--topic=events", "--dry-run")).contains("verification");
                assertThat(tool(0, "renormalise", "--source=codes")).contains("1");
                // It is no event the second time either.
                assertThat(tool(1, "redrive", "--source=codes", "--yes")).contains("1 NOT_AN_EVENT");
                assertThat(tool(0, "jobs")).contains("replay", "redrive");
                aGenerationComesAndGoes(firstPort, twoPort);
            }
        }
        assertThat(refusals()).isEmpty();
        nobodyMayDoWhatAnotherDoes();
    }

    private static void aGenerationComesAndGoes(int firstPort, int twoPort) throws Exception {
        assertThat(tool(0, "rebuild", "start", "two")).contains("Made " + STATE + ".two");
        ChildProcess two = processor("two", twoPort);
        try (two) {
            two.awaitReady();
            awaitRead("two");
            tool(0, "rebuild", "compare", "two");
            tool(0, "rebuild", "promote", "two", "--yes");
            assertThat(state(twoPort).headers().firstValue("Countersign-Generation"))
                    .hasValue("two");
            tool(0, "rebuild", "promote", "first", "--yes");
        }
        await().atMost(PATIENCE).until(() -> tool(0, "rebuild", "status", "two").contains("nobody runs it"));
        assertThat(tool(0, "rebuild", "discard", "two", "--yes")).contains("Nothing of generation two is left");
        assertThat(state(firstPort).statusCode()).isEqualTo(200);
    }

    /** The authorizer is at work, and this is how a lack of rights shows. */
    private static void nobodyMayDoWhatAnotherDoes() throws Exception {
        String received = TopicCatalogue.received(ResourceType.ACCOUNT).name();
        String events = TopicCatalogue.events(ResourceType.ACCOUNT).name();
        assertThat(mayWrite(INGRESS, received)).isTrue();
        assertThat(mayWrite(INGRESS, events)).isFalse();
        assertThat(mayWrite(INGRESS, STATE)).isFalse();
        assertThat(mayWrite(PROCESSOR, received)).isFalse();
        assertThat(mayWrite(PROCESSOR, TopicCatalogue.jobs().name())).isFalse();
        assertThat(mayWrite(REPLAY, events)).isFalse();
        assertThat(mayWrite(REPLAY, TopicCatalogue.quarantine().name())).isFalse();
        assertThat(refusals())
                .anyMatch(line -> line.contains("User:" + PROCESSOR) && line.contains(received))
                .anyMatch(line -> line.contains("User:" + REPLAY) && line.contains(events));
    }

    /** Clients without a login are those of this test alone, and may do everything. */
    private static LocalBroker broker(Set<String> users) {
        int clients = Ports.free();
        int controller = Ports.free();
        int logins = Ports.free();
        bootstrapServers = "127.0.0.1:" + logins;
        String known = users.stream()
                .map(user -> "user_" + user + "=\"" + PASSWORD + "\"")
                .collect(Collectors.joining(" "));
        String forClients = "PLAINTEXT://127.0.0.1:" + clients + ",SASL_PLAINTEXT://" + bootstrapServers;
        return LocalBroker.in(folder.resolve("broker"))
                .port(clients)
                .controllerPort(controller)
                .property("listeners", forClients + ",CONTROLLER://127.0.0.1:" + controller)
                .property("advertised.listeners", forClients)
                .property(
                        "listener.security.protocol.map",
                        "PLAINTEXT:PLAINTEXT,SASL_PLAINTEXT:SASL_PLAINTEXT,CONTROLLER:PLAINTEXT")
                .property("sasl.enabled.mechanisms", "PLAIN")
                .property(
                        "listener.name.sasl_plaintext.plain.sasl.jaas.config",
                        "org.apache.kafka.common.security.plain.PlainLoginModule required " + known + ";")
                .property("authorizer.class.name", "org.apache.kafka.metadata.authorizer.StandardAuthorizer")
                .property("super.users", "User:ANONYMOUS")
                .build()
                .launch();
    }

    /** A user's rights, as Strimzi's operator gives them. */
    private static Stream<AclBinding> rights(JsonNode user) {
        String principal = "User:" + Manifests.name(user);
        List<AclBinding> rights = new ArrayList<>();
        for (JsonNode rule : user.at("/spec/authorization/acls")) {
            JsonNode resource = rule.get("resource");
            ResourcePattern pattern = new ResourcePattern(
                    switch (resource.get("type").asString()) {
                        case "topic" -> org.apache.kafka.common.resource.ResourceType.TOPIC;
                        case "group" -> org.apache.kafka.common.resource.ResourceType.GROUP;
                        case "transactionalId" -> org.apache.kafka.common.resource.ResourceType.TRANSACTIONAL_ID;
                        default -> throw new IllegalArgumentException("a kind of right that is new here: " + resource);
                    },
                    resource.get("name").asString(),
                    resource.get("patternType").asString().equals("prefix")
                            ? PatternType.PREFIXED
                            : PatternType.LITERAL);
            for (JsonNode operation : rule.get("operations")) {
                rights.add(new AclBinding(
                        pattern,
                        new AccessControlEntry(
                                principal,
                                "*",
                                AclOperation.fromString(operation
                                        .asString()
                                        .replaceAll("(?<=[a-z])(?=[A-Z])", "_")
                                        .toUpperCase(Locale.ROOT)),
                                AclPermissionType.ALLOW)));
            }
        }
        return rights.stream();
    }

    private static Map<String, String> login(String user) {
        return Map.of(
                "security.protocol",
                "SASL_PLAINTEXT",
                "sasl.mechanism",
                "PLAIN",
                "sasl.jaas.config",
                "org.apache.kafka.common.security.plain.PlainLoginModule required username=\"" + user + "\" password=\""
                        + PASSWORD + "\";");
    }

    private static Map<String, String> environment(String user, int port, int managementPort) {
        Map<String, String> environment = new HashMap<>();
        login(user)
                .forEach((name, value) -> environment.put(
                        "SPRING_KAFKA_PROPERTIES_" + name.replace('.', '_').toUpperCase(Locale.ROOT), value));
        environment.put("SPRING_KAFKA_BOOTSTRAP_SERVERS", bootstrapServers);
        environment.put("COUNTERSIGN_REGISTRY_URL", registry.url().toString());
        environment.put("SERVER_PORT", Integer.toString(port));
        environment.put("MANAGEMENT_SERVER_PORT", Integer.toString(managementPort));
        return environment;
    }

    private static ChildProcess ingress(int port) throws IOException {
        int managementPort = Ports.free();
        Map<String, String> environment = environment(INGRESS, port, managementPort);
        environment.put("COUNTERSIGN_RECEIPT_KEY", "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=");
        environment.put("COUNTERSIGN_SOURCES_CODES_PROVIDER", "lox24");
        environment.put("COUNTERSIGN_SOURCES_CODES_SECRETS_0", SECRET);
        return program("ingress", jar("ingress-service"), environment, port, managementPort);
    }

    private static ChildProcess processor(String generation, int port) throws IOException {
        int managementPort = Ports.free();
        Map<String, String> environment = environment(PROCESSOR, port, managementPort);
        environment.put("COUNTERSIGN_GENERATION", generation);
        environment.put("SPRING_KAFKA_STREAMS_STATEDIR", folder.resolve("state").toString());
        return program("processor-" + generation, jar("processor-service"), environment, port, managementPort);
    }

    private static ChildProcess program(
            String name, Path jar, Map<String, String> environment, int port, int managementPort) {
        return ChildProgram.jar(name, jar)
                .jvmOptions("-Xmx256m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1")
                .environment(environment)
                .log(folder.resolve(name + ".log"))
                .port(port)
                .readyWhen(
                        () -> get(managementPort, "/actuator/health/readiness").statusCode() == 200)
                .launch();
    }

    /** What the tool prints, which must end with this code. */
    private static String tool(int code, String... arguments) throws IOException, InterruptedException {
        Path config = folder.resolve("replay.properties");
        Files.write(
                config,
                login(REPLAY).entrySet().stream()
                        .map(property -> property.getKey() + "=" + property.getValue())
                        .toList());
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-jar",
                jar("replay-tool").toString()));
        command.addAll(List.of(arguments));
        command.addAll(List.of(
                "--bootstrap-servers=" + bootstrapServers, "--registry=" + registry.url(), "--config=" + config));
        Path printed = folder.resolve("replay-tool.out");
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(printed.toFile())
                .start();
        boolean ended = process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        process.destroyForcibly();
        String text = Files.readString(printed);
        assertThat(ended).as(text).isTrue();
        assertThat(process.exitValue()).as("%s: %s", List.of(arguments), text).isEqualTo(code);
        return text;
    }

    private static void awaitRead(String generation) {
        await().atMost(PATIENCE)
                .until(() -> tool(0, "rebuild", "status", generation).contains(", 0 left"));
    }

    private static boolean mayWrite(String user, String topic) throws InterruptedException {
        Map<String, Object> properties = new HashMap<>(login(user));
        properties.put("bootstrap.servers", bootstrapServers);
        properties.put("enable.idempotence", false);
        try (KafkaProducer<String, String> producer =
                new KafkaProducer<>(properties, new StringSerializer(), new StringSerializer())) {
            producer.send(new ProducerRecord<>(topic, "a-test", "no event")).get();
            return true;
        } catch (ExecutionException e) {
            assertThat(e.getCause()).isInstanceOf(AuthorizationException.class);
            return false;
        }
    }

    /** What the broker's authorizer has refused, once for each kind. */
    private static Set<String> refusals() throws IOException {
        try (Stream<String> lines = Files.lines(folder.resolve("broker/broker.log"))) {
            return lines.filter(line -> line.contains(" is Denied "))
                    .map(line -> line.replaceFirst("^\\S+ \\S+ ", ""))
                    .collect(Collectors.toCollection(TreeSet::new));
        }
    }

    private static int post(int port, String body) throws IOException, InterruptedException {
        return HTTP.send(
                        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/webhooks/codes"))
                                .header("content-type", "application/json")
                                .header("X-Lox24-Secret", SECRET)
                                .POST(BodyPublishers.ofString(body))
                                .build(),
                        BodyHandlers.discarding())
                .statusCode();
    }

    private static HttpResponse<String> state(int port) throws IOException, InterruptedException {
        return get(port, "/resources/lox24/verification/v1");
    }

    private static HttpResponse<String> get(int port, String path) throws IOException, InterruptedException {
        return HTTP.send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                        .timeout(Duration.ofSeconds(10))
                        .build(),
                BodyHandlers.ofString());
    }

    /** The build puts it there before this module's tests. */
    private static Path jar(String module) throws IOException {
        try (Stream<Path> built = Files.list(Repository.at(module + "/target"))) {
            return built.filter(path -> path.getFileName().toString().endsWith("-exec.jar"))
                    .findFirst()
                    .orElseThrow(() -> new AssertionError(module + " is not built"));
        }
    }
}
