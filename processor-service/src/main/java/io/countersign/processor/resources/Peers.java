package io.countersign.processor.resources;

import io.countersign.processor.topology.QuarantineStore;
import io.countersign.processor.topology.ResourceKey;
import io.countersign.topic.ResourceType;
import jakarta.servlet.http.HttpServletRequest;
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
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
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
    private final Duration redriveTimeout;
    private final String scheme;
    private volatile HttpClient http;

    /** Peers are as this instance is: what serves it TLS tells whom to trust, and proves it to those who ask for that. */
    Peers(ResourcesProperties properties, QuarantineProperties quarantine, @Nullable Ssl ssl, SslBundles bundles) {
        this.timeout = properties.peerTimeout();
        this.redriveTimeout = timeout.plus(quarantine.redriveWait());
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
        HttpResponse<byte[]> response = get(owner.host(), path, List.of(owner.partition()));
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
        JsonNode json = listed(host, partitions, "/resources/" + listing.type().word(), listing.parameters());
        return page(json, listing);
    }

    /**
     * The part of a listing that lies in the partitions of another instance.
     *
     * @throws PartitionsMovingException where it does not answer, or not in time
     */
    Page list(HostInfo host, Collection<Integer> partitions, QuarantineListing listing) {
        JsonNode json = listed(host, partitions, "/quarantine", listing.parameters());
        List<Page.Entry> entries = new ArrayList<>();
        for (JsonNode entry : json.path("records")) {
            Instant receivedAt = Instant.parse(entry.path("receivedAt").asString());
            String key = QuarantineStore.listKey(receivedAt, entry.path("id").asString());
            entries.add(new Page.Entry(key, (ObjectNode) entry));
        }
        return new Page(entries, upTo(json, QuarantineStore.LIST));
    }

    /**
     * What another instance has in quarantine under an id; empty where it is not in these partitions.
     *
     * @throws PartitionsMovingException where it does not answer, or not in time
     */
    Optional<HttpResponse<byte[]>> quarantined(HostInfo host, Collection<Integer> partitions, String id) {
        return ifFound(get(host, "/quarantine/" + encode(id), partitions));
    }

    /**
     * Has another instance redrive what it has in quarantine under an id; empty where it is not in these partitions.
     *
     * @throws PartitionsMovingException where it does not answer, or not in time
     */
    Optional<HttpResponse<byte[]>> redrive(HostInfo host, Collection<Integer> partitions, String id) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder().POST(BodyPublishers.noBody()).timeout(redriveTimeout);
        return ifFound(send(request, host, "/quarantine/" + encode(id) + "/redrive", partitions));
    }

    /**
     * Whether what clients show this instance may be shown there as well: not where it would go without TLS from here on.
     */
    boolean mayAsk(URI api) {
        return mayAsk(scheme, api);
    }

    static boolean mayAsk(String ownScheme, URI api) {
        return ownScheme.equals("http") || ownScheme.equals(api.getScheme());
    }

    /**
     * What another generation answers to a request that came here.
     *
     * @param api base address of its API
     * @param generation its name, so that nobody else answers, and so that it does not pass the request on
     * @throws PartitionsMovingException where it does not answer, or not in time
     */
    HttpResponse<byte[]> ask(URI api, String generation, HttpServletRequest request) {
        String query = request.getQueryString();
        HttpRequest.Builder passedOn = HttpRequest.newBuilder()
                .method(request.getMethod(), BodyPublishers.noBody())
                // It may have to ask a peer of its own, or wait for a redrive.
                .timeout(timeout.plus(redriveTimeout))
                .header(GenerationGate.HEADER, generation);
        try {
            passedOn.uri(URI.create(api + request.getRequestURI() + (query == null ? "" : "?" + query)));
        } catch (IllegalArgumentException e) {
            throw new InvalidParameterException("Expected path and query to be percent-encoded.");
        }
        HttpResponse<byte[]> response = send(passedOn);
        if (response.statusCode() == Problem.OTHER_GENERATION.status().value()) {
            throw new PartitionsMovingException("The live generation is not where it was said to be.");
        }
        return response;
    }

    private static Optional<HttpResponse<byte[]>> ifFound(HttpResponse<byte[]> response) {
        return switch (response.statusCode()) {
            case 200, 202 -> Optional.of(response);
            case 404 -> Optional.empty();
            default -> throw unreachable(null);
        };
    }

    /**
     * The partitions that a question from another instance is about.
     *
     * @throws InvalidParameterException where {@code header} does not hold any
     */
    static List<Integer> numbers(String header) {
        try {
            return Stream.of(header.split(",")).map(Integer::valueOf).toList();
        } catch (NumberFormatException e) {
            throw new InvalidParameterException("Expected " + PARTITIONS_HEADER + " to be numbers of partitions.");
        }
    }

    private JsonNode listed(
            HostInfo host, Collection<Integer> partitions, String path, Map<String, String> parameters) {
        String query = parameters.entrySet().stream()
                .map(parameter -> parameter.getKey() + "=" + encode(parameter.getValue()))
                .collect(Collectors.joining("&"));
        HttpResponse<byte[]> response = get(host, path + "?" + query, partitions);
        if (response.statusCode() != 200) {
            throw unreachable(null);
        }
        try {
            return JSON.readTree(response.body());
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
        return new Page(entries, upTo(json, listing.prefix()));
    }

    private static @Nullable String upTo(JsonNode json, String prefix) {
        JsonNode next = json.path("next");
        return next.isString() ? Listing.keyIn(next.asString(), prefix) : null;
    }

    private HttpResponse<byte[]> get(HostInfo host, String pathAndQuery, Collection<Integer> partitions) {
        return send(HttpRequest.newBuilder().GET().timeout(timeout), host, pathAndQuery, partitions);
    }

    private HttpResponse<byte[]> send(
            HttpRequest.Builder request, HostInfo host, String pathAndQuery, Collection<Integer> partitions) {
        String name = host.host().contains(":") ? "[" + host.host() + "]" : host.host();
        String numbers = partitions.stream().map(String::valueOf).collect(Collectors.joining(","));
        request.uri(URI.create(scheme + "://" + name + ":" + host.port() + pathAndQuery))
                .header(PARTITIONS_HEADER, numbers);
        return send(request);
    }

    private HttpResponse<byte[]> send(HttpRequest.Builder request) {
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
    static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
