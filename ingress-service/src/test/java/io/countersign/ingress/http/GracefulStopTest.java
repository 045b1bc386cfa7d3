package io.countersign.ingress.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.countersign.ingress.IngressApplication;
import io.countersign.ingress.publish.Publication;
import java.io.IOException;
import java.net.ConnectException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

class GracefulStopTest {

    private static final String SECRET = "a-secret-of-the-tests-alone";
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    @Test
    void anIngressThatStopsAnswersWhatItHasTakenAndTakesNoMore() throws Exception {
        ConfigurableApplicationContext ingress = new SpringApplicationBuilder(
                        IngressApplication.class, WebhookEndpointTest.Fakes.class)
                .run(
                        "--server.port=0",
                        "--management.server.port=0",
                        "--spring.kafka.bootstrap-servers=127.0.0.1:1",
                        "--countersign.registry.url=http://127.0.0.1:1",
                        "--countersign.receipt.key=" + WebhookEndpointTest.RECEIPT_KEY,
                        "--countersign.sources.codes.provider=lox24",
                        "--countersign.sources.codes.secrets=" + SECRET);
        FakePublisher kafka = ingress.getBean(FakePublisher.class);
        CompletableFuture<Publication> storing = new CompletableFuture<>();
        kafka.answers(() -> storing);
        HttpRequest webhook = HttpRequest.newBuilder(URI.create("http://127.0.0.1:"
                        + ingress.getEnvironment().getRequiredProperty("local.server.port") + "/webhooks/codes"))
                .header("content-type", "application/json")
                .header("X-Lox24-Secret", SECRET)
                .POST(BodyPublishers.ofString(
                        "{\"id\":\"n\",\"name\":\"verify_code.success\",\"created_at\":1,\"data\":{\"id\":\"v\"}}"))
                .build();

        CompletableFuture<HttpResponse<String>> taken = HTTP.sendAsync(webhook, BodyHandlers.ofString());
        await().until(() -> !kafka.published().isEmpty());
        CompletableFuture<Void> stopping = CompletableFuture.runAsync(ingress::close);
        await().until(() -> refusesConnections(webhook));
        assertThat(taken).isNotDone();

        storing.complete(Publication.STORED);

        assertThat(taken.get().statusCode()).isEqualTo(200);
        assertThat(taken.get().headers().firstValue("connection")).hasValue("close");
        stopping.get();
    }

    /** Only connects: a request could be caught between a port that closes and a connection that nobody takes. */
    @SuppressWarnings("try") // nothing is done with the socket but closing it
    private static boolean refusesConnections(HttpRequest webhook) throws IOException {
        try (Socket ignored = new Socket(webhook.uri().getHost(), webhook.uri().getPort())) {
            return false;
        } catch (ConnectException e) {
            return true;
        }
    }
}
