package io.countersign.ingress.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.countersign.ingress.Certificates;
import io.countersign.ingress.IngressApplication;
import java.io.IOException;
import java.math.BigInteger;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLHandshakeException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

/** The public port with TLS; only Kafka is a fake here. */
class TlsTest {

    private static final String SECRET = "a-secret-of-the-tests-alone";

    @TempDir
    Path folder;

    private Certificates certificates;

    @BeforeEach
    void issue() throws Exception {
        certificates = Certificates.in(folder).issue("ingress");
    }

    @Test
    void aWebhookIsAcknowledgedOverTlsAndNotWithoutIt() throws Exception {
        try (ConfigurableApplicationContext ingress = start()) {
            assertThat(post(ingress, certificates.client()).statusCode()).isEqualTo(200);

            assertThatThrownBy(() -> post(ingress, SSLContext.getDefault())).isInstanceOf(SSLHandshakeException.class);
            assertThatThrownBy(() -> HttpClient.newHttpClient()
                            .send(webhook("http", ingress), BodyHandlers.ofString())
                            .statusCode())
                    .isInstanceOf(IOException.class);
        }
    }

    @Test
    void withMutualTlsAClientNeedsACertificateOfTheAuthority() throws Exception {
        try (ConfigurableApplicationContext ingress = start("--server.ssl.client-auth=need")) {
            assertThat(post(ingress, certificates.clientWithCertificate()).statusCode())
                    .isEqualTo(200);

            assertThatThrownBy(() -> post(ingress, certificates.client())).isInstanceOf(IOException.class);
            Certificates strangers = Certificates.in(folder.resolve("strangers"));
            assertThatThrownBy(() -> post(ingress, strangers.clientWithCertificate()))
                    .isInstanceOf(IOException.class);
        }
    }

    @Test
    void aRenewedCertificateIsServedWithoutARestart() throws Exception {
        try (ConfigurableApplicationContext ingress = start(
                "--spring.ssl.bundle.pem.tls.reload-on-update=true",
                "--spring.ssl.bundle.watch.file.quiet-period=100ms")) {
            BigInteger before = serialNumber(ingress);

            certificates.issue("ingress");

            await().atMost(Duration.ofSeconds(20))
                    .until(() -> !serialNumber(ingress).equals(before));
            assertThat(post(ingress, certificates.client()).statusCode()).isEqualTo(200);
        }
    }

    private ConfigurableApplicationContext start(String... more) {
        List<String> arguments = new ArrayList<>(List.of(
                "--server.port=0",
                "--server.ssl.bundle=tls",
                "--management.server.port=0",
                "--spring.kafka.bootstrap-servers=127.0.0.1:1",
                "--countersign.registry.url=http://127.0.0.1:1",
                "--countersign.receipt.key=" + WebhookEndpointTest.RECEIPT_KEY,
                "--countersign.sources.codes.provider=lox24",
                "--countersign.sources.codes.secrets=" + SECRET));
        arguments.addAll(certificates.bundle("tls", "ingress"));
        arguments.addAll(List.of(more));
        return new SpringApplicationBuilder(IngressApplication.class, WebhookEndpointTest.Fakes.class)
                .run(arguments.toArray(String[]::new));
    }

    private BigInteger serialNumber(ConfigurableApplicationContext ingress) throws Exception {
        X509Certificate served = (X509Certificate)
                post(ingress, certificates.client()).sslSession().orElseThrow().getPeerCertificates()[0];
        return served.getSerialNumber();
    }

    /** On a connection of its own. */
    private static HttpResponse<String> post(ConfigurableApplicationContext ingress, SSLContext tls) throws Exception {
        return HttpClient.newBuilder().sslContext(tls).build().send(webhook("https", ingress), BodyHandlers.ofString());
    }

    private static HttpRequest webhook(String scheme, ConfigurableApplicationContext ingress) {
        return HttpRequest.newBuilder(URI.create(scheme + "://127.0.0.1:"
                        + ingress.getEnvironment().getRequiredProperty("local.server.port") + "/webhooks/codes"))
                .timeout(Duration.ofSeconds(10))
                .header("content-type", "application/json")
                .header("X-Lox24-Secret", SECRET)
                .POST(BodyPublishers.ofString(
                        "{\"id\":\"n\",\"name\":\"verify_code.success\",\"created_at\":1,\"data\":{\"id\":\"v\"}}"))
                .build();
    }
}
