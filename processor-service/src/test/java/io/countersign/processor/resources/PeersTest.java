package io.countersign.processor.resources;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import org.junit.jupiter.api.Test;

class PeersTest {

    @Test
    void whatClientsShowedByTlsIsNotPassedOnWithoutIt() {
        assertThat(Peers.mayAsk("https", URI.create("http://two:8090"))).isFalse();
        assertThat(Peers.mayAsk("https", URI.create("https://two:8090"))).isTrue();
        assertThat(Peers.mayAsk("http", URI.create("http://two:8090"))).isTrue();
        assertThat(Peers.mayAsk("http", URI.create("https://two:8090"))).isTrue();
    }
}
