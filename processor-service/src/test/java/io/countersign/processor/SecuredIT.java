package io.countersign.processor;

import static io.countersign.processor.Events.account;
import static io.countersign.processor.Events.metadata;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.countersign.event.AccountEvent;
import io.countersign.platform.LocalBroker;
import io.countersign.platform.LocalRegistry;
import io.countersign.registry.SchemaRegistry;
import io.countersign.serde.Codecs;
import io.countersign.topic.ResourceType;
import io.countersign.topic.TopicCatalogue;
import io.countersign.topic.TopicCreation;
import java.io.IOException;
import java.math.BigInteger;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import javax.net.ssl.SSLContext;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Two instances with mutual TLS and a login at their API, brokers that demand TLS, a certificate and a login, and a
 * registry with TLS.
 */
class SecuredIT {

    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final String PASSWORD = "a-password-of-the-tests";
    private static final List<String> IDS =
            IntStream.range(0, 24).mapToObj(number -> "acc_" + number).toList();

    @TempDir
    static Path folder;

    private static Certificates certificates;
    private static LocalBroker broker;
    private static LocalRegistry registry;

    @BeforeAll
    static void start() throws Exception {
        certificates = Certificates.in(folder.resolve("certificates"))
                .issue("broker")
                .issue("registry")
                .issue("processor");
        broker = LocalBroker.in(folder.resolve("broker"))
                .secured(certificates.keyStore("broker"), certificates.authority())
                .start();
        broker.addUser("processor", PASSWORD);
        registry = LocalRegistry.in(folder.resolve("registry"))
                .secured(certificates.certificate("registry"), certificates.privateKey("registry"))
                .start();
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
            TopicCreation.createMissing(admin, (short) 1);
        }
        Codecs codecs = Codecs.connect(new SchemaRegistry(registry.url(), Duration.ofSeconds(5)), TopicCatalogue.all());
        try (KafkaProducer<String, byte[]> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", broker.bootstrapServers()),
                new StringSerializer(),
                new ByteArraySerializer())) {
            for (String id : IDS) {
                AccountEvent event = account(metadata("devengo", "account", id, "created"), "created");
                producer.send(new ProducerRecord<>(
                                TopicCatalogue.received(ResourceType.ACCOUNT).name(),
                                "devengo/account/" + id,
                                codecs.encode(event)))
                        .get();
            }
        }
    }

    @AfterAll
    static void stop() {
        registry.close();
        broker.close();
    }

    @Test
    void instancesReadKafkaAndAskEachOtherWithCertificatesAndTheClientsLogin() throws Exception {
        HttpClient client = client(certificates.clientWithCertificate());
        try (RunningProcessor one = processor("one");
                RunningProcessor other = processor("other")) {
            await().atMost(PATIENCE).until(() -> one.isReady() && other.isReady());
            for (RunningProcessor asked : List.of(one, other)) {
                await().atMost(PATIENCE).untilAsserted(() -> {
                    for (String id : IDS) {
                        assertThat(ask(client, asked, "/resources/devengo/account/" + id, PASSWORD)
                                        .statusCode())
                                .isEqualTo(200);
                    }
                    assertThat(ask(client, asked, "/resources/account", PASSWORD)
                                    .body())
                            .contains(IDS);
                });
            }
            // Not all partitions are its own, so that it did ask the other one for the rest.
            HttpResponse<String> asPeer = client.send(
                    request(one, "/resources/account", PASSWORD)
                            .header("Countersign-Partitions", "0,1,2,3,4,5")
                            .build(),
                    BodyHandlers.ofString());
            assertThat(asPeer.statusCode()).isEqualTo(503);

            assertThat(ask(client, one, "/resources/account", PASSWORD + "x").statusCode())
                    .isEqualTo(401);
            assertThatThrownBy(() -> ask(client(certificates.client()), one, "/resources/account", PASSWORD))
                    .isInstanceOf(IOException.class);
        }
    }

    @Test
    void aRenewedCertificateIsServedAndShownToTheOthersWithoutARestart() throws Exception {
        HttpClient client = client(certificates.clientWithCertificate());
        try (RunningProcessor one = processor("renewing");
                RunningProcessor other = processor("renewing too")) {
            BigInteger before = serialNumber(one);

            certificates.issue("processor");

            for (RunningProcessor renewing : List.of(one, other)) {
                await().atMost(PATIENCE).until(() -> !serialNumber(renewing).equals(before));
            }
            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(ask(client, one, "/resources/account", PASSWORD)
                                    .body())
                            .contains(IDS));
        }
    }

    /** Of what a new connection is served. */
    private static BigInteger serialNumber(RunningProcessor processor) throws Exception {
        HttpResponse<String> answer =
                ask(client(certificates.clientWithCertificate()), processor, "/resources/account", PASSWORD);
        X509Certificate served =
                (X509Certificate) answer.sslSession().orElseThrow().getPeerCertificates()[0];
        return served.getSerialNumber();
    }

    private static RunningProcessor processor(String name) {
        List<String> arguments = new ArrayList<>(List.of(
                "--server.ssl.bundle=tls",
                "--server.ssl.client-auth=need",
                "--management.server.ssl.enabled=false",
                "--spring.security.user.password=" + PASSWORD,
                "--spring.kafka.security.protocol=SASL_SSL",
                "--spring.kafka.ssl.bundle=tls",
                "--spring.kafka.properties[sasl.mechanism]=SCRAM-SHA-512",
                "--spring.kafka.properties[sasl.jaas.config]=org.apache.kafka.common.security.scram.ScramLoginModule"
                        + " required username=\"processor\" password=\"" + PASSWORD + "\";",
                "--countersign.registry.ssl-bundle=tls"));
        arguments.addAll(certificates.bundle("tls", "processor"));
        arguments.add("--spring.ssl.bundle.pem.tls.reload-on-update=true");
        arguments.add("--spring.ssl.bundle.watch.file.quiet-period=100ms");
        return RunningProcessor.start(
                broker.securedBootstrapServers(),
                registry.securedUrl(),
                folder.resolve(name),
                arguments.toArray(String[]::new));
    }

    private static HttpResponse<String> ask(HttpClient client, RunningProcessor processor, String path, String password)
            throws Exception {
        return client.send(request(processor, path, password).build(), BodyHandlers.ofString());
    }

    private static HttpClient client(SSLContext tls) {
        return HttpClient.newBuilder().sslContext(tls).build();
    }

    private static HttpRequest.Builder request(RunningProcessor processor, String path, String password) {
        String login = Base64.getEncoder().encodeToString(("user:" + password).getBytes(UTF_8));
        return HttpRequest.newBuilder(URI.create("https://127.0.0.1:" + processor.port() + path))
                .timeout(Duration.ofSeconds(10))
                .header("Authorization", "Basic " + login);
    }
}
