package io.countersign.processor.access;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.mock.web.MockHttpServletRequest;

class AnotherSiteTest {

    private static final String NAME = "processor-0.example";

    @ParameterizedTest
    @ValueSource(
            strings = {
                "localhost",
                "localhost:8081",
                "LocalHost:8081",
                "127.0.0.0",
                "127.0.0.1",
                "127.0.0.1:8081",
                "127.255.255.255:1",
                "[::1]",
                "[::1]:8081",
                NAME,
                "Processor-0.example:8081",
            })
    void aNameOfTheLoopbackOrOfItsOwnIsNoOther(String host) {
        assertThat(AnotherSite.isMeant(to(host), NAME)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "attacker.example",
                "localhost.attacker.example",
                "attacker.localhost",
                "localhost:8081:8081",
                "127.0.0.1.attacker.example",
                "127.0.0",
                "1127.0.0.1",
                "126.255.255.255",
                "128.0.0.0",
                "192.0.2.1:8081",
                "[::2]",
                "[::]:8081",
                "::1",
                "0.0.0.0",
                "x" + NAME,
                NAME + ".attacker.example",
                "",
            })
    void anyOtherNameMayBeAnotherSites(String host) {
        assertThat(AnotherSite.isMeant(to(host), NAME)).isTrue();
    }

    @Test
    void noNameAtAllIsNotItsOwn() {
        assertThat(AnotherSite.isMeant(new MockHttpServletRequest(), NAME)).isTrue();
    }

    @Test
    void whatNoBrowserSendsIsNoPages() {
        assertThat(AnotherSite.asks(to("localhost:8081"))).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://localhost:8081", "https://localhost:8081", "HTTP://LOCALHOST:8081"})
    void aPageOfItsOwnMayAsk(String origin) {
        assertThat(AnotherSite.asks(from(origin))).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "null",
                "",
                "http://localhost",
                "http://localhost:8080",
                "http://localhost:80811",
                "http://localhost:8081.attacker.example",
                "http://127.0.0.1:8081",
                "ftp://localhost:8081",
                "https://attacker.example",
            })
    void aPageOfAnotherOriginMayNot(String origin) {
        assertThat(AnotherSite.asks(from(origin))).isTrue();
    }

    @Test
    void oneForeignOriginAmongSeveralIsEnough() {
        MockHttpServletRequest request = from("http://localhost:8081");
        request.addHeader("Origin", "http://attacker.example");

        assertThat(AnotherSite.asks(request)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"none", "same-origin"})
    void whatWasTypedInOrIsAPagesOwnMayAsk(String site) {
        assertThat(AnotherSite.asks(fetched(site))).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"same-site", "cross-site", "Same-Origin", "same-origin, none", ""})
    void whatABrowserCallsAnythingElseMayNot(String site) {
        assertThat(AnotherSite.asks(fetched(site))).isTrue();
    }

    private static MockHttpServletRequest to(String host) {
        MockHttpServletRequest request = new MockHttpServletRequest();
        request.addHeader("Host", host);
        return request;
    }

    private static MockHttpServletRequest from(String origin) {
        MockHttpServletRequest request = to("localhost:8081");
        request.addHeader("Origin", origin);
        return request;
    }

    private static MockHttpServletRequest fetched(String site) {
        MockHttpServletRequest request = to("localhost:8081");
        request.addHeader("Sec-Fetch-Site", site);
        return request;
    }
}
