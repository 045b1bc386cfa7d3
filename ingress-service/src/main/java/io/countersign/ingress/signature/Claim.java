package io.countersign.ingress.signature;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a request's header fields claim: which signatures it has, and what they are said to sign. */
public sealed interface Claim {

    /** Nothing: no content to put before or after the body. */
    byte[] NOTHING = {};

    /** The header fields hold no claim. */
    record None(RefusalReason reason) implements Claim {}

    /**
     * The request claims that one of {@code signatures} signs {@code before}, the body and {@code after}, in this order.
     */
    final class Signed implements Claim {
        private final byte[] before;
        private final byte[] after;
        private final List<byte[]> signatures;
        private final @Nullable Instant timestamp;

        /**
         * @param before bytes that are signed before the body; not to be changed
         * @param after bytes that are signed after the body; not to be changed
         * @param signatures the decoded signatures; none at all is a mismatch
         * @param timestamp the time that is signed with them, or {@code null} where the scheme signs none
         */
        public Signed(byte[] before, byte[] after, List<byte[]> signatures, @Nullable Instant timestamp) {
            this.before = before;
            this.after = after;
            this.signatures = signatures;
            this.timestamp = timestamp;
        }

        byte[] before() {
            return before;
        }

        byte[] after() {
            return after;
        }

        List<byte[]> signatures() {
            return signatures;
        }

        @Nullable
        Instant timestamp() {
            return timestamp;
        }
    }

    /** Reads the claim of one scheme. Thread-safe; never throws for what a sender sent. */
    @FunctionalInterface
    interface Reader {
        Claim read(HeaderFields headers);
    }
}
