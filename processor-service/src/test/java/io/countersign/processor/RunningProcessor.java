package io.countersign.processor;

import io.countersign.platform.LocalBroker;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.kafka.streams.KafkaStreams;
import org.springframework.boot.Banner;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.kafka.config.StreamsBuilderFactoryBean;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The whole program in this JVM, on ports of its own, as another program sees it: over HTTP. */
public final class RunningProcessor implements AutoCloseable {

    private static final JsonMapper JSON = new JsonMapper();
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private final ConfigurableApplicationContext context;

    private RunningProcessor(ConfigurableApplicationContext context) {
        this.context = context;
    }

    /** Starts the program, and does not wait for its readiness. */
    public static RunningProcessor start(String bootstrapServers, URI registry, Path stateFolder, String... more) {
        List<String> arguments = new ArrayList<>(arguments(bootstrapServers, registry, stateFolder, 0, 0));
        // A property that is given twice would be a list.
        for (String other : more) {
            arguments.removeIf(own -> own.startsWith(other.substring(0, other.indexOf('=') + 1)));
            arguments.add(other);
        }
        return new RunningProcessor(new SpringApplicationBuilder(ProcessorApplication.class)
                .bannerMode(Banner.Mode.OFF)
                .run(arguments.toArray(String[]::new)));
    }

    /** Starts the program, and does not wait for its readiness. */
    public static RunningProcessor start(LocalBroker broker, URI registry, Path stateFolder) {
        return start(broker.bootstrapServers(), registry, stateFolder);
    }

    /** The command line of the program. */
    public static List<String> arguments(
            String bootstrapServers, URI registry, Path stateFolder, int port, int managementPort) {
        Map<String, Object> properties = Map.of(
                "spring.kafka.bootstrap-servers", bootstrapServers,
                "countersign.registry.url", registry,
                "spring.kafka.streams.state-dir", stateFolder,
                "server.port", port,
                "management.server.port", managementPort,
                // Brokers let nobody sign off earlier than after 6 s.
                "spring.kafka.streams.properties[session.timeout.ms]", "6000",
                "spring.kafka.streams.properties[heartbeat.interval.ms]", "1000");
        return properties.entrySet().stream()
                .map(property -> "--" + property.getKey() + "=" + property.getValue())
                .toList();
    }

    public int port() {
        return context.getEnvironment().getRequiredProperty("local.server.port", Integer.class);
    }

    /** An answer of the API. */
    public HttpResponse<String> get(String pathAndQuery) {
        return get(port(), pathAndQuery);
    }

    /** An answer of whatever listens on {@code port}. */
    public static HttpResponse<String> get(int port, String pathAndQuery) {
        return send(HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + pathAndQuery))
                .timeout(Duration.ofSeconds(10))
                .build());
    }

    public static HttpResponse<String> send(HttpRequest request) {
        try {
            return HTTP.send(request, BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    public HttpResponse<String> readiness() {
        return management("/actuator/health/readiness");
    }

    public HttpResponse<String> management(String path) {
        return get(context.getEnvironment().getRequiredProperty("local.management.port", Integer.class), path);
    }

    public boolean isReady() {
        return readiness().statusCode() == 200;
    }

    public static JsonNode json(HttpResponse<String> response) {
        return JSON.readTree(response.body());
    }

    /** As a scraper sees it, with all that Kafka Streams has by now: otherwise new metrics of Kafka's take up to a minute. */
    public String scrape() {
        StreamsBuilderFactoryBean streams =
                context.getBean("&defaultKafkaStreamsBuilder", StreamsBuilderFactoryBean.class);
        KafkaStreams running = Objects.requireNonNull(streams.getKafkaStreams());
        for (StreamsBuilderFactoryBean.Listener listener : streams.getListeners()) {
            listener.streamsRemoved("test", running);
            listener.streamsAdded("test", running);
        }
        return management("/actuator/prometheus").body();
    }

    @Override
    public void close() {
        context.close();
    }
}
