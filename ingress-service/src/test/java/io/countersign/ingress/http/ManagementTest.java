package io.countersign.ingress.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.actuate.autoconfigure.web.server.ManagementServerProperties;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalManagementPort;
import org.springframework.boot.test.web.server.LocalServerPort;

/** What the management port shows, and to whom. */
@SpringBootTest(
        webEnvironment = WebEnvironment.RANDOM_PORT,
        properties = {
            "management.server.port=0",
            "spring.kafka.bootstrap-servers=127.0.0.1:1",
            "countersign.registry.url=http://127.0.0.1:1",
            "countersign.receipt.key=" + WebhookEndpointTest.RECEIPT_KEY,
            "countersign.sources.shop.provider=devengo",
            "countersign.sources.shop.secrets=" + WebhookEndpointTest.SECRET,
        })
class ManagementTest {

    private static final HttpClient HTTP = HttpClient.newHttpClient();

    @LocalManagementPort
    private int managementPort;

    @LocalServerPort
    private int port;

    @Autowired
    private ManagementServerProperties properties;

    @Test
    void itIsOpenToItsOwnMachineOnly() {
        assertThat(properties.getAddress()).matches(InetAddress::isLoopbackAddress);
    }

    @ParameterizedTest
    @ValueSource(strings = {"health/liveness", "info", "prometheus"})
    void itShowsHealthInfoAndMetrics(String endpoint) throws Exception {
        assertThat(status(managementPort, "/actuator/" + endpoint)).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "beans",
                "caches",
                "conditions",
                "configprops",
                "env",
                "heapdump",
                "loggers",
                "mappings",
                "metrics",
                "sbom",
                "scheduledtasks",
                "shutdown",
                "threaddump"
            })
    void itShowsNothingElse(String endpoint) throws Exception {
        assertThat(status(managementPort, "/actuator/" + endpoint)).isEqualTo(404);
    }

    @Test
    void thePublicPortShowsNoneOfIt() throws Exception {
        assertThat(status(port, "/actuator/health")).isEqualTo(404);
        assertThat(status(port, "/actuator/prometheus")).isEqualTo(404);
    }

    private static int status(int port, String path) throws Exception {
        return HTTP.send(
                        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                                .build(),
                        BodyHandlers.discarding())
                .statusCode();
    }
}
