package io.countersign.replay.renormalise;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.event.UnmappedEvent;
import io.countersign.quarantine.QuarantineReason;
import io.countersign.replay.difference.Difference;
import io.countersign.topic.ResourceType;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.Test;

class RenormalisationTest {

    private final Renormalisation found = new Renormalisation();

    @Test
    void whereNothingDiffersThatIsAllThatIsSaid() {
        found.count("evt_1", event(ResourceType.ACCOUNT));

        assertThat(printed()).isEqualTo("""
                        1 events normalised again: 1 as they were, 0 changed, 0 known now, 0 no event any more
                        """);
        assertThat(found.hasDifferences()).isFalse();
        assertThat(found.lost()).isZero();
    }

    @Test
    void whatDiffersIsCountedByFieldWithAFewSamples() {
        for (int i = 1; i <= 1000; i++) {
            found.count(
                    "evt_" + i,
                    event(ResourceType.ACCOUNT, new Difference("account.status", "account.status", "a", "b")));
        }
        found.count(
                "evt_x",
                event(
                        ResourceType.ACCOUNT,
                        new Difference("account.list[0].id", "account.list[].id", "1", "2"),
                        new Difference("account.list[1].id", "account.list[].id", "3", "4")));

        assertThat(printed()).isEqualTo("""
                        1,001 events normalised again: 0 as they were, 1,001 changed, 0 known now, 0 no event any more

                        Fields that differ, in how many events:
                          account.list[].id                               1
                              evt_x  account.list[0].id: 1 -> 2
                          account.status                              1,000
                              evt_1  a -> b
                              evt_2  a -> b
                              evt_3  a -> b
                        """);
        assertThat(found.hasDifferences()).isTrue();
    }

    @Test
    void whatIsKnownNowIsNoChangeOfWhatWasKnown() {
        found.count("evt_1", event(ResourceType.UNMAPPED, new Difference("topic", "topic", "unmapped", "account")));

        assertThat(printed()).contains("0 changed, 1 known now", "Known now, by type:\n  account ", "      evt_1\n");
        assertThat(found.hasDifferences()).isTrue();
    }

    @Test
    void whatIsNoEventAnyMoreIsCountedByReason() {
        found.count("evt_1", new Renormalised.NotAnEvent(QuarantineReason.NOT_AN_EVENT, "/id: expected a string"));

        assertThat(printed())
                .contains("1 no event any more", "  NOT_AN_EVENT ", "      evt_1  /id: expected a string\n");
        assertThat(found.hasDifferences()).isTrue();
        assertThat(found.lost()).isEqualTo(1);
    }

    @Test
    void whatIsSkippedIsNoDifferenceAndSaysWhatWasMissing() {
        found.count("evt_1", new Renormalised.OfUnknownShape("shop"));

        assertThat(printed())
                .startsWith("0 events normalised again")
                .contains("Skipped, by source:\n  shop ", "--pointer shop.id=/id --pointer shop.type=/type");
        assertThat(found.hasDifferences()).isFalse();
        assertThat(found.lost()).isEqualTo(1);
    }

    private String printed() {
        StringWriter text = new StringWriter();
        found.print(new PrintWriter(text));
        return text.toString().replace(System.lineSeparator(), "\n");
    }

    private static Renormalised.Event event(ResourceType before, Difference... differences) {
        return new Renormalised.Event(
                before,
                ResourceType.ACCOUNT,
                "devengo/account/acc_1",
                new UnmappedEvent(),
                new RecordHeaders(),
                List.of(differences));
    }
}
