package io.countersign.processor;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.countersign.registry.SchemaRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;

/** A registry in memory, as far as our client asks one, that can be told to be out of order. */
public final class FakeRegistry implements AutoCloseable {

    private static final JsonMapper JSON = new JsonMapper();

    static {
        // Else every answer waits 40 ms for the acknowledgement of its own headers.
        System.setProperty("sun.net.httpserver.nodelay", "true");
    }

    private final HttpServer server;
    private final List<String> schemas = new ArrayList<>();
    private volatile boolean outOfOrder;

    public FakeRegistry() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.createContext("/", this::answer);
        server.start();
    }

    public URI url() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    public SchemaRegistry client() {
        return new SchemaRegistry(url(), Duration.ofSeconds(2));
    }

    public void outOfOrder(boolean isOutOfOrder) {
        outOfOrder = isOutOfOrder;
    }

    /** The id of a schema that some other writer has registered. */
    public synchronized int id(String schema) {
        if (!schemas.contains(schema)) {
            schemas.add(schema);
        }
        return schemas.indexOf(schema) + 1;
    }

    @Override
    public void close() {
        server.stop(0);
    }

    private void answer(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        if (outOfOrder) {
            send(exchange, 503, Map.of());
        } else if (path.startsWith("/config/")) {
            send(exchange, 200, Map.of("compatibility", "FULL_TRANSITIVE"));
        } else if (path.endsWith("/versions")) {
            send(
                    exchange,
                    200,
                    Map.of("id", id(JSON.readTree(body).path("schema").asString())));
        } else if (path.startsWith("/schemas/ids/")) {
            schema(exchange, Integer.parseInt(path.substring("/schemas/ids/".length())));
        } else {
            send(exchange, 404, Map.of("error_code", 40403));
        }
    }

    private synchronized void schema(HttpExchange exchange, int id) throws IOException {
        if (id >= 1 && id <= schemas.size()) {
            send(exchange, 200, Map.of("schema", schemas.get(id - 1)));
        } else {
            send(exchange, 404, Map.of("error_code", 40403));
        }
    }

    private static void send(HttpExchange exchange, int status, Map<String, ?> answer) throws IOException {
        byte[] bytes = JSON.writeValueAsBytes(answer);
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }
}
