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

    private final HttpClient http;
    private final URI processor;

    ResourceReader(HttpClient http, URI processor) {
        this.http = http;
        this.processor = processor;
    }

    /** The resource's state; empty while there is none, or no answer. */
    Optional<ResourceView> read(ExpectedResource resource) throws InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(processor.resolve(resource.path()))
                .timeout(TIMEOUT)
                .build();
        try {
            HttpResponse<String> response = http.send(request, HttpResponse.BodyHandlers.ofString());
            return response.statusCode() == 200 ? Optional.of(view(JSON.readTree(response.body()))) : Optional.empty();
        } catch (IOException | JacksonException e) {
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
