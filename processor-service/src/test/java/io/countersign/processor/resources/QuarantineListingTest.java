package io.countersign.processor.resources;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.countersign.quarantine.QuarantineReason;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class QuarantineListingTest {

    @Test
    void withoutParametersItMeansTheFirstFiftyOfAll() {
        QuarantineListing listing = of(Map.of());

        assertThat(listing).isEqualTo(new QuarantineListing(null, null, 50, null));
        assertThat(listing.from()).isEqualTo("list/");
        assertThat(listing.to()).isEqualTo("list0");
    }

    @Test
    void theLimitIsFromOneToOneHundred() {
        assertRefused("limit", "0", "from 1 to 100");
        assertThat(of(Map.of("limit", "1")).limit()).isEqualTo(1);
        assertThat(of(Map.of("limit", "100")).limit()).isEqualTo(100);
        assertRefused("limit", "101", "from 1 to 100");
        assertRefused("limit", "", "from 1 to 100");
    }

    @Test
    void aReasonIsOneOfTheSetWhichARefusalNames() {
        assertThat(of(Map.of("reason", "CONFLICT")).reason()).isEqualTo(QuarantineReason.CONFLICT);
        for (QuarantineReason reason : QuarantineReason.values()) {
            assertRefused("reason", "conflict", reason.name());
        }
        assertRefused("reason", "", "Expected reason to be one of");
    }

    @Test
    void aSourceIsAName() {
        assertThat(of(Map.of("source", "shop")).source()).isEqualTo("shop");
        assertRefused("source", "", "source");
    }

    @Test
    void aCursorContinuesBehindTheKeyItHolds() {
        assertThat(of(Map.of("after", Listing.cursor("list/000/a"))).from()).isEqualTo("list/000/a\0");
        assertRefused("after", Listing.cursor("account/devengo/acc_1"), "next of an earlier page");
        assertRefused("after", "not base64!", "next of an earlier page");
    }

    @Test
    void itsParametersAskTheSameAgain() {
        Map<String, String> all =
                Map.of("source", "shop", "reason", "NOT_JSON", "limit", "7", "after", Listing.cursor("list/000/a"));

        assertThat(of(all).parameters()).isEqualTo(all);
        assertThat(of(Map.of()).parameters()).isEqualTo(Map.of("limit", "50"));
    }

    private static void assertRefused(String name, String value, String message) {
        assertThatExceptionOfType(InvalidParameterException.class)
                .isThrownBy(() -> of(Map.of(name, value)))
                .withMessageContaining(message);
    }

    private static QuarantineListing of(Map<String, String> parameters) {
        Map<String, String[]> all = new HashMap<>();
        parameters.forEach((name, value) -> all.put(name, new String[] {value}));
        return QuarantineListing.of(all);
    }
}
