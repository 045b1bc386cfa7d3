package io.countersign.ingress.redrive;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.quarantine.QuarantineReason;
import io.countersign.quarantine.QuarantineRecord;
import io.countersign.quarantine.Redrive;
import io.countersign.quarantine.RedriveOutcome;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class OpenRequestsTest {

    private final OpenRequests open = new OpenRequests();

    @Test
    void aRequestIsOpenUntilItsOutcomeIsRead() {
        read("a", 1, null);
        assertThat(ids()).containsExactly("a");

        read("a", 1, RedriveOutcome.NOT_AN_EVENT);
        assertThat(open.isEmpty()).isTrue();
    }

    @Test
    void aRequestThatComesAgainBehindItsOutcomeStaysClosed() {
        read("a", 1, RedriveOutcome.NOT_AN_EVENT);
        read("a", 1, null);
        assertThat(ids()).isEmpty();
    }

    @Test
    void theNextAttemptIsOpenAgain() {
        read("a", 1, RedriveOutcome.NOT_AN_EVENT);
        read("a", 2, null);
        assertThat(ids()).containsExactly("a");

        read("a", 1, RedriveOutcome.NOT_AN_EVENT);
        assertThat(ids()).containsExactly("a");
    }

    @Test
    void whatIsPublishedIsNeverOpenAgain() {
        read("a", 2, null);
        read("a", 1, RedriveOutcome.PUBLISHED);
        assertThat(ids()).isEmpty();

        read("a", 3, null);
        assertThat(ids()).isEmpty();
    }

    @Test
    void requestsOfPartitionsThatMoveAwayAreForgotten() {
        read("a", 1, null);
        open.read("key", 5, redrive("b", 1, null));

        open.forget(List.of(5, 6));

        assertThat(ids()).containsExactly("a");
    }

    @Test
    void asManyAsAskedForComeInTheOrderOfTheLog() {
        read("c", 1, null);
        read("a", 1, null);
        read("b", 1, null);
        assertThat(open.first(2))
                .extracting(request -> request.content().getQuarantineId())
                .containsExactly("c", "a");
    }

    @Test
    void itIsFullAtSixteenMebibytesOfBodies() {
        readWithBody("a", OpenRequests.MOST_BYTES - 1);
        assertThat(open.isFull()).isFalse();
        readWithBody("b", 1);
        assertThat(open.isFull()).isTrue();

        read("b", 1, RedriveOutcome.DEFECT);
        assertThat(open.isFull()).isFalse();
    }

    @Test
    void theOldestOutcomeIsForgottenPastTheLimit() {
        for (int i = 0; i < OpenRequests.REMEMBERED; i++) {
            read("id" + i, 1, RedriveOutcome.PUBLISHED);
        }
        read("id0", 2, null);
        assertThat(ids()).isEmpty();

        read("one more", 1, RedriveOutcome.PUBLISHED);
        read("id0", 2, null);
        read("id1", 2, null);
        assertThat(ids()).containsExactly("id0");
    }

    private void read(String id, int attempt, @Nullable RedriveOutcome outcome) {
        open.read("key", 0, redrive(id, attempt, outcome));
    }

    private void readWithBody(String id, int bytes) {
        QuarantineRecord record = QuarantineRecord.newBuilder()
                .setId(id)
                .setReason(QuarantineReason.NOT_JSON)
                .setDetail("")
                .setReceivedAt(Instant.EPOCH)
                .setBody(ByteBuffer.allocate(bytes))
                .build();
        Redrive request =
                Redrive.newBuilder(redrive(id, 1, null)).setRecord(record).build();
        open.read("key", 0, request);
    }

    private List<String> ids() {
        return open.first(100).stream()
                .map(request -> request.content().getQuarantineId())
                .toList();
    }

    private static Redrive redrive(String id, int attempt, @Nullable RedriveOutcome outcome) {
        return Redrive.newBuilder()
                .setQuarantineId(id)
                .setAttempt(attempt)
                .setRequestedAt(Instant.EPOCH)
                .setOutcome(outcome)
                .build();
    }
}
