package io.countersign.ingress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.countersign.platform.LocalBroker;
import io.countersign.platform.LocalRegistry;
import io.countersign.topic.TopicCreation;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

/** The ingress with brokers that demand TLS, a certificate and a login, and a registry with TLS. */
class SecuredKafkaIT {

    private static final String SECRET = "a-secret-of-the-tests-alone";
    private static final String PASSWORD = "a-password-of-the-tests";
    private static final HttpClient HTTP = HttpClient.newHttpClient();

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
                .issue("ingress");
        broker = LocalBroker.in(folder.resolve("broker"))
                .secured(certificates.keyStore("broker"), certificates.authority())
                .start();
        broker.addUser("ingress", PASSWORD);
        registry = LocalRegistry.in(folder.resolve("registry"))
                .secured(certificates.certificate("registry"), certificates.privateKey("registry"))
                .start();
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
            TopicCreation.createMissing(admin, (short) 1);
        }
    }

    @AfterAll
    static void stop() {
        registry.close();
        broker.close();
    }

    @Test
    void aWebhookIsAcknowledgedWithCertificateAndLogin() throws Exception {
        try (ConfigurableApplicationContext ingress = ingress(PASSWORD, List.of())) {
            await().atMost(Duration.ofSeconds(30))
                    .untilAsserted(
                            () -> assertThat(readiness(ingress).statusCode()).isEqualTo(200));

            assertThat(post(ingress)).isEqualTo(200);
        }
    }

    @Test
    void withAWrongLoginNothingIsAcknowledgedAndReadinessSaysWhy() throws Exception {
        try (ConfigurableApplicationContext ingress = ingress(PASSWORD + "x", List.of())) {
            awaitRefusal(ingress);
        }
    }

    @Test
    void aBrokerOfAnotherAuthorityIsNotTrusted() throws Exception {
        Path others = Certificates.in(folder.resolve("others")).authority();
        try (ConfigurableApplicationContext ingress =
                ingress(PASSWORD, List.of("--spring.ssl.bundle.pem.kafka.truststore.certificate=file:" + others))) {
            awaitRefusal(ingress);
        }
    }

    private static void awaitRefusal(ConfigurableApplicationContext ingress) throws Exception {
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(readiness(ingress).body())
                        .contains("the Kafka cluster refuses the ingress, or the ingress the cluster"));
        assertThat(readiness(ingress).statusCode()).isEqualTo(503);
        assertThat(post(ingress)).isEqualTo(503);
    }

    private static ConfigurableApplicationContext ingress(String password, List<String> more) {
        List<String> arguments = new ArrayList<>(List.of(
                "--server.port=0",
                "--management.server.port=0",
                "--spring.kafka.bootstrap-servers=" + broker.securedBootstrapServers(),
                "--spring.kafka.security.protocol=SASL_SSL",
                "--spring.kafka.ssl.bundle=kafka",
                "--spring.kafka.properties[sasl.mechanism]=SCRAM-SHA-512",
                "--spring.kafka.properties[sasl.jaas.config]=org.apache.kafka.common.security.scram.ScramLoginModule"
                        + " required username=\"ingress\" password=\"" + password + "\";",
                "--countersign.registry.url=" + registry.securedUrl(),
                "--countersign.registry.ssl-bundle=registry",
                "--countersign.registry.retry-interval=100ms",
                "--countersign.receipt.key=MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=",
                "--countersign.sources.codes.provider=lox24",
                "--countersign.sources.codes.secrets=" + SECRET));
        arguments.addAll(certificates.bundle("registry", "ingress"));
        List<String> kafka = new ArrayList<>(certificates.bundle("kafka", "ingress"));
        // A property that is given twice would be a list.
        kafka.removeIf(property -> more.stream().anyMatch(other -> other.startsWith(property.split("=")[0])));
        arguments.addAll(kafka);
        arguments.addAll(more);
        return new SpringApplicationBuilder(IngressApplication.class).run(arguments.toArray(String[]::new));
    }

    private static int post(ConfigurableApplicationContext ingress) throws Exception {
        return HTTP.send(
                        HttpRequest.newBuilder(url(ingress, "local.server.port", "/webhooks/codes"))
                                .timeout(Duration.ofSeconds(5))
                                .header("content-type", "application/json")
                                .header("X-Lox24-Secret", SECRET)
                                .POST(BodyPublishers.ofString("{\"id\":\"n\",\"name\":\"verify_code.success\","
                                        + "\"created_at\":1735689600,\"data\":{\"id\":\"v\"}}"))
                                .build(),
                        BodyHandlers.discarding())
                .statusCode();
    }

    private static HttpResponse<String> readiness(ConfigurableApplicationContext ingress) throws Exception {
        return HTTP.send(
                HttpRequest.newBuilder(url(ingress, "local.management.port", "/actuator/health/readiness"))
                        .build(),
                BodyHandlers.ofString());
    }

    private static URI url(ConfigurableApplicationContext ingress, String port, String path) {
        return URI.create("http://127.0.0.1:" + ingress.getEnvironment().getRequiredProperty(port) + path);
    }
}
