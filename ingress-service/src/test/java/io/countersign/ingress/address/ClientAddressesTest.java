package io.countersign.ingress.address;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** In all of these, 10.0.0.0/8 and 2001:db8:aaaa::/48 are trusted, and 10.0.0.1 is the connection's address. */
class ClientAddressesTest {

    private static final List<String> TRUSTED = List.of("10.0.0.0/8", "2001:db8:aaaa::/48");
    private static final String PEER = "10.0.0.1";

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "192.0.2.1 | 192.0.2.1",
                "192.0.2.1:5678 | 192.0.2.1",
                "2001:db8::1 | 2001:db8::1",
                "[2001:db8::1] | 2001:db8::1",
                "[2001:db8::1]:5678 | 2001:db8::1",
                "::ffff:192.0.2.1 | 192.0.2.1",
                "198.51.100.9, 192.0.2.1 | 192.0.2.1",
                "198.51.100.9,192.0.2.1 , 10.1.1.1,\t2001:db8:aaaa::1 | 192.0.2.1",
                "10.9.9.9, 10.1.1.1 | 10.9.9.9",
                // What a sender invents stands to the front, and is never reached.
                "nonsense, 192.0.2.1 | 192.0.2.1",
                "',,,\", 192.0.2.1' | 192.0.2.1",
                "10.0.0.1, 192.0.2.1 | 192.0.2.1",
                "10.0.0.1, 192.0.2.1, 10.1.1.1 | 192.0.2.1",
            })
    void aTrustedProxySaysForWhomItSpeaks(String field, String client) throws Exception {
        assertThat(xForwardedFor(field)).isEqualTo(address(client));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ",",
                "192.0.2.1,",
                "unknown",
                "_hidden",
                "localhost",
                "192.0.2.1, nonsense",
                "192.0.2.1, nonsense, 10.1.1.1",
                "192.0.2.256",
                "192.0.2.1:",
                "192.0.2.1:x",
                "192.0.2.1:123456",
                "192.0.2.1:-1",
                "192.0.2.1/32",
                "[192.0.2.1]",
                "[2001:db8::1",
                "[2001:db8::1]5678",
                "[2001:db8::1]:",
                "[]",
                "[:]",
                "]",
                "fe80::1%eth0",
                "[fe80::1%25eth0]",
                "2001:db8::1::2",
                "3232235777",
                "0xc0.0.2.1",
                "１９２.0.2.1",
                "192.0.2.1 192.0.2.2",
                "for=192.0.2.1",
            })
    void whereTheWayCannotBeReadTheConnectionCounts(String field) throws Exception {
        assertThat(xForwardedFor(field)).isEqualTo(address(PEER));
    }

    @Test
    void severalFieldLinesAreOneField() throws Exception {
        assertThat(client(
                        PEER, "X-Forwarded-For", "X-Forwarded-For", "198.51.100.9", "192.0.2.1, 10.1.1.1", "10.2.2.2"))
                .isEqualTo(address("192.0.2.1"));
        assertThat(client(PEER, "X-Forwarded-For", "X-Forwarded-For", "192.0.2.1", "", "10.2.2.2"))
                .isEqualTo(address(PEER));
    }

    @Test
    void nobodyElseSpeaksForAnybody() throws Exception {
        assertThat(client("192.0.2.9", "X-Forwarded-For", "X-Forwarded-For", "198.51.100.1"))
                .isEqualTo(address("192.0.2.9"));
        assertThat(new ClientAddresses(new ProxyProperties(List.of(), "Forwarded"))
                        .of(address(PEER), name -> List.of("for=192.0.2.1")))
                .isEqualTo(address(PEER));
    }

    @Test
    void theOtherFieldIsNotLookedAt() throws Exception {
        assertThat(client(PEER, "X-Forwarded-For", "Forwarded", "for=192.0.2.1"))
                .isEqualTo(address(PEER));
        assertThat(client(PEER, "Forwarded", "X-Forwarded-For", "192.0.2.1")).isEqualTo(address(PEER));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "for=192.0.2.1 | 192.0.2.1",
                "FOR=192.0.2.1;proto=https;by=10.0.0.1 | 192.0.2.1",
                "proto=https;for=\"192.0.2.1:80\";host=\"a, b; for=1.1.1.1\" | 192.0.2.1",
                "for=\"[2001:db8::1]:5678\" | 2001:db8::1",
                "for=\"[2001:db8::1]\", for=10.1.1.1 | 2001:db8::1",
                "for=198.51.100.9, for=192.0.2.1 , for=\"[2001:db8:aaaa::1]\" | 192.0.2.1",
                "for=unknown, for=192.0.2.1 | 192.0.2.1",
                "for=_hidden;;, for=192.0.2.1; | 192.0.2.1",
                "proto=http, for=192.0.2.1 | 192.0.2.1",
                ",, for=192.0.2.1 | 192.0.2.1",
            })
    void theStandardFieldIsReadAsRfc7239Says(String field, String client) throws Exception {
        assertThat(forwarded(field)).isEqualTo(address(client));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "for",
                "for=",
                "for=\"",
                "for=\"192.0.2.1",
                "for=\"192.0.2.1\\\"",
                "for=\"192.0.2.\\1\"",
                "for=\"192.0.2.1\"x",
                "for = 192.0.2.1",
                "for=192.0.2.1:80",
                "for=[2001:db8::1]",
                "for=192.0.2.1;for=198.51.100.1",
                "for=192.0.2.1;for=",
                "by=192.0.2.1",
                "for=unknown",
                "for=192.0.2.1, by=10.1.1.1",
                "for=192.0.2.1,",
                "=192.0.2.1",
                "192.0.2.1",
                "for=192.0.2.1 for=10.1.1.1",
                // A quote that is left open must not swallow what the proxy adds and put something else in its place.
                "for=198.51.100.9;x=\", for=192.0.2.1",
                "for=198.51.100.9;x=\", for=\"192.0.2.1\"",
                "for=198.51.100.9;x=\", for=\"[2001:db8::1]:80\"",
                "x=\"\\, for=\"192.0.2.1\", for=198.51.100.9;x=\"",
            })
    void aStandardFieldThatCannotBeReadIsNotBelieved(String field) throws Exception {
        assertThat(forwarded(field)).isEqualTo(address(PEER));
    }

    @Test
    void aFieldWithThousandsOfHopsIsRead() throws Exception {
        assertThat(xForwardedFor("192.0.2.1" + ",10.1.1.1".repeat(5_000))).isEqualTo(address("192.0.2.1"));
        assertThat(forwarded("for=192.0.2.1" + ",for=10.1.1.1".repeat(5_000))).isEqualTo(address("192.0.2.1"));
    }

    @Test
    void settingsThatAreNoneAreRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new ProxyProperties(List.of(), "X-Real-IP"))
                .withMessage("countersign.proxies.header must be X-Forwarded-For or Forwarded, not X-Real-IP");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new ClientAddresses(new ProxyProperties(List.of("proxy.local"), "Forwarded")))
                .withMessageStartingWith("countersign.proxies.trusted: 'proxy.local' is neither");
    }

    private static InetAddress xForwardedFor(String line) throws UnknownHostException {
        return client(PEER, "x-forwarded-for", "x-forwarded-for", line);
    }

    private static InetAddress forwarded(String line) throws UnknownHostException {
        return client(PEER, "Forwarded", "Forwarded", line);
    }

    /** The sender of a request with these lines of the field {@code sent}, where {@code believed} is configured. */
    private static InetAddress client(String peer, String believed, String sent, String... lines)
            throws UnknownHostException {
        return new ClientAddresses(new ProxyProperties(TRUSTED, believed))
                .of(
                        address(peer),
                        name -> name.toLowerCase(Locale.ROOT).equals(sent.toLowerCase(Locale.ROOT))
                                ? List.of(lines)
                                : List.of());
    }

    private static InetAddress address(String text) throws UnknownHostException {
        return InetAddress.getByName(text);
    }
}
