package io.countersign.ingress.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetSocketAddress;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AllowedAddressesTest {

    @Test
    void anEmptyListAllowsAll() {
        assertThat(AllowedAddresses.of(List.of()).allow(new InetSocketAddress("192.0.2.1", 1)))
                .isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "192.0.2.7, 192.0.2.7, true",
        "192.0.2.7, 192.0.2.8, false",
        "192.0.2.0/24, 192.0.1.255, false",
        "192.0.2.0/24, 192.0.2.0, true",
        "192.0.2.0/24, 192.0.2.255, true",
        "192.0.2.0/24, 192.0.3.0, false",
        "2001:db8::/32, 2001:db8:ffff::1, true",
        "2001:db8::/32, 2001:db9::1, false",
        "2001:db8::/32, 192.0.2.1, false",
        "0.0.0.0/0, 192.0.2.1, true",
    })
    void aNetworkAllowsItsAddresses(String network, String address, boolean allowed) {
        assertThat(AllowedAddresses.of(List.of("198.51.100.1", network)).allow(new InetSocketAddress(address, 1)))
                .isEqualTo(allowed);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "localhost", "192.0.2", "192.0.2.0/", "192.0.2.0/33", "192.0.2.0/-1", "192.0.2.0/x", "/8"})
    void whatIsNeitherAddressNorNetworkIsRefused(String text) {
        assertThatThrownBy(() -> AllowedAddresses.of(List.of(text)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("allowed addresses must be IP addresses or networks");
    }
}
