package io.countersign.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.avro.Schema;
import org.apache.avro.SchemaParser;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the client makes of a registry, a good one and a bad one. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class SchemaRegistryTest {

    private static final String SCHEMA = "{\"type\":\"record\",\"name\":\"A\",\"fields\":[]}";
    private static final Duration LONG = Duration.ofSeconds(30);
    private static final Duration SHORT = Duration.ofMillis(200);

    private FakeRegistry server;
    private SchemaRegistry registry;

    @BeforeEach
    void start() {
        server = new FakeRegistry();
        registry = new SchemaRegistry(server.url(), LONG);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void a_new_schema_is_registered_after_its_subject_was_made_fully_transitive() {
        int id = registry.register("a-value", SCHEMA);

        assertThat(id).isEqualTo(1);
        assertThat(server.requests())
                .containsExactly(
                        "POST /api/subjects/a-value", "PUT /api/config/a-value", "POST /api/subjects/a-value/versions");
    }

    @Test
    void a_schema_that_is_registered_is_only_looked_up() {
        int first = registry.register("a-value", SCHEMA);
        server.forgetRequests();

        assertThat(registry.register("a-value", SCHEMA)).isEqualTo(first);
        assertThat(server.requests()).containsExactly("POST /api/subjects/a-value");
    }

    @Test
    void a_subject_may_have_any_characters() {
        registry.register("a/b c?d-value", SCHEMA);

        assertThat(server.requests()).contains("POST /api/subjects/a%2Fb+c%3Fd-value/versions");
    }

    @Test
    void a_slash_at_the_end_of_the_address_does_no_harm() {
        new SchemaRegistry(URI.create(server.url() + "//"), LONG).register("a-value", SCHEMA);

        assertThat(server.requests()).contains("POST /api/subjects/a-value");
    }

    @Test
    void a_schema_is_found_by_its_id() {
        int id = server.keep(SCHEMA);

        assertThat(registry.schema(id)).contains(SchemaParser.parseSingle(SCHEMA));
        assertThat(registry.schema(id + 1)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"syntax = \"proto3\";", "", "{\"type\":\"record\"}", "{\"type\":\"string\"} and more"})
    void a_schema_that_is_not_avro_is_none(String text) {
        assertThat(registry.schema(server.keep(text))).isEmpty();
    }

    @Test
    void a_schema_of_another_language_is_none_even_if_it_reads_like_avro() {
        server.answer(200, "{\"schemaType\":\"JSON\",\"schema\":\"\\\"string\\\"\"}");

        assertThat(registry.schema(1)).isEmpty();
    }

    @Test
    void the_schemas_type_may_be_told_or_not() {
        server.answer(200, "{\"schemaType\":\"AVRO\",\"schema\":\"\\\"string\\\"\"}");
        assertThat(registry.schema(1)).contains(Schema.create(Schema.Type.STRING));

        server.answer(200, "{\"schema\":\"\\\"string\\\"\"}");
        assertThat(registry.schema(1)).contains(Schema.create(Schema.Type.STRING));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "500 | {}",
                "502 | <html>Bad gateway</html>",
                "503 | {\"error_code\":40403}",
                "429 | {}",
                "200 | <html>Welcome</html>",
                "200 | {}",
                "200 | []",
                "200 | ''",
                "200 | {\"id\":\"1\",\"schema\":1}",
                "200 | {\"id\":4294967296}",
                "404 | <html>Not found</html>",
                "404 | ''",
            })
    void what_is_no_registrys_answer_is_an_outage(int status, String body) {
        server.answer(status, body);

        assertThatThrownBy(() -> registry.register("a-value", SCHEMA)).isInstanceOf(RegistryUnavailableException.class);
        assertThatThrownBy(() -> registry.schema(1)).isInstanceOf(RegistryUnavailableException.class);
    }

    @ParameterizedTest
    @ValueSource(ints = {301, 400, 401, 403, 404, 422})
    void a_schema_that_cannot_be_asked_for_is_not_taken_for_one_that_is_not_there(int status) {
        server.answer(status, "{\"error_code\":" + status + "}");

        assertThatThrownBy(() -> registry.schema(1)).isInstanceOf(RegistryUnavailableException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/subjects/a-value", "/config/a-value", "/subjects/a-value/versions"})
    void a_refusal_of_the_schema_is_final_and_says_why(String path) {
        server.misbehave(exchange -> {
            boolean refused = exchange.getRequestURI().getPath().endsWith(path);
            if (refused) {
                FakeRegistry.send(exchange, 409, "{\"message\":\"incompatible\"}" + " ".repeat(10_000));
            }
            return refused;
        });

        assertThatThrownBy(() -> registry.register("a-value", SCHEMA))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("a-value: 409 {\"message\":\"incompatible\"}")
                .satisfies(refusal -> assertThat(refusal.getMessage()).hasSizeLessThan(1_000));
    }

    @Test
    void an_answer_that_does_not_come_is_an_outage() {
        CountDownLatch never = new CountDownLatch(1);
        server.misbehave(exchange -> {
            never.await();
            return true;
        });

        assertThatThrownBy(() -> new SchemaRegistry(server.url(), SHORT).schema(1))
                .isInstanceOf(RegistryUnavailableException.class);
    }

    @Test
    void an_answer_that_does_not_end_is_an_outage() {
        CountDownLatch never = new CountDownLatch(1);
        server.misbehave(exchange -> {
            exchange.sendResponseHeaders(200, 0);
            exchange.getResponseBody().write('{');
            exchange.getResponseBody().flush();
            never.await();
            return true;
        });

        assertThatThrownBy(() -> new SchemaRegistry(server.url(), SHORT).schema(1))
                .isInstanceOf(RegistryUnavailableException.class);
    }

    @Test
    void an_answer_that_breaks_off_is_an_outage() {
        server.misbehave(exchange -> {
            exchange.sendResponseHeaders(200, 1_000);
            exchange.getResponseBody().write('{');
            return true;
        });

        assertThatThrownBy(() -> registry.schema(1)).isInstanceOf(RegistryUnavailableException.class);
    }

    @Test
    void nobody_at_the_address_is_an_outage_and_the_message_names_it() throws IOException {
        int port;
        try (ServerSocket socket = new ServerSocket(0)) {
            port = socket.getLocalPort();
        }
        URI url = URI.create("http://127.0.0.1:" + port);

        assertThatThrownBy(() -> new SchemaRegistry(url, LONG).schema(1))
                .isInstanceOf(RegistryUnavailableException.class)
                .hasMessageContaining(url.toString());
    }

    @Test
    void a_registry_that_comes_back_is_used_again() {
        server.answer(503, "");
        assertThatThrownBy(() -> registry.register("a-value", SCHEMA)).isInstanceOf(RegistryUnavailableException.class);

        server.behave();

        assertThat(registry.register("a-value", SCHEMA)).isEqualTo(1);
    }

    @Test
    void an_interruption_ends_the_wait_and_is_passed_on() throws InterruptedException {
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch never = new CountDownLatch(1);
        CountDownLatch interrupted = new CountDownLatch(1);
        server.misbehave(exchange -> {
            asked.countDown();
            never.await();
            return true;
        });
        Thread asking = new Thread(() -> {
            try {
                registry.schema(1);
            } catch (RegistryUnavailableException e) {
                if (Thread.currentThread().isInterrupted()) {
                    interrupted.countDown();
                }
            }
        });
        asking.start();
        asked.await();

        asking.interrupt();

        assertThat(interrupted.await(30, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void a_password_in_the_address_is_refused_and_not_repeated() {
        assertThatThrownBy(() -> new SchemaRegistry(URI.create("http://user:pass@127.0.0.1/"), LONG))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageNotContaining("pass@");
    }

    @ParameterizedTest
    @ValueSource(strings = {"ftp://127.0.0.1/", "127.0.0.1", "http:///x", "/apis"})
    void an_address_is_an_http_url(String address) {
        assertThatThrownBy(() -> new SchemaRegistry(URI.create(address), LONG))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(address);
    }

    @ParameterizedTest
    @ValueSource(strings = {"PT0S", "PT-0.001S"})
    void a_time_out_is_positive(Duration timeout) {
        assertThatThrownBy(() -> new SchemaRegistry(server.url(), timeout))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(timeout.toString());
    }
}
