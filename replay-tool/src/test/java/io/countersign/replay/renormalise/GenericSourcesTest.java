package io.countersign.replay.renormalise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.countersign.ingress.provider.SourceSettings.EventSettings;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class GenericSourcesTest {

    private final Map<String, String> shop =
            new HashMap<>(Map.of("shop.id", "/number", "shop.type", "/type", "shop.time", "/at"));

    @Test
    void aSourceIsToldByItsParts() {
        shop.put("other.shop.id", "/a");
        shop.put("other.shop.type", "/b");
        shop.put("other.shop.time", "/c");
        shop.put("other.shop.resource-type", "/d");
        shop.put("other.shop.resource-id", "/e");

        assertThat(GenericSources.of(shop))
                .isEqualTo(Map.of(
                        "shop",
                        new EventSettings("/number", "/type", "/at", null, null),
                        "other.shop",
                        new EventSettings("/a", "/b", "/c", "/d", "/e")));
    }

    @Test
    void nothingToldIsNoSource() {
        assertThat(GenericSources.of(Map.of())).isEmpty();
    }

    @Test
    void aPartThatIsNeededMustBeTold() {
        shop.remove("shop.time");

        assertThatThrownBy(() -> GenericSources.of(shop))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("expected shop.time=<JSON Pointer> too");
    }

    @Test
    void aPartThatThereIsNotIsRefused() {
        shop.put("shop.when", "/at");

        assertThatThrownBy(() -> GenericSources.of(shop))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("expected <source>.<part>=<JSON Pointer>, the part being id, type, time, resource-type or"
                        + " resource-id, not shop.when");
        assertThatThrownBy(() -> GenericSources.of(Map.of("id", "/id")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageEndingWith("not id");
    }
}
