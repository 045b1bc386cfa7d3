package io.countersign.quickstart.show;

import io.countersign.quickstart.sample.Signer;
import io.countersign.quickstart.stack.Secrets;
import io.countersign.quickstart.stack.SourceSecret;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Posts webhooks to the ingress as the providers would. */
final class Sender {

    private static final JsonMapper JSON = new JsonMapper();
    private static final Duration TIMEOUT = Duration.ofSeconds(15);

    private final HttpClient http;
    private final URI ingress;
    private final Secrets secrets;
    private final InstantSource clock;

    Sender(HttpClient http, URI ingress, Secrets secrets, InstantSource clock) {
        this.http = http;
        this.ingress = ingress;
        this.secrets = secrets;
        this.clock = clock;
    }

    Answer send(Delivery delivery) throws InterruptedException {
        try {
            return read(http.send(request(delivery), HttpResponse.BodyHandlers.ofString()));
        } catch (IOException e) {
            return new Answer(0, null, null, "no answer: " + e.getClass().getSimpleName());
        }
    }

    private HttpRequest request(Delivery delivery) {
        String source = delivery.webhook().source();
        SourceSecret secret = secrets.of(source);
        byte[] body = delivery.webhook().body();
        Instant now = clock.instant();
        HttpRequest.Builder request = HttpRequest.newBuilder(ingress.resolve("/webhooks/" + source))
                .timeout(TIMEOUT)
                .header("Content-Type", "application/json");
        switch (delivery.manner()) {
            case UNSIGNED -> {}
            case STALE -> request.header(secret.header(), Signer.sign(secret, body, now.minus(Duration.ofHours(1))));
            default -> request.header(secret.header(), Signer.sign(secret, body, now));
        }
        return request.POST(HttpRequest.BodyPublishers.ofByteArray(
                        delivery.manner() == Delivery.Manner.TAMPERED ? tamperedWith(body) : body))
                .build();
    }

    /** After the signature: a payment of another amount. */
    private static byte[] tamperedWith(byte[] body) {
        String text = new String(body, StandardCharsets.UTF_8);
        String changed = text.replaceFirst("\"cents\": (\\d+)", "\"cents\": 9$1");
        if (changed.equals(text)) {
            throw new IllegalStateException("There is no amount to tamper with");
        }
        return changed.getBytes(StandardCharsets.UTF_8);
    }

    private static Answer read(HttpResponse<String> response) {
        try {
            JsonNode body = JSON.readTree(response.body());
            boolean ok = response.statusCode() == 200;
            return new Answer(
                    response.statusCode(),
                    ok ? text(body, "eventId") : null,
                    ok ? text(body, "receipt") : null,
                    ok ? null : text(body, "title"));
        } catch (JacksonException e) {
            return new Answer(response.statusCode(), null, null, "the body is not JSON");
        }
    }

    private static @Nullable String text(JsonNode body, String field) {
        JsonNode found = body.path(field);
        return found.isString() ? found.asString() : null;
    }
}
