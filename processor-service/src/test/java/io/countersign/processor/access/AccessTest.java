package io.countersign.processor.access;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import io.countersign.processor.RunningProcessor;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Who is let in, over real HTTP. Neither brokers nor registry run: who is let in is told to come again, 503. */
class AccessTest {

    private static final int LET_IN = 503;
    private static final String PASSWORD = "qwertzuiopqwertz";
    private static final String RESOURCE = "/resources/devengo/account/acc_1";

    @TempDir
    Path folder;

    @Test
    void onItsOwnMachineTheApiIsOpenUnlessALoginIsConfigured() {
        try (RunningProcessor processor = start()) {
            HttpResponse<String> answer = processor.get(RESOURCE);

            assertThat(answer.statusCode()).isEqualTo(LET_IN);
            assertThat(answer.headers().firstValue("X-Content-Type-Options")).hasValue("nosniff");
            assertThat(answer.headers().firstValue("Cache-Control").orElseThrow())
                    .contains("no-store");
            assertThat(answer.headers().firstValue("Set-Cookie")).isEmpty();
            assertThat(ask(processor, "GET", RESOURCE, basic("nobody", "nothing"))
                            .statusCode())
                    .isEqualTo(LET_IN);
        }
    }

    @Test
    void withALoginEveryPathAsksForIt() {
        try (RunningProcessor processor =
                start("--spring.security.user.name=reader", "--spring.security.user.password=" + PASSWORD)) {
            for (String path : List.of(
                    RESOURCE,
                    "/resources/account",
                    "/resources/devengo/account/a%2Fb",
                    "/resources/devengo/account/..%2F..%2Ferror",
                    "/resources/devengo/account/a;b%25c%5Cd",
                    "//resources/account",
                    "/error",
                    "/",
                    "/quarantine",
                    "/actuator/health",
                    "/actuator/..;/resources/account")) {
                assertUnauthenticated(ask(processor, "GET", path, null), "Basic realm=\"countersign\"");
            }
            assertUnauthenticated(ask(processor, "POST", "/quarantine/1/redrive", null), "Basic realm=\"countersign\"");
            for (String wrong : List.of(
                    basic("reader", PASSWORD + "x"),
                    basic("reader", ""),
                    basic("writer", PASSWORD),
                    "Basic !",
                    "Bearer " + PASSWORD)) {
                assertUnauthenticated(ask(processor, "GET", RESOURCE, wrong), "Basic realm=\"countersign\"");
            }

            String right = basic("reader", PASSWORD);
            assertThat(ask(processor, "GET", RESOURCE, right).statusCode()).isEqualTo(LET_IN);
            assertThat(ask(processor, "GET", "/resources/devengo/account/a%2Fb;c%25d%5Ce//f", right)
                            .statusCode())
                    .isEqualTo(LET_IN);
            assertThat(ask(processor, "GET", "/nothing", right).statusCode()).isEqualTo(404);
            assertThat(ask(processor, "POST", RESOURCE, right).statusCode()).isEqualTo(405);
            // For probes and scrapers, which have no login.
            assertThat(processor.management("/actuator/health/liveness").statusCode())
                    .isEqualTo(200);
            assertThat(processor.management("/actuator/prometheus").statusCode())
                    .isEqualTo(200);
        }
    }

    @Test
    void withAnIssuersKeyEveryPathAsksForItsTokens() throws Exception {
        KeyPair issuer = newKeyPair();
        try (RunningProcessor processor =
                start("--spring.security.oauth2.resourceserver.jwt.public-key-location=file:" + publicKey(issuer))) {
            Instant now = Instant.now();
            assertThat(ask(processor, "GET", RESOURCE, token(issuer, now.plusSeconds(60)))
                            .statusCode())
                    .isEqualTo(LET_IN);
            assertUnauthenticated(ask(processor, "GET", RESOURCE, null), "Bearer realm=\"countersign\"");
            for (String wrong : List.of(
                    token(newKeyPair(), now.plusSeconds(60)),
                    // A minute is forgiven, for clocks that differ.
                    token(issuer, now.minusSeconds(70)),
                    "Bearer nonsense",
                    basic("user", PASSWORD))) {
                assertUnauthenticated(ask(processor, "GET", RESOURCE, wrong), "Bearer realm=\"countersign\"");
            }
        }
    }

    @Test
    void beyondItsOwnMachineTheApiIsOpenedByALogin() {
        try (RunningProcessor processor =
                start("--server.address=0.0.0.0", "--spring.security.user.password=" + PASSWORD)) {
            assertThat(ask(processor, "GET", RESOURCE, null).statusCode()).isEqualTo(401);
            assertThat(ask(processor, "GET", RESOURCE, basic("user", PASSWORD)).statusCode())
                    .isEqualTo(LET_IN);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--server.address=0.0.0.0 | the API would be open to whoever reaches 0.0.0.0",
                "--server.address= | the API would be open to whoever reaches this machine, at all its addresses",
                "--spring.security.user.password=qwertzuiopqwert | must have at least 16 characters",
                "--spring.security.user.name=reader | spring.security.user.password is not",
                "--spring.security.user.password=qwertzuiopqwertz --spring.security.oauth2.resourceserver.jwt.jwk-set-uri=http://127.0.0.1:1 | not both",
            })
    void whatWouldLetAnybodyInStopsTheStart(String properties, String message) {
        assertThatThrownBy(() -> start(properties.split(" ")).close())
                .rootCause()
                .hasMessageContaining(message)
                .satisfies(e -> assertThat(e.getMessage()).doesNotContain("qwertz"));
    }

    @Test
    void whatABrowserAsksForAnotherSiteIsRefusedWithAProblem() throws IOException {
        try (RunningProcessor processor = start("--countersign.resources.advertised-address=processor.example")) {
            String own = "localhost:" + processor.port();
            for (String method : List.of("GET " + RESOURCE, "POST /quarantine/1/redrive")) {
                assertThat(raw(processor, method, "Host: " + own)).startsWith("HTTP/1.1 503 ");
                assertThat(raw(processor, method, "Host: processor.example")).startsWith("HTTP/1.1 503 ");
                assertThat(raw(
                                processor,
                                method,
                                "Host: " + own,
                                "Origin: http://" + own,
                                "Sec-Fetch-Site: same-origin"))
                        .startsWith("HTTP/1.1 503 ");
                for (String[] foreign : List.of(
                        new String[] {"Host: attacker.example:" + processor.port()},
                        new String[] {"Host: " + own, "Origin: http://attacker.example"},
                        new String[] {"Host: " + own, "Sec-Fetch-Site: cross-site"},
                        new String[] {"Host: attacker.example", "X-Forwarded-Host: localhost"})) {
                    assertThat(raw(processor, method, foreign))
                            .startsWith("HTTP/1.1 403 ")
                            .containsIgnoringCase("Content-Type: application/problem+json")
                            .contains("\"urn:countersign:problem:another-site\"");
                }
            }
        }
    }

    @Test
    void aLoginThatABrowserRemembersIsNotForOtherSites() throws IOException {
        try (RunningProcessor processor = start("--spring.security.user.password=" + PASSWORD)) {
            String login = "Authorization: " + basic("user", PASSWORD);
            String redrive = "POST /quarantine/1/redrive";
            assertThat(raw(processor, redrive, "Host: any.example", login)).startsWith("HTTP/1.1 503 ");
            assertThat(raw(processor, redrive, "Host: any.example", login, "Origin: https://any.example"))
                    .startsWith("HTTP/1.1 503 ");
            assertThat(raw(processor, redrive, "Host: any.example", login, "Origin: https://other.example"))
                    .startsWith("HTTP/1.1 403 ");
        }
    }

    @Test
    void aTokenIsForEveryOrigin() throws Exception {
        KeyPair issuer = newKeyPair();
        try (RunningProcessor processor =
                start("--spring.security.oauth2.resourceserver.jwt.public-key-location=file:" + publicKey(issuer))) {
            String token = "Authorization: " + token(issuer, Instant.now().plusSeconds(60));
            assertThat(raw(processor, "GET " + RESOURCE, "Host: any.example", token, "Origin: https://other.example"))
                    .startsWith("HTTP/1.1 503 ");
        }
    }

    @Test
    void onlyHealthInfoAndMetricsAreOnTheManagementPort() {
        try (RunningProcessor processor = start()) {
            assertThat(processor.management("/actuator/health/liveness").statusCode())
                    .isEqualTo(200);
            assertThat(processor.management("/actuator/info").statusCode()).isEqualTo(200);
            assertThat(processor.management("/actuator/prometheus").statusCode())
                    .isEqualTo(200);
            for (String endpoint : List.of(
                    "beans",
                    "caches",
                    "conditions",
                    "configprops",
                    "env",
                    "heapdump",
                    "loggers",
                    "mappings",
                    "metrics",
                    "sbom",
                    "scheduledtasks",
                    "shutdown",
                    "threaddump")) {
                assertThat(processor.management("/actuator/" + endpoint).statusCode())
                        .as(endpoint)
                        .isEqualTo(404);
            }
            assertThat(processor.management("/resources/account").statusCode()).isEqualTo(404);
            assertThat(processor.get("/actuator/health").statusCode()).isEqualTo(404);
        }
    }

    private RunningProcessor start(String... more) {
        return RunningProcessor.start(
                "127.0.0.1:1", URI.create("http://127.0.0.1:1/apis/ccompat/v7"), folder.resolve("state"), more);
    }

    /** An answer to a request with these header fields and no others: clients do not let their users write Host. */
    private static String raw(RunningProcessor processor, String methodAndPath, String... fields) throws IOException {
        try (Socket socket = new Socket("127.0.0.1", processor.port())) {
            socket.setSoTimeout(10_000);
            String request = methodAndPath + " HTTP/1.1\r\n" + String.join("\r\n", fields)
                    + "\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
            socket.getOutputStream().write(request.getBytes(UTF_8));
            return new String(socket.getInputStream().readAllBytes(), UTF_8);
        }
    }

    private static HttpResponse<String> ask(
            RunningProcessor processor, String method, String path, String authorization) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + processor.port() + path))
                .timeout(Duration.ofSeconds(10))
                .method(method, BodyPublishers.noBody());
        if (authorization != null) {
            request.header("Authorization", authorization);
        }
        return RunningProcessor.send(request.build());
    }

    private static void assertUnauthenticated(HttpResponse<String> answer, String challenge) {
        assertThat(answer.statusCode()).as(answer.uri().toString()).isEqualTo(401);
        assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/problem+json");
        assertThat(answer.headers().firstValue("WWW-Authenticate").orElseThrow())
                .startsWith(challenge);
        assertThat(RunningProcessor.json(answer).path("type").asString())
                .isEqualTo("urn:countersign:problem:unauthenticated");
        assertThat(RunningProcessor.json(answer).path("status").asInt()).isEqualTo(401);
    }

    private static String basic(String name, String password) {
        return "Basic " + Base64.getEncoder().encodeToString((name + ":" + password).getBytes(UTF_8));
    }

    private static String token(KeyPair issuer, Instant expiry) throws Exception {
        SignedJWT token = new SignedJWT(
                new JWSHeader(JWSAlgorithm.RS256),
                new JWTClaimsSet.Builder()
                        .subject("a program")
                        .expirationTime(Date.from(expiry))
                        .build());
        token.sign(new RSASSASigner(issuer.getPrivate()));
        return "Bearer " + token.serialize();
    }

    private Path publicKey(KeyPair issuer) throws IOException {
        return Files.writeString(
                folder.resolve("issuer.pem"),
                "-----BEGIN PUBLIC KEY-----\n"
                        + Base64.getMimeEncoder()
                                .encodeToString(issuer.getPublic().getEncoded())
                        + "\n-----END PUBLIC KEY-----\n");
    }

    private static KeyPair newKeyPair() throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(2048);
        return generator.generateKeyPair();
    }
}
