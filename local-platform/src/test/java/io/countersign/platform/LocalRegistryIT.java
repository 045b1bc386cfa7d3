package io.countersign.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalRegistryIT {

    private static final Pattern ID = Pattern.compile("\"id\":(\\d+)");

    private final HttpClient http = HttpClient.newHttpClient();

    @TempDir
    Path folder;

    @Test
    void schemasAndTheirIdsSurviveAKillAndACleanRestart() throws Exception {
        try (LocalRegistry registry = LocalRegistry.in(folder).start()) {
            int first = register(registry, "first", "string");
            registry.kill();

            registry.start();
            assertThat(register(registry, "first", "string")).isEqualTo(first);
            int second = register(registry, "second", "long");
            assertThat(second).isGreaterThan(first);
            registry.stop();

            registry.start();
            assertThat(get(registry, "/schemas/ids/" + second)).contains("long");
            assertThat(register(registry, "third", "bytes")).isGreaterThan(second);
            assertThat(get(registry, "/subjects")).contains("first", "second", "third");
        }
    }

    @Test
    void newSchemasHaveToBeFullyCompatible() throws Exception {
        try (LocalRegistry registry = LocalRegistry.in(folder).start()) {
            assertThat(get(registry, "/config")).contains("FULL");
            register(registry, "numbers", "long");

            assertThat(post(registry, "numbers", "string").statusCode()).isEqualTo(409);
        }
    }

    @Test
    void aTakenPortIsNamed() throws Exception {
        int port = Ports.free();
        try (ServerSocket other = new ServerSocket()) {
            other.bind(Ports.address(port));
            LocalRegistry registry = LocalRegistry.in(folder).port(port).build();

            assertThatThrownBy(registry::start)
                    .isInstanceOf(PortTakenException.class)
                    .hasMessageContaining(Integer.toString(port))
                    .hasMessageContaining("registry");
        }
    }

    private int register(LocalRegistry registry, String subject, String type) throws Exception {
        HttpResponse<String> response = post(registry, subject, type);
        assertThat(response.statusCode()).isEqualTo(200);
        Matcher id = ID.matcher(response.body());
        assertThat(id.find()).isTrue();
        return Integer.parseInt(id.group(1));
    }

    private HttpResponse<String> post(LocalRegistry registry, String subject, String type) throws Exception {
        return http.send(
                HttpRequest.newBuilder(URI.create(registry.url() + "/subjects/" + subject + "/versions"))
                        .header("Content-Type", "application/vnd.schemaregistry.v1+json")
                        .POST(HttpRequest.BodyPublishers.ofString(
                                "{\"schema\":\"{\\\"type\\\":\\\"" + type + "\\\"}\"}"))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    private String get(LocalRegistry registry, String path) throws Exception {
        return http.send(
                        HttpRequest.newBuilder(URI.create(registry.url() + path))
                                .build(),
                        HttpResponse.BodyHandlers.ofString())
                .body();
    }
}
