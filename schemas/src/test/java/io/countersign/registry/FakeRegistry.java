package io.countersign.registry;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import tools.jackson.databind.json.JsonMapper;

/** A registry in memory behind a real HTTP server: keeps schemas, remembers requests, and misbehaves when told to. */
public final class FakeRegistry implements AutoCloseable {

    private static final JsonMapper JSON = new JsonMapper();

    /** What the server says instead of the right answer. */
    public interface Fault {
        /** Answers {@code exchange} itself, or leaves it alone and returns false. */
        boolean answered(HttpExchange exchange) throws IOException, InterruptedException;
    }

    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final List<String> requests = Collections.synchronizedList(new ArrayList<>());
    private final List<String> schemas = new ArrayList<>();
    private final Map<String, Set<Integer>> subjects = new HashMap<>();
    private volatile Fault fault = exchange -> false;

    public FakeRegistry() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.setExecutor(threads);
        server.createContext("/", this::handle);
        server.start();
    }

    public URI url() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/api");
    }

    /** Method and path of every request so far. */
    public List<String> requests() {
        return List.copyOf(requests);
    }

    public void forgetRequests() {
        requests.clear();
    }

    /** Keeps a schema of any kind under an id of its own, without a subject. */
    public synchronized int keep(String schema) {
        int known = schemas.indexOf(schema);
        if (known < 0) {
            schemas.add(schema);
        }
        return schemas.indexOf(schema) + 1;
    }

    public void misbehave(Fault with) {
        fault = with;
    }

    /** Answers everything with this. */
    public void answer(int status, String body) {
        fault = exchange -> {
            send(exchange, status, body);
            return true;
        };
    }

    public void behave() {
        fault = exchange -> false;
    }

    private void handle(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getRawPath();
        requests.add(exchange.getRequestMethod() + " " + path);
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        try (exchange) {
            if (!fault.answered(exchange)) {
                serve(exchange, path.split("/"), body);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private synchronized void serve(HttpExchange exchange, String[] path, String body) throws IOException {
        if (path[2].equals("config")) {
            send(exchange, 200, body.replace("compatibility", "compatibilityLevel"));
        } else if (path[2].equals("schemas")) {
            int id = Integer.parseInt(path[4]);
            if (id < 1 || id > schemas.size()) {
                send(exchange, 404, "{\"error_code\":40403,\"message\":\"Schema not found\"}");
            } else {
                send(exchange, 200, JSON.writeValueAsString(Map.of("schema", schemas.get(id - 1))));
            }
        } else {
            String subject = URLDecoder.decode(path[3], StandardCharsets.UTF_8);
            String schema = JSON.readTree(body).path("schema").stringValue();
            if (path.length == 5) {
                subjects.computeIfAbsent(subject, name -> new HashSet<>()).add(keep(schema));
            }
            int id = schemas.indexOf(schema) + 1;
            if (subjects.getOrDefault(subject, Set.of()).contains(id)) {
                send(exchange, 200, "{\"id\":" + id + "}");
            } else {
                int code = subjects.containsKey(subject) ? 40403 : 40401;
                send(exchange, 404, "{\"error_code\":" + code + ",\"message\":\"not found\"}");
            }
        }
    }

    public static void send(HttpExchange exchange, int status, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
        exchange.getResponseBody().write(bytes);
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
