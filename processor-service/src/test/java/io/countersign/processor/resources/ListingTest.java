package io.countersign.processor.resources;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.countersign.topic.ResourceType;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ListingTest {

    @Test
    void withoutParametersItMeansTheFirstFiftyOfAType() {
        Listing listing = of(Map.of());

        assertThat(listing).isEqualTo(new Listing(ResourceType.ACCOUNT, null, null, 50, null));
        assertThat(listing.from()).isEqualTo("account/");
        assertThat(listing.to()).isEqualTo("account0");
    }

    @Test
    void aProviderNarrowsTheRange() {
        Listing listing = of(Map.of("provider", "devengo"));

        assertThat(listing.from()).isEqualTo("account/devengo/");
        assertThat(listing.to()).isEqualTo("account/devengo0");
    }

    @Test
    void theLimitIsFromOneToFiveHundred() {
        assertRefused("limit", "0", "from 1 to 500");
        assertThat(of(Map.of("limit", "1")).limit()).isEqualTo(1);
        assertThat(of(Map.of("limit", "500")).limit()).isEqualTo(500);
        assertRefused("limit", "501", "from 1 to 500");
        assertRefused("limit", "", "from 1 to 500");
        assertRefused("limit", "ten", "from 1 to 500");
    }

    @Test
    void aCursorContinuesBehindTheKeyItHolds() {
        Listing listing = of(Map.of("after", Listing.cursor("account/devengo/acc_ä")));

        assertThat(listing.from()).isEqualTo("account/devengo/acc_ä\0");
    }

    @Test
    void aCursorOfAnotherQuestionIsRefused() {
        assertRefused("after", Listing.cursor("verification/devengo/vrf_1"), "next of an earlier page");
        assertRefused("after", "not base64!", "next of an earlier page");
        assertRefused("after", "gICA", "next of an earlier page");
        assertRefused("after", "", "next of an earlier page");
    }

    @Test
    void emptyAndRepeatedParametersAreRefused() {
        assertRefused("provider", "", "provider");
        assertRefused("provider", "a/b", "provider");
        assertRefused("status", "", "status");
        assertThatExceptionOfType(InvalidParameterException.class)
                .isThrownBy(() -> Listing.of(ResourceType.ACCOUNT, Map.of("status", new String[] {"a", "b"})))
                .withMessageContaining("at most once");
    }

    @Test
    void asParametersItMeansTheSame() {
        Listing listing = new Listing(ResourceType.ACCOUNT, "devengo", "active", 7, "account/devengo/acc_1");

        assertThat(of(listing.parameters())).isEqualTo(listing);
    }

    private static void assertRefused(String name, String value, String expected) {
        assertThatExceptionOfType(InvalidParameterException.class)
                .isThrownBy(() -> of(Map.of(name, value)))
                .withMessageContaining(expected);
    }

    private static Listing of(Map<String, String> parameters) {
        Map<String, String[]> all = new HashMap<>();
        parameters.forEach((name, value) -> all.put(name, new String[] {value}));
        return Listing.of(ResourceType.ACCOUNT, all);
    }
}
