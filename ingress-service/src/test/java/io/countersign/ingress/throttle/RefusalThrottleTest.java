package io.countersign.ingress.throttle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RefusalThrottleTest {

    private static final Duration WINDOW = Duration.ofMinutes(1);

    private final AtomicLong nanos = new AtomicLong();
    private final RefusalThrottle throttle = new RefusalThrottle(new ThrottleProperties(3, WINDOW, 100), nanos::get);

    @Test
    void attemptsUpToTheLimitAreNotTooMany() throws Exception {
        assertThat(throttle.tooMany(address("192.0.2.1"))).isFalse();
        assertThat(throttle.tooMany(address("192.0.2.1"))).isFalse();
        assertThat(throttle.tooMany(address("192.0.2.1"))).isFalse();
        assertThat(throttle.tooMany(address("192.0.2.1"))).isTrue();
    }

    @Test
    void addressesAreCountedApart() throws Exception {
        exhaust("192.0.2.1");

        assertThat(throttle.tooMany(address("192.0.2.2"))).isFalse();
    }

    @Test
    void oneIpv6NetworkCountsAsOneAddress() throws Exception {
        exhaust("2001:db8:0:1::1");

        assertThat(throttle.tooMany(address("2001:db8:0:1:ffff::2"))).isTrue();
        assertThat(throttle.tooMany(address("2001:db8:0:2::1"))).isFalse();
    }

    @Test
    void anIpv4AddressWrittenAsIpv6IsThatAddress() throws Exception {
        exhaust("192.0.2.1");

        assertThat(throttle.tooMany(address("::ffff:192.0.2.1"))).isTrue();
    }

    @Test
    void noMoreAddressesAreRememberedThanThereMayBe() throws Exception {
        for (int i = 0; i < 10_000; i++) {
            throttle.tooMany(address("10.0." + i / 256 + "." + i % 256));
            throttle.tooMany(address("2001:db8:0:" + Integer.toHexString(i) + "::1"));
        }

        assertThat(throttle.remembered()).isEqualTo(100);
    }

    @ParameterizedTest
    @CsvSource({"-1, true", "0, false", "1, false"})
    void attemptsAreForgottenWhenTheWindowEnds(long nanosFromItsEnd, boolean stillTooMany) throws Exception {
        exhaust("192.0.2.1");

        nanos.addAndGet(WINDOW.toNanos() + nanosFromItsEnd);

        assertThat(throttle.tooMany(address("192.0.2.1"))).isEqualTo(stillTooMany);
    }

    @Test
    void settingsOutOfRangeAreRefused() {
        assertThatThrownBy(() -> new ThrottleProperties(0, WINDOW, 1)).hasMessageContaining("at least 1, not 0");
        assertThatThrownBy(() -> new ThrottleProperties(1, Duration.ZERO, 1)).hasMessageContaining("positive");
        assertThatThrownBy(() -> new ThrottleProperties(1, WINDOW, 0)).hasMessageContaining("at least 1, not 0");
    }

    private void exhaust(String address) throws UnknownHostException {
        for (int attempt = 0; attempt < 3; attempt++) {
            throttle.tooMany(address(address));
        }
    }

    private static InetAddress address(String text) throws UnknownHostException {
        return InetAddress.getByName(text);
    }
}
