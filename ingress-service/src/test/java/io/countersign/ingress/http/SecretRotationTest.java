package io.countersign.ingress.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.crypto.MACVerifier;
import io.countersign.ingress.IngressApplication;
import io.countersign.ingress.rotation.MountedSecret;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Secrets that change while the ingress runs, seen over HTTP; only Kafka is a fake here. */
class SecretRotationTest {

    private static final String OLD = "the-old-secret-of-the-tests";
    private static final String NEW = "the-new-secret-of-the-tests";
    private static final byte[] OLD_KEY = "0123456789abcdef0123456789abcdef".getBytes(UTF_8);
    private static final byte[] NEW_KEY = "fedcba9876543210fedcba9876543210".getBytes(UTF_8);
    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final JsonMapper JSON = new JsonMapper();

    @TempDir
    Path folder;

    private MountedSecret secrets;
    private MountedSecret receiptKeys;
    private ConfigurableApplicationContext ingress;

    @BeforeEach
    void start() throws Exception {
        secrets = MountedSecret.in(folder.resolve("shop"));
        secrets.put(Map.of("2026-05", OLD));
        receiptKeys = MountedSecret.in(folder.resolve("receipt"));
        receiptKeys.put(Map.of("2026-05", Base64.getEncoder().encodeToString(OLD_KEY)));
        ingress = new SpringApplicationBuilder(IngressApplication.class, WebhookEndpointTest.Fakes.class)
                .run(
                        "--server.port=0",
                        "--management.server.port=0",
                        "--spring.kafka.bootstrap-servers=127.0.0.1:1",
                        "--countersign.registry.url=http://127.0.0.1:1",
                        "--countersign.rotation.interval=100ms",
                        "--countersign.receipt.key-file=" + receiptKeys.folder(),
                        "--countersign.sources.shop.provider=devengo",
                        "--countersign.sources.shop.secret-files=" + secrets.folder());
    }

    @AfterEach
    void stop() {
        ingress.close();
    }

    @Test
    void aSecretIsRotatedUnderLoadAndNoGenuineWebhookIsRefused() throws Exception {
        assertThat(genuineBy("2026-05")).isZero();
        assertThat(post(NEW).statusCode()).isEqualTo(401);
        try (Load load = new Load(OLD)) {
            load.awaitMore();

            secrets.put(Map.of("2026-05", OLD, "2026-11", NEW));
            await().until(() -> rotations("sources.shop", "taken") == 1);
            assertThat(post(NEW).statusCode()).isEqualTo(200);
            load.awaitMore(); // The provider still signs with the old one.
            load.signWith(NEW);
            load.awaitMore();
            double ofTheOldOne = genuineBy("2026-05");

            load.awaitMore();
            assertThat(genuineBy("2026-05")).isEqualTo(ofTheOldOne).isPositive();
            assertThat(genuineBy("2026-11")).isPositive();
            secrets.put(Map.of("2026-11", NEW));
            await().until(() -> rotations("sources.shop", "taken") == 2);
            load.awaitMore();

            assertThat(post(OLD).statusCode()).isEqualTo(401);
            assertThat(load.statuses()).hasSizeGreaterThan(100).containsOnly(200);
        }
    }

    @Test
    void whatCannotBeUsedChangesNothingAndIsShown() throws Exception {
        for (Map<String, String> unusable : List.of(
                Map.of("2026-05", OLD, "2026-11", "only15charactrs"),
                Map.of("2026-05", OLD, "2026-11", " "),
                Map.<String, String>of())) {
            double before = rotations("sources.shop", "refused");
            secrets.put(unusable);
            await().until(() -> rotations("sources.shop", "refused") > before);

            assertThat(post(OLD).statusCode()).isEqualTo(200);
            HttpResponse<String> health = management("/actuator/health");
            JsonNode rotation = JSON.readTree(health.body()).path("components").path("rotation");
            assertThat(health.statusCode()).isEqualTo(503);
            assertThat(rotation.path("status").asString()).isEqualTo("DOWN");
            assertThat(rotation.path("details").path("sources.shop").asString())
                    .isNotEmpty()
                    .doesNotContain("only15charactrs");
            // The old secrets count, so that no instance need leave.
            assertThat(management("/actuator/health/readiness").body()).doesNotContain("rotation");
        }
        assertThat(rotations("sources.shop", "taken")).isZero();

        secrets.put(Map.of("2026-05", OLD, "2026-11", "only16characters"));
        await().until(() -> post("only16characters").statusCode() == 200);
        await().untilAsserted(() -> assertThat(
                        JSON.readTree(management("/actuator/health").body())
                                .path("components")
                                .path("rotation")
                                .path("status")
                                .asString())
                .isEqualTo("UP"));
    }

    @Test
    void theReceiptKeyIsRotatedAndEachReceiptTellsWhichKeyProvesIt() throws Exception {
        assertReceipt("2026-05", OLD_KEY);
        assertThat(receiptKeysShown()).containsExactly("countersign_ingress_receipt_key{key=\"2026-05\"} 1.0");

        receiptKeys.put(Map.of(
                "2026-05", Base64.getEncoder().encodeToString(OLD_KEY),
                "2026-11", Base64.getEncoder().encodeToString(NEW_KEY)));
        await().until(() -> rotations("receipt", "taken") == 1);
        assertReceipt("2026-11", NEW_KEY);
        assertThat(receiptKeysShown()).containsExactly("countersign_ingress_receipt_key{key=\"2026-11\"} 1.0");

        receiptKeys.put(Map.of("2027-05", "c2hvcnQ="));
        await().until(() -> rotations("receipt", "refused") > 0);
        assertReceipt("2026-11", NEW_KEY);
        assertThat(receiptKeysShown()).containsExactly("countersign_ingress_receipt_key{key=\"2026-11\"} 1.0");
    }

    private void assertReceipt(String keyId, byte[] key) throws Exception {
        JWSObject receipt =
                JWSObject.parse(JSON.readTree(post(OLD).body()).path("receipt").asString());
        assertThat(receipt.getHeader().getKeyID()).isEqualTo(keyId);
        assertThat(receipt.verify(new MACVerifier(key))).isTrue();
    }

    private List<String> receiptKeysShown() throws Exception {
        return management("/actuator/prometheus")
                .body()
                .lines()
                .filter(line -> line.startsWith("countersign_ingress_receipt_key"))
                .toList();
    }

    private double genuineBy(String secret) throws Exception {
        return metric("countersign_ingress_genuine_total{secret=\"" + secret + "\",source=\"shop\"}");
    }

    private double rotations(String of, String outcome) throws Exception {
        return metric("countersign_ingress_rotations_total{outcome=\"" + outcome + "\",secrets=\"" + of + "\"}");
    }

    /** As a scraper sees it; fails where the series is not there. */
    private double metric(String series) throws Exception {
        String page = management("/actuator/prometheus").body();
        assertThat(page).contains(series);
        return page.lines()
                .filter(line -> line.startsWith(series))
                .mapToDouble(line -> Double.parseDouble(line.substring(series.length())))
                .sum();
    }

    private HttpResponse<String> management(String path) throws Exception {
        return HTTP.send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port("local.management.port") + path))
                        .build(),
                BodyHandlers.ofString());
    }

    private HttpResponse<String> post(String secret) throws Exception {
        String body = """
                {"id":"evt_1","api_version":"v1","type":"account.activated","created_at":"2022-01-01T12:00:00Z",
                 "data":{"object":{"id":"acc_1","status":"active"}}}""";
        String time = Long.toString(Instant.now().getEpochSecond());
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(secret.getBytes(UTF_8), "HmacSHA256"));
        String signature = HexFormat.of().formatHex(mac.doFinal((time + "." + body).getBytes(UTF_8)));
        return HTTP.send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port("local.server.port") + "/webhooks/shop"))
                        .header("content-type", "application/json")
                        .header("X-Devengo-Webhooks-Sig", "t=" + time + ",v1=" + signature)
                        .POST(BodyPublishers.ofString(body))
                        .build(),
                BodyHandlers.ofString());
    }

    private String port(String property) {
        return ingress.getEnvironment().getRequiredProperty(property);
    }

    /** A provider that posts all the time. */
    private final class Load implements AutoCloseable {

        private static final int THREADS = 4;

        private final Queue<Integer> statuses = new ConcurrentLinkedQueue<>();
        private final AtomicInteger sent = new AtomicInteger();
        private final List<Thread> threads = new ArrayList<>();
        private volatile String secret;
        private volatile boolean running = true;

        Load(String secret) {
            this.secret = secret;
            for (int i = 0; i < THREADS; i++) {
                Thread thread = new Thread(this::run, "load");
                thread.start();
                threads.add(thread);
            }
        }

        void signWith(String other) {
            secret = other;
        }

        List<Integer> statuses() {
            return List.copyOf(statuses);
        }

        /** Waits until webhooks have been answered that were not yet signed at the call. */
        void awaitMore() {
            int until = sent.get() + 50;
            await().until(() -> sent.get() >= until);
        }

        private void run() {
            while (running) {
                try {
                    statuses.add(post(secret).statusCode());
                } catch (Exception e) {
                    statuses.add(-1);
                }
                sent.incrementAndGet();
            }
        }

        @Override
        public void close() {
            running = false;
            try {
                for (Thread thread : threads) {
                    thread.join();
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
