package io.countersign.ingress.http;

import static io.countersign.ingress.http.Lox24Requests.event;
import static io.countersign.ingress.http.Lox24Requests.request;
import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.ingress.http.RawConnection.RawAnswer;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Import;

/** Allow-lists and the throttle behind a trusted proxy, which this test is. */
@Import(WebhookEndpointTest.Fakes.class)
@SpringBootTest(
        webEnvironment = WebEnvironment.RANDOM_PORT,
        properties = {
            "management.server.port=0",
            "spring.kafka.bootstrap-servers=127.0.0.1:1",
            "countersign.registry.url=http://127.0.0.1:1",
            "countersign.receipt.key=" + WebhookEndpointTest.RECEIPT_KEY,
            "countersign.throttle.refused-attempts=2",
            "countersign.http.connections-per-address=1",
            "countersign.proxies.trusted=127.0.0.0/8",
            "countersign.sources.codes.provider=lox24",
            "countersign.sources.codes.secrets=" + Lox24Requests.SECRET,
            "countersign.sources.codes.allowed-addresses=192.0.2.0/24,2001:db8:1::/48,::ffff:198.51.100.7",
            "countersign.sources.open.provider=lox24",
            "countersign.sources.open.secrets=" + Lox24Requests.SECRET,
        })
class ProxiedAddressTest {

    @LocalServerPort
    private int port;

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "192.0.1.255 | 403",
                "192.0.2.0 | 200",
                "192.0.2.255 | 200",
                "192.0.3.0 | 403",
                "::ffff:192.0.2.1 | 200",
                "198.51.100.7 | 200",
                "2001:db8:1:ffff::1 | 200",
                "[2001:db8:1:ffff::1]:80 | 200",
                "2001:db8:2::1 | 403",
                "192.0.2.1, 127.0.0.2 | 200",
                "192.0.2.1, 203.0.113.1 | 403",
                "203.0.113.1, 192.0.2.1 | 200",
                "192.0.2.1, nonsense | 403",
                "192.0.2.1%eth0 | 403",
                "'' | 403",
            })
    void aSourceLetsItsAddressesIn(String forwardedFor, int status) throws Exception {
        assertThat(post("codes", "X-Forwarded-For: " + forwardedFor, Lox24Requests.SECRET))
                .isEqualTo(status);
    }

    @Test
    void anotherFieldIsNotBelieved() throws Exception {
        assertThat(post("codes", "Forwarded: for=192.0.2.1", Lox24Requests.SECRET))
                .isEqualTo(403);
        assertThat(post("codes", "X-Real-IP: 192.0.2.1", Lox24Requests.SECRET)).isEqualTo(403);
    }

    @Test
    void eachSenderBehindTheProxyIsCountedByItself() throws Exception {
        String sender = "X-Forwarded-For: 203.0.113.9";
        assertThat(post("open", sender, "guess")).isEqualTo(401);
        assertThat(post("open", "X-Forwarded-For: 1.1.1.1, 203.0.113.9", "guess"))
                .isEqualTo(401);
        assertThat(post("open", "X-Forwarded-For: 2.2.2.2, 203.0.113.9", "guess"))
                .isEqualTo(429);

        assertThat(post("open", "X-Forwarded-For: 203.0.113.10", "guess")).isEqualTo(401);
        assertThat(post("open", sender, Lox24Requests.SECRET))
                .as("a genuine one")
                .isEqualTo(200);
        assertThat(post("open", sender, "guess")).isEqualTo(429);
    }

    @Test
    void oneIpv6NetworkIsOneSender() throws Exception {
        assertThat(post("open", "X-Forwarded-For: 2001:db8:0:1::1", "guess")).isEqualTo(401);
        assertThat(post("open", "X-Forwarded-For: 2001:db8:0:1::2", "guess")).isEqualTo(401);
        assertThat(post("open", "X-Forwarded-For: 2001:db8:0:1::3", "guess")).isEqualTo(429);
        assertThat(post("open", "X-Forwarded-For: 2001:db8:0:2::1", "guess")).isEqualTo(401);
    }

    @Test
    void aProxyHasAnyNumberOfConnections() throws Exception {
        try (RawConnection first = new RawConnection(port);
                RawConnection second = new RawConnection(port)) {
            String request = request(event("n")).replace("codes", "open");
            first.send(request);
            second.send(request);

            assertThat(first.answer().status()).isEqualTo(200);
            assertThat(second.answer().status()).isEqualTo(200);
        }
    }

    private int post(String source, String line, String secret) throws IOException {
        try (RawConnection connection = new RawConnection(port)) {
            connection.send(request(event("n"))
                    .replace("codes", source)
                    .replace(Lox24Requests.SECRET, secret)
                    .replace("Host:", line + "\r\nHost:"));
            RawAnswer answer = connection.answer();
            return answer.status();
        }
    }
}
