package io.countersign.processor.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.junit.jupiter.api.Test;

class LifecyclesTest {

    @Test
    void everyDocumentedWalkClimbsAndHoldsNothingUnexpected() {
        assertWalk("devengo", "account", "created", "delayed", "active", "deactivated", "closed");
        assertWalk("devengo", "incoming-payment", "created", "confirmed");
        assertWalk("devengo", "incoming-payment", "created", "rejected");
        assertWalk("devengo", "outgoing-payment", "created", "validating", "blocked", "pending", "processing");
        assertWalk("devengo", "outgoing-payment", "processing", "retrying", "confirmed", "reversed");
        assertWalk("devengo", "outgoing-payment", "validating", "denied");
        assertWalk("devengo", "verification", "created", "delivered", "expired");
        assertWalk("devengo", "verification", "created", "rejected");
        assertWalk("lox24", "verification", "channel_updated", "channel_sent", "channel_success", "confirmed");
        assertWalk("lox24", "verification", "channel_sent", "channel_failed", "failed");
    }

    @Test
    void loopsAreDocumentedInBothDirections() {
        Lifecycle payment = Lifecycles.of("devengo", "outgoing-payment");

        assertThat(payment.documents("pending", "delayed")).isTrue();
        assertThat(payment.documents("delayed", "pending")).isTrue();
        assertThat(payment.documents("processing", "retrying")).isTrue();
        assertThat(payment.documents("retrying", "processing")).isTrue();
    }

    @Test
    void reversalIsDocumentedAfterConfirmationOnly() {
        Lifecycle payment = Lifecycles.of("devengo", "outgoing-payment");

        assertThat(payment.documents("confirmed", "reversed")).isTrue();
        assertThat(payment.documents("rejected", "reversed")).isFalse();
        assertThat(payment.documents("processing", "reversed")).isFalse();
    }

    @Test
    void endsThatExcludeEachOtherShareARank() {
        Lifecycle verification = Lifecycles.of("devengo", "verification");

        assertThat(List.of("rejected", "confirmed", "failed", "expired"))
                .extracting(verification::rank)
                .containsOnly(verification.rank("confirmed"));
    }

    @Test
    void anUnknownStatusStandsBetweenTheWayAndTheEnd() {
        Lifecycle payment = Lifecycles.of("devengo", "outgoing-payment");

        assertThat(payment.rank("screening"))
                .isGreaterThan(payment.rank("retrying"))
                .isLessThan(payment.rank("confirmed"));
        assertThat(payment.documents("validating", "screening")).isFalse();
        assertThat(payment.documents("screening", "pending")).isFalse();
    }

    @Test
    void withoutDocumentationNothingIsUnexpected() {
        Lifecycle unknown = Lifecycles.of("acme", "account");

        assertThat(unknown.rank("open")).isEqualTo(unknown.rank("shut"));
        assertThat(unknown.documents("shut", "open")).isTrue();
    }

    @Test
    void aTableRefusesStepsBetweenStatusesThatItDoesNotList() {
        Lifecycle.Table table = Lifecycle.documentedBy("a test").then("created").finallyOneOf("closed");

        assertThatIllegalArgumentException()
                .isThrownBy(() -> table.step("created", "close"))
                .withMessageContaining("close");
    }

    private static void assertWalk(String provider, String resourceType, String... statuses) {
        Lifecycle lifecycle = Lifecycles.of(provider, resourceType);
        for (int i = 1; i < statuses.length; i++) {
            assertThat(lifecycle.documents(statuses[i - 1], statuses[i]))
                    .as("%s %s: %s -> %s", provider, resourceType, statuses[i - 1], statuses[i])
                    .isTrue();
            assertThat(lifecycle.rank(statuses[i])).isGreaterThan(lifecycle.rank(statuses[i - 1]));
        }
    }
}
