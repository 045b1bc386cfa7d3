package io.countersign.registry;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.apache.avro.Schema;
import org.apache.avro.SchemaParser;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Client of a schema registry's Confluent-compatible API (v7). Thread-safe; every call blocks until the answer or the
 * time-out.
 */
public final class SchemaRegistry {

    private static final String MEDIA_TYPE = "application/vnd.schemaregistry.v1+json";
    private static final JsonMapper JSON = new JsonMapper();

    private final HttpClient http;
    private final String baseUrl;
    private final Duration timeout;

    /**
     * @param baseUrl root of the API, with its path, such as {@code http://127.0.0.1:8070/apis/ccompat/v7}
     * @param timeout how long a call may take
     */
    public SchemaRegistry(URI baseUrl, Duration timeout) {
        if (timeout.isNegative() || timeout.isZero()) {
            throw new IllegalArgumentException("timeout must be positive, not " + timeout);
        }
        this.http = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(timeout)
                .build();
        this.baseUrl = baseUrl.toString().replaceAll("/+$", "");
        this.timeout = timeout;
    }

    /**
     * The id of {@code schema} under {@code subject}; registers it where it is not there. A subject that is new is set to
     * FULL_TRANSITIVE compatibility first. A registry that only allows look-ups is enough where the schemas were
     * registered at deployment.
     *
     * @throws RegistryUnavailableException where the registry does not answer
     * @throws IllegalStateException where it refuses the schema, which no repetition mends
     */
    public int register(String subject, String schema) {
        String path = "/subjects/" + URLEncoder.encode(subject, StandardCharsets.UTF_8);
        String body = JSON.writeValueAsString(Map.of("schema", schema, "schemaType", "AVRO"));
        HttpResponse<String> found = send("POST", path, body);
        if (found.statusCode() == 200) {
            return idIn(found);
        }
        if (found.statusCode() != 404) {
            throw refused("look up " + subject, found);
        }
        HttpResponse<String> config = send(
                "PUT",
                "/config/" + URLEncoder.encode(subject, StandardCharsets.UTF_8),
                "{\"compatibility\":\"FULL_TRANSITIVE\"}");
        if (config.statusCode() != 200) {
            throw refused("set the compatibility of " + subject, config);
        }
        HttpResponse<String> registered = send("POST", path + "/versions", body);
        if (registered.statusCode() != 200) {
            throw refused("register " + subject, registered);
        }
        return idIn(registered);
    }

    /**
     * The schema with this id, or empty where the registry says that it has none.
     *
     * @throws RegistryUnavailableException where the registry does not answer
     */
    public Optional<Schema> schema(int id) {
        HttpResponse<String> response = send("GET", "/schemas/ids/" + id, null);
        if (response.statusCode() == 404) {
            return Optional.empty();
        }
        if (response.statusCode() != 200) {
            throw refused("fetch schema " + id, response);
        }
        return Optional.of(
                SchemaParser.parseSingle(read(response).path("schema").asString()));
    }

    private HttpResponse<String> send(String method, String path, @Nullable String body) {
        HttpRequest request = HttpRequest.newBuilder(URI.create(baseUrl + path))
                .timeout(timeout)
                .header("Content-Type", MEDIA_TYPE)
                .header("Accept", MEDIA_TYPE)
                .method(method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body))
                .build();
        HttpResponse<String> response;
        try {
            response = http.send(request, BodyHandlers.ofString(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new RegistryUnavailableException("the schema registry at " + baseUrl + " does not answer", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new RegistryUnavailableException("interrupted while asking the schema registry", e);
        }
        if (response.statusCode() >= 500 || response.statusCode() == 429) {
            throw new RegistryUnavailableException(
                    "the schema registry at " + baseUrl + " answers " + response.statusCode());
        }
        return response;
    }

    private int idIn(HttpResponse<String> response) {
        JsonNode id = read(response).path("id");
        if (!id.isInt()) {
            throw new RegistryUnavailableException("the schema registry at " + baseUrl + " answers without an id");
        }
        return id.intValue();
    }

    private JsonNode read(HttpResponse<String> response) {
        try {
            return JSON.readTree(response.body());
        } catch (JacksonException e) {
            throw new RegistryUnavailableException("the schema registry at " + baseUrl + " does not answer in JSON", e);
        }
    }

    private IllegalStateException refused(String what, HttpResponse<String> response) {
        return new IllegalStateException("the schema registry at " + baseUrl + " refuses to " + what + ": "
                + response.statusCode() + " " + response.body());
    }
}
