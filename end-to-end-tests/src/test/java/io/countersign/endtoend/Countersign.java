package io.countersign.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.countersign.quickstart.sample.Sample;
import io.countersign.quickstart.sample.Signer;
import io.countersign.quickstart.stack.LocalService;
import io.countersign.quickstart.stack.LocalStack;
import io.countersign.quickstart.stack.Secrets;
import io.countersign.quickstart.stack.SourceSecret;
import io.countersign.quickstart.stack.StackPorts.Part;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.assertj.core.api.Condition;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The running system, as its providers and its operators reach it. Sending and asking are thread-safe. */
public final class Countersign implements AutoCloseable {

    /** Long enough for a processor that died without a word and took its transactions with it. */
    public static final Duration PATIENCE = Duration.ofSeconds(120);

    private static final JsonMapper JSON = new JsonMapper();
    private static final Duration TIMEOUT = Duration.ofSeconds(15);

    private final Installation installation;
    private final Collector collector;
    private final Topics topics;
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private Countersign(Installation installation, Collector collector) {
        this.installation = installation;
        this.collector = collector;
        this.topics = new Topics(installation);
    }

    /** Starts the system as child processes, or in containers if that is asked for. */
    public static Countersign start(Path folder) {
        ShopSettings settings = ShopSettings.in(folder);
        settings.wrong();
        Collector collector = Collector.open();
        return new Countersign(
                Containers.wanted() ? Containers.start(folder) : childProcesses(folder, settings, collector),
                collector);
    }

    /** Starts the system as child processes with settings of the test's own; the test is skipped if it is to run on containers. */
    public static Countersign start(LocalStack.Builder settings) {
        Containers.skipIfWanted("the test sets up processes of its own");
        return new Countersign(new ChildProcesses(settings.start()), Collector.open());
    }

    private static Installation childProcesses(Path folder, ShopSettings settings, Collector collector) {
        LocalStack.Builder stack = LocalStack.in(folder)
                .ingressEnvironment("SPRING_CONFIG_IMPORT", "file:" + settings.file())
                .ingressEnvironment("MANAGEMENT_TRACING_SAMPLING_PROBABILITY", "1");
        both(folder, "ingress", collector).forEach(stack::ingressEnvironment);
        both(folder, "processor", collector).forEach(stack::processorEnvironment);
        return new ChildProcesses(stack.start());
    }

    /** What both services are told alike. */
    private static Map<String, String> both(Path folder, String service, Collector collector) {
        return Map.of(
                "MANAGEMENT_OPENTELEMETRY_TRACING_EXPORT_OTLP_ENDPOINT",
                collector.endpoint(),
                "MANAGEMENT_OPENTELEMETRY_TRACING_EXPORT_SCHEDULEDELAY",
                "200ms",
                // What they say is looked at in both of its forms: on the console as text, in this file as in
                // containers.
                "LOGGING_FILE_NAME",
                inEcs(folder, service).toString(),
                "LOGGING_STRUCTURED_FORMAT_FILE",
                "ecs");
    }

    private static Path inEcs(Path folder, String service) {
        return folder.toAbsolutePath().resolve("logs").resolve(service + ".ecs.log");
    }

    /** The lines that a service has logged, as text. */
    List<String> log(String service) throws IOException {
        return Files.readAllLines(stack().logs().resolve(service + ".log"));
    }

    /** The lines that a service has logged, each an object of ECS. */
    List<JsonNode> ecsLog(String service) throws IOException {
        return Files.readAllLines(inEcs(stack().folder(), service)).stream()
                .map(JSON::readTree)
                .toList();
    }

    /** The settings of one more source of the ingress; what is in them counts from its next start on. */
    ShopSettings shop() {
        return ShopSettings.in(installation.folder());
    }

    public Installation installation() {
        return installation;
    }

    /** The child processes that the system runs in; a test that asks for them is skipped where there are containers. */
    public LocalStack stack() {
        Containers.skipIfWanted("the test needs child processes");
        return ((ChildProcesses) installation).stack();
    }

    /** What takes the traces of the system that tests share, and nothing of others; the test is skipped on containers. */
    Collector collector() {
        Containers.skipIfWanted("containers do not reach a collector on this machine's loopback");
        return collector;
    }

    public Topics topics() {
        return topics;
    }

    /** Posts a webhook as its provider does, signed now. */
    Reply send(Sample webhook) throws IOException, InterruptedException {
        return send(webhook.source(), webhook.json(), signed(webhook));
    }

    /** Posts a body with these headers and no others that prove anything. */
    Reply send(String source, String body, Map<String, String> headers) throws IOException, InterruptedException {
        return Reply.of(http.send(request(source, body, headers), BodyHandlers.ofString()));
    }

    /** Posts a body with these headers without waiting; ends with an {@link IOException} where nobody answers. */
    public CompletableFuture<Reply> sendAsync(String source, String body, Map<String, String> headers) {
        return http.sendAsync(request(source, body, headers), BodyHandlers.ofString())
                .thenApply(Reply::of);
    }

    /** The header that proves a webhook, signed now. */
    public Map<String, String> signed(Sample webhook) {
        SourceSecret secret = installation.secrets().of(webhook.source());
        return Map.of(secret.header(), Signer.sign(secret, webhook.body(), Instant.now()));
    }

    private HttpRequest request(String source, String body, Map<String, String> headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(
                        installation.url(Part.INGRESS).resolve("/webhooks/" + source))
                .timeout(TIMEOUT)
                .header("Content-Type", "application/json");
        headers.forEach(request::header);
        return request.POST(BodyPublishers.ofByteArray(body.getBytes(StandardCharsets.UTF_8)))
                .build();
    }

    /** Posts a webhook that must be acknowledged. */
    Reply acknowledged(Sample webhook) throws IOException, InterruptedException {
        Reply reply = send(webhook);
        assertThat(reply.status()).as("%s", reply).isEqualTo(200);
        return reply;
    }

    /** Asks the processor for a resource. */
    public Reply resource(String path) throws IOException, InterruptedException {
        return Reply.of(http.send(toProcessor(path).build(), BodyHandlers.ofString()));
    }

    /** All that is in quarantine and that a query asks for, from all pages. */
    List<JsonNode> quarantine(String query) throws IOException, InterruptedException {
        List<JsonNode> found = new ArrayList<>();
        String after = "";
        do {
            Reply page = resource("/quarantine?" + query + after);
            assertThat(page.status()).as("%s", page).isEqualTo(200);
            page.json().path("records").forEach(found::add);
            after = page.json().path("next").isNull() ? "" : "&after=" + page.text("next");
        } while (!after.isEmpty());
        return found;
    }

    /** Has something in quarantine sent through again. */
    Reply redrive(String id) throws IOException, InterruptedException {
        return Reply.of(http.send(
                toProcessor("/quarantine/" + id + "/redrive")
                        .POST(BodyPublishers.noBody())
                        .build(),
                BodyHandlers.ofString()));
    }

    private HttpRequest.Builder toProcessor(String path) {
        HttpRequest.Builder request = HttpRequest.newBuilder(
                        installation.url(Part.PROCESSOR).resolve(path))
                .timeout(TIMEOUT);
        installation.password().ifPresent(password -> {
            byte[] login = ("user:" + password).getBytes(StandardCharsets.UTF_8);
            request.header("Authorization", "Basic " + Base64.getEncoder().encodeToString(login));
        });
        return request;
    }

    public Meters ingressMeters() {
        return meters(Part.INGRESS_MANAGEMENT);
    }

    public Meters processorMeters() {
        return meters(Part.PROCESSOR_MANAGEMENT);
    }

    /** What a service answers to a probe. */
    Reply health(LocalService service, String path) throws IOException, InterruptedException {
        return get(service.managementUrl().resolve(path));
    }

    /** Whether a service says that it is ready; not if it says nothing. */
    public boolean isReady(LocalService service) {
        try {
            return get(service.managementUrl().resolve("/actuator/health/readiness"))
                            .status()
                    == 200;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Waits until the processor has committed everything that was received until now. */
    public void awaitProcessed() {
        await("everything is processed").atMost(PATIENCE).until(topics::everythingIsProcessed);
    }

    /** The equations of both services; no request may be under way, and everything must be processed. */
    public void assertThatTheBooksBalance() {
        // The last answer may be sent a moment before it is counted.
        await().atMost(Duration.ofSeconds(10)).untilAsserted(() -> {
            Meters ingress = ingressMeters();
            assertThat(ingress.sum("countersign_ingress_received_total"))
                    .as("received = acknowledged + refused + failed")
                    .isPositive()
                    .isEqualTo(ingress.sum("countersign_ingress_acknowledged_total")
                            + ingress.sum("countersign_ingress_refused_total")
                            + ingress.sum("countersign_ingress_failed_total"));
            Meters processor = processorMeters();
            assertThat(processor.sum("countersign_processor_consumed_total"))
                    .as("consumed = applied + late + duplicate + conflicting + unreadable")
                    .isEqualTo(processor.verdicts("applied")
                            + processor.verdicts("late")
                            + processor.verdicts("duplicate")
                            + processor.verdicts("conflicting")
                            + processor.verdicts("unreadable"));
        });
    }

    /** The secret of each source, the key of the receipts, and the password of the processor's API where there is one. */
    public List<String> secrets() {
        Secrets secrets = installation.secrets();
        List<String> all = new ArrayList<>();
        secrets.sources().forEach(source -> all.add(secrets.of(source).secret()));
        all.add(Base64.getEncoder().encodeToString(secrets.receiptKey()));
        installation.password().ifPresent(all::add);
        return all;
    }

    /** Which of the texts are in which log, of the services, the broker or the registry. */
    public List<String> logsWith(List<String> texts) {
        Map<String, byte[]> logs = installation.logs();
        assertThat(logs)
                .containsKeys("ingress", "processor", "registry")
                .hasKeySatisfying(new Condition<>(name -> name.startsWith("kafka"), "a broker"));
        List<String> found = new ArrayList<>();
        logs.forEach((name, bytes) -> texts.stream()
                .filter(text -> Bytes.contain(bytes, text.getBytes(StandardCharsets.UTF_8)))
                .forEach(text -> found.add(name + " holds " + text)));
        return found;
    }

    private Meters meters(Part management) {
        try {
            Reply reply = get(installation.url(management).resolve("/actuator/prometheus"));
            assertThat(reply.status()).isEqualTo(200);
            return Meters.read(reply.body());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private Reply get(URI url) throws IOException, InterruptedException {
        return Reply.of(http.send(HttpRequest.newBuilder(url).timeout(TIMEOUT).build(), BodyHandlers.ofString()));
    }

    @Override
    public void close() {
        installation.close();
        collector.close();
    }
}
