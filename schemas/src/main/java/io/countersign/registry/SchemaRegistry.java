package io.countersign.registry;

import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLContext;
import org.apache.avro.AvroRuntimeException;
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
    private static final int SUBJECT_NOT_FOUND = 40401;
    private static final int SCHEMA_NOT_FOUND = 40403;
    private static final int QUOTED_CHARACTERS = 500;
    private static final JsonMapper JSON = new JsonMapper();

    private final HttpClient http;
    private final String baseUrl;
    private final Duration timeout;

    /**
     * @param baseUrl root of the API, with its path, such as {@code http://127.0.0.1:8070/apis/ccompat/v7},
     *     without user and password, since the address is named in messages
     * @param timeout how long one request may take, to the last byte of its answer
     */
    public SchemaRegistry(URI baseUrl, Duration timeout) {
        this(baseUrl, timeout, null);
    }

    /**
     * A client that says itself whom it trusts and who it is.
     *
     * @param baseUrl as above
     * @param timeout as above
     * @param tls for an https address; {@code null} for what the JVM trusts
     */
    public SchemaRegistry(URI baseUrl, Duration timeout, @Nullable SSLContext tls) {
        if (baseUrl.getRawUserInfo() != null) {
            throw new IllegalArgumentException("the schema registry's address must not carry user and password");
        }
        if (!("http".equals(baseUrl.getScheme()) || "https".equals(baseUrl.getScheme())) || baseUrl.getHost() == null) {
            throw new IllegalArgumentException("the schema registry's address must be an http URL, not " + baseUrl);
        }
        if (timeout.isNegative() || timeout.isZero()) {
            throw new IllegalArgumentException("timeout must be positive, not " + timeout);
        }
        HttpClient.Builder client =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(timeout);
        if (tls != null) {
            client.sslContext(tls);
        }
        this.http = client.build();
        this.baseUrl = baseUrl.toString().replaceAll("/+$", "");
        this.timeout = timeout;
    }

    /**
     * The id of {@code schema} under {@code subject}; registers it where it is not there, after the subject was set to
     * FULL_TRANSITIVE compatibility. Where the schemas were registered at deployment, a registry that only allows
     * look-ups is enough.
     *
     * @throws RegistryUnavailableException where the registry does not answer, or not as a registry
     * @throws IllegalStateException where it refuses the schema, which no repetition mends
     */
    public int register(String subject, String schema) {
        String path = "/subjects/" + URLEncoder.encode(subject, StandardCharsets.UTF_8);
        String body = JSON.writeValueAsString(Map.of("schema", schema, "schemaType", "AVRO"));
        HttpResponse<String> found = send("POST", path, body);
        if (found.statusCode() == 200) {
            return idIn(found);
        }
        if (!saysNotFound(found)) {
            throw refused("look up " + subject, found);
        }
        // Before the version, not after it: a first version would not mind, but two releases that start at the same
        // time
        // could both get in unchecked.
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
     * Deletes a subject for good, with its schemas and its rule of compatibility, as far as it is there.
     *
     * @throws RegistryUnavailableException where the registry does not answer, or not as a registry
     * @throws IllegalStateException where it refuses
     */
    public void delete(String subject) {
        String name = URLEncoder.encode(subject, StandardCharsets.UTF_8);
        // For good only after it was hidden: so Confluent's API has it.
        for (String path : List.of("/config/" + name, "/subjects/" + name, "/subjects/" + name + "?permanent=true")) {
            HttpResponse<String> deleted = send("DELETE", path, null);
            if (deleted.statusCode() != 404 && deleted.statusCode() / 100 != 2) {
                throw refused("delete " + subject, deleted);
            }
        }
    }

    /**
     * The schema with this id, or empty where the registry says that it has none, or none in Avro.
     *
     * @throws RegistryUnavailableException where the registry does not answer, or not as a registry
     */
    public Optional<Schema> schema(int id) {
        HttpResponse<String> response = send("GET", "/schemas/ids/" + id, null);
        if (saysNotFound(response)) {
            return Optional.empty();
        }
        if (response.statusCode() != 200) {
            // Also where access is denied: that says nothing about the schema, and is mended at the registry.
            throw new RegistryUnavailableException(
                    "the schema registry at " + baseUrl + " answers " + response.statusCode() + " for schema " + id);
        }
        JsonNode answer = read(response);
        if (!answer.path("schema").isString()) {
            throw new RegistryUnavailableException("the schema registry at " + baseUrl + " answers without a schema");
        }
        if (!answer.path("schemaType").asString("AVRO").equals("AVRO")) {
            return Optional.empty();
        }
        try {
            return Optional.of(SchemaParser.parseSingle(answer.path("schema").stringValue()));
        } catch (AvroRuntimeException e) {
            return Optional.empty();
        }
    }

    /**
     * A registry says in its own words that it has no such thing; any other 404 comes from a wrong address or from
     * something in between, and must not turn good records into unreadable ones.
     */
    private boolean saysNotFound(HttpResponse<String> response) {
        if (response.statusCode() != 404) {
            return false;
        }
        int code = read(response).path("error_code").asInt(0);
        if (code != SUBJECT_NOT_FOUND && code != SCHEMA_NOT_FOUND) {
            throw new RegistryUnavailableException(
                    "at " + baseUrl + " something else than a schema registry answers 404: the address may be wrong");
        }
        return true;
    }

    private HttpResponse<String> send(String method, String path, @Nullable String body) {
        HttpRequest request = HttpRequest.newBuilder(URI.create(baseUrl + path))
                .timeout(timeout)
                .header("Content-Type", MEDIA_TYPE)
                .header("Accept", MEDIA_TYPE)
                .method(method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body))
                .build();
        // The request's own time-out ends with the answer's headers; a body can take for ever.
        CompletableFuture<HttpResponse<String>> answer =
                http.sendAsync(request, BodyHandlers.ofString(StandardCharsets.UTF_8));
        HttpResponse<String> response;
        try {
            response = answer.get(timeout.toNanos(), TimeUnit.NANOSECONDS);
        } catch (ExecutionException | TimeoutException e) {
            answer.cancel(true);
            throw new RegistryUnavailableException("the schema registry at " + baseUrl + " does not answer", e);
        } catch (InterruptedException e) {
            answer.cancel(true);
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
        String body = response.body();
        String quoted = body.length() <= QUOTED_CHARACTERS ? body : body.substring(0, QUOTED_CHARACTERS) + "…";
        return new IllegalStateException("the schema registry at " + baseUrl + " refuses to " + what + ": "
                + response.statusCode() + " " + quoted);
    }
}
