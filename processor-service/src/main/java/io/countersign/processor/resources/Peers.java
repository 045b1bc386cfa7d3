package io.countersign.processor.resources;

import io.countersign.processor.topology.ResourceKey;
import io.countersign.topic.ResourceType;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.kafka.streams.state.HostInfo;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.boot.web.server.Ssl;
import org.springframework.boot.web.server.WebServerSslBundle;
import org.springframework.http.HttpHeaders;
import org.springframework.web.context.request.RequestContextHolder;
import org.springframework.web.context.request.ServletRequestAttributes;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * The other instances, over the API that clients use: with TLS where this one has it, and with the client's own login or
 * token. Thread-safe; every question blocks up to the time-out.
 */
final class Peers {

    /**
     * Marks a question from one instance to another, and says which partitions it is about. Whoever is asked so answers
     * from those partitions of its own or not at all, so that no question goes round in circles.
     */
    static final String PARTITIONS_HEADER = "Countersign-Partitions";

    private static final JsonMapper JSON = new JsonMapper();

    private final Duration timeout;
    private final String scheme;
    private volatile HttpClient http;

    /** Peers are as this instance is: what serves it TLS tells whom to trust, and proves it to those who ask for that. */
    Peers(ResourcesProperties properties, @Nullable Ssl ssl, SslBundles bundles) {
        this.timeout = properties.peerTimeout();
        if (ssl == null || !Ssl.isEnabled(ssl)) {
            this.scheme = "http";
            this.http = client(null);
            return;
        }
        this.scheme = "https";
        this.http = client(WebServerSslBundle.get(ssl, bundles));
        if (ssl.getBundle() != null) {
            bundles.addBundleUpdateHandler(ssl.getBundle(), renewed -> http = client(renewed));
        }
    }

    private HttpClient client(@Nullable SslBundle bundle) {
        HttpClient.Builder client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(timeout);
        if (bundle != null) {
            client.sslContext(bundle.createSslContext());
        }
        return client.build();
    }

    /**
     * What the owner answers about a resource.
     *
     * @return status 200 or 404 with the owner's body
     * @throws PartitionsMovingException where it answers anything else, or not in time
     */
    HttpResponse<byte[]> ask(Partitions.Owner owner, ResourceKey resource) {
        String path = "/resources/" + encode(resource.provider()) + "/"
                + resource.type().word() + "/" + encode(resource.id());
        HttpResponse<byte[]> response = send(owner.host(), path, Integer.toString(owner.partition()));
        if (response.statusCode() != 200 && response.statusCode() != 404) {
            throw new PartitionsMovingException("The instance that owns the resource cannot answer at the moment.");
        }
        return response;
    }

    /**
     * The part of a listing that lies in the partitions of another instance.
     *
     * @throws PartitionsMovingException where it does not answer, or not in time
     */
    Page list(HostInfo host, Collection<Integer> partitions, Listing listing) {
        String query = listing.parameters().entrySet().stream()
                .map(parameter -> parameter.getKey() + "=" + encode(parameter.getValue()))
                .collect(Collectors.joining("&"));
        String numbers = partitions.stream().map(String::valueOf).collect(Collectors.joining(","));
        HttpResponse<byte[]> response =
                send(host, "/resources/" + listing.type().word() + "?" + query, numbers);
        if (response.statusCode() != 200) {
            throw unreachable(null);
        }
        try {
            return page(JSON.readTree(response.body()), listing);
        } catch (JacksonException e) {
            throw unreachable(e);
        }
    }

    private static Page page(JsonNode json, Listing listing) {
        List<Page.Entry> entries = new ArrayList<>();
        for (JsonNode entry : json.path("resources")) {
            JsonNode resource = entry.path("resource");
            ResourceType type = listing.type();
            String key = new ResourceKey(
                            type,
                            resource.path("provider").asString(),
                            resource.path("id").asString())
                    .inStore();
            entries.add(new Page.Entry(key, (ObjectNode) entry));
        }
        JsonNode next = json.path("next");
        return new Page(entries, next.isString() ? Listing.keyIn(next.asString(), listing.prefix()) : null);
    }

    private HttpResponse<byte[]> send(HostInfo host, String pathAndQuery, String partitions) {
        String name = host.host().contains(":") ? "[" + host.host() + "]" : host.host();
        HttpRequest.Builder request = HttpRequest.newBuilder(
                        URI.create(scheme + "://" + name + ":" + host.port() + pathAndQuery))
                .timeout(timeout)
                .header(PARTITIONS_HEADER, partitions)
                .GET();
        authorization().ifPresent(value -> request.header(HttpHeaders.AUTHORIZATION, value));
        try {
            return http.send(request.build(), BodyHandlers.ofByteArray());
        } catch (IOException e) {
            throw unreachable(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw unreachable(e);
        }
    }

    /** What the client has shown this instance; the owner lets it in, or not, by itself. */
    private static Optional<String> authorization() {
        return RequestContextHolder.getRequestAttributes() instanceof ServletRequestAttributes asked
                ? Optional.ofNullable(asked.getRequest().getHeader(HttpHeaders.AUTHORIZATION))
                : Optional.empty();
    }

    private static PartitionsMovingException unreachable(@Nullable Exception cause) {
        return new PartitionsMovingException("Another instance cannot answer at the moment.", cause);
    }

    /** A plus would be a space in a query and a plus in a path; %20 is a space in both. */
    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
