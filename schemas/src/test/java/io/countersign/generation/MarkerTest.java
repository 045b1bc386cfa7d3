package io.countersign.generation;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.cloudevent.CloudEventHeaders;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MarkerTest {

    @Test
    void aMarkerNamesAGenerationAndWhereItsApiIs() {
        Marker promotion = Marker.in(marker("two").add(CloudEventHeaders.PROMOTED_API, bytes("https://two:8090/")));

        assertThat(promotion).isEqualTo(new Marker(new Generation("two"), URI.create("https://two:8090"), false));
        assertThat(Marker.in(marker("two"))).isEqualTo(new Marker(new Generation("two"), null, false));
        assertThat(Marker.in(new RecordHeaders())).isNull();
        assertThat(Marker.in(new RecordHeaders().add(CloudEventHeaders.PROMOTE, null)))
                .isNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "two:8090",
                "ftp://two",
                "http:two",
                "http://user:password@two:8090",
                "http://two/elsewhere",
                "http://two?query",
                "http://two#part",
                "http://two words"
            })
    void loginsGoToNothingThatIsNoBaseAddress(String address) {
        Marker promotion = Marker.in(marker("two").add(CloudEventHeaders.PROMOTED_API, bytes(address)));

        assertThat(promotion).isEqualTo(new Marker(new Generation("two"), null, false));
    }

    @Test
    void whatIsKeptIsTheGenerationAndTheAddress() {
        Marker without = new Marker(new Generation("two"), null, false);
        Marker with = new Marker(new Generation("two"), URI.create("http://[::1]:8090"), false);

        assertThat(Marker.ofStore(without.inStore())).isEqualTo(without);
        assertThat(Marker.ofStore(with.inStore())).isEqualTo(with);
        assertThat(Marker.ofStore(new Marker(with.generation(), with.api(), true).inStore()))
                .isEqualTo(with);
    }

    @Test
    void onlyTheFirstGenerationKeepsTheApplicationIdAsItIs() {
        assertThat(Generation.FIRST.applicationId("processor")).isEqualTo("processor");
        assertThat(new Generation("two").applicationId("processor")).isEqualTo("processor-two");
    }

    @Test
    void whatIsWrittenIsWhatIsRead() {
        Marker bare = new Marker(new Generation("two"), null, false);
        Marker full = new Marker(new Generation("two"), URI.create("https://two:8090"), true);

        assertThat(Marker.in(bare.headers())).isEqualTo(bare);
        assertThat(Marker.in(full.headers())).isEqualTo(full);
    }

    private static Headers marker(String generation) {
        return new RecordHeaders().add(CloudEventHeaders.PROMOTE, bytes(generation));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
