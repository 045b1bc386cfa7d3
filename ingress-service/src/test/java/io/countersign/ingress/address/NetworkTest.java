package io.countersign.ingress.address;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NetworkTest {

    @ParameterizedTest
    @CsvSource({
        "192.0.2.7, 192.0.2.6, false",
        "192.0.2.7, 192.0.2.7, true",
        "192.0.2.7, 192.0.2.8, false",
        "192.0.2.0/24, 192.0.1.255, false",
        "192.0.2.0/24, 192.0.2.0, true",
        "192.0.2.0/24, 192.0.2.255, true",
        "192.0.2.0/24, 192.0.3.0, false",
        "192.0.2.77/24, 192.0.2.1, true",
        "192.0.2.128/25, 192.0.2.127, false",
        "192.0.2.128/25, 192.0.2.128, true",
        "192.0.2.6/31, 192.0.2.5, false",
        "192.0.2.6/31, 192.0.2.7, true",
        "192.0.2.6/31, 192.0.2.8, false",
        "0.0.0.0/0, 192.0.2.1, true",
        "0.0.0.0/0, 2001:db8::1, false",
        "2001:db8::/32, 2001:db7:ffff::1, false",
        "2001:db8::/32, 2001:db8:ffff::1, true",
        "2001:db8::/32, 2001:db9::1, false",
        "2001:db8::/32, 192.0.2.1, false",
        "2001:db8::8/125, 2001:db8::7, false",
        "2001:db8::8/125, 2001:db8::f, true",
        "2001:db8::8/125, 2001:db8::10, false",
        "::/0, 2001:db8::1, true",
        "::/0, 192.0.2.1, false",
        "192.0.2.7, ::ffff:192.0.2.7, true",
        "::ffff:192.0.2.7, 192.0.2.7, true",
        "::ffff:192.0.2.7, 192.0.2.8, false",
        "::ffff:192.0.2.0/120, 192.0.2.255, true",
        "::ffff:192.0.2.0/120, 192.0.3.0, false",
    })
    void aNetworkHasItsAddresses(String network, String address, boolean contained) throws Exception {
        assertThat(Network.of(network).contains(InetAddress.getByName(address))).isEqualTo(contained);
    }

    @Test
    void theZoneOfAnAddressIsNotLookedAt() throws Exception {
        byte[] linkLocal = InetAddress.getByName("fe80::7").getAddress();
        InetAddress zoned = Inet6Address.getByAddress(null, linkLocal, 3);

        assertThat(Network.of("fe80::7").contains(zoned)).isTrue();
        assertThat(Network.of("fe80::/10").contains(zoned)).isTrue();
        assertThat(Network.of("fe80::8").contains(zoned)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "localhost",
                "192.0.2",
                "192.0.2.256",
                "192.0.2.1 ",
                "192.0.2.0/",
                "192.0.2.0/33",
                "192.0.2.0/-1",
                "192.0.2.0/+1",
                "192.0.2.0/x",
                "192.0.2.0/0000",
                "192.0.2.0/24/24",
                "/8",
                "2001:db8::/129",
                "2001:db8::1::1",
                "[2001:db8::1]",
                "fe80::1%eth0",
                "fe80::1%3",
                "::ffff:192.0.2.0/95",
                "１９２.0.2.1",
            })
    void whatIsNeitherAddressNorNetworkIsRefused(String text) {
        assertThatThrownBy(() -> Networks.of("the-property", List.of("192.0.2.1", text)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("the-property: '" + text + "' is neither an IP address nor a network");
    }

    @Test
    void oneSenderIsAnIpv4AddressOrHalfAnIpv6Address() throws Exception {
        assertThat(sender("192.0.2.1")).isEqualTo(sender("::ffff:192.0.2.1")).isNotEqualTo(sender("192.0.2.2"));
        assertThat(sender("2001:db8:0:1::1"))
                .isEqualTo(sender("2001:db8:0:1:ffff:ffff:ffff:ffff"))
                .isNotEqualTo(sender("2001:db8:0:2::1"));
    }

    private static Object sender(String address) throws Exception {
        return Network.ofSender(InetAddress.getByName(address));
    }
}
