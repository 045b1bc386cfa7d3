package io.countersign.quickstart.show;

import io.countersign.quickstart.sample.ExpectedResource;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Asks the processor for resources. */
final class ResourceReader {

    private static final JsonMapper JSON = new JsonMapper();
    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    /** Partitions may move, and for that time the answer is 503. */
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private static final Duration PAUSE = Duration.ofMillis(500);

    private final HttpClient http;
    private final URI processor;

    ResourceReader(HttpClient http, URI processor) {
        this.http = http;
        this.processor = processor;
    }

    /** The resource's state; empty if there is none, or no answer within half a minute. */
    Optional<ResourceView> read(ExpectedResource resource) throws InterruptedException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            Optional<HttpResponse<String>> response = ask(resource);
            boolean later = response.isEmpty() || response.get().statusCode() == 503;
            if (!later || System.nanoTime() - deadline > 0) {
                return response.filter(found -> found.statusCode() == 200).flatMap(ResourceReader::view);
            }
            Thread.sleep(PAUSE.toMillis());
        }
    }

    private Optional<HttpResponse<String>> ask(ExpectedResource resource) throws InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(processor.resolve(resource.path()))
                .timeout(TIMEOUT)
                .build();
        try {
            return Optional.of(http.send(request, HttpResponse.BodyHandlers.ofString()));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private static Optional<ResourceView> view(HttpResponse<String> response) {
        try {
            return Optional.of(view(JSON.readTree(response.body())));
        } catch (JacksonException e) {
            return Optional.empty();
        }
    }

    private static ResourceView view(JsonNode state) {
        List<ResourceView.Event> history = new ArrayList<>();
        for (JsonNode event : state.path("history")) {
            history.add(new ResourceView.Event(
                    event.path("type").asString(""),
                    "late".equalsIgnoreCase(event.path("verdict").asString("")),
                    event.path("unexpected").asBoolean(false)));
        }
        return new ResourceView(state.path("status").asString(""), history);
    }
}
