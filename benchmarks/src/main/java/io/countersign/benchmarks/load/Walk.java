package io.countersign.benchmarks.load;

import java.util.List;

/**
 * The events of one resource, in their order, by the names of the examples.
 *
 * @param provider whose events they are; also the name of the source
 * @param share how many of a hundred webhooks belong to such a resource
 * @param events the examples, without {@code .json}
 */
record Walk(String provider, int share, List<String> events) {

    /** All that the examples show. Mostly payments, as in real life; the average body has about 1 KB. */
    static final List<Walk> ALL = List.of(
            devengo(30, "outgoing_payment", "created", "validating", "pending", "processing", "confirmed"),
            devengo(6, "outgoing_payment", "created", "validating", "blocked", "denied"),
            devengo(8, "outgoing_payment", "created", "validating", "delayed", "processing", "retrying", "rejected"),
            devengo(6, "outgoing_payment", "created", "validating", "pending", "processing", "confirmed", "reversed"),
            devengo(12, "incoming_payment", "created", "confirmed"),
            devengo(4, "incoming_payment", "created", "rejected"),
            devengo(2, "account", "created", "activated", "deactivated", "closed"),
            devengo(2, "account", "created", "delayed", "activated"),
            devengo(4, "verification", "created", "delivered", "confirmed"),
            devengo(2, "verification", "created", "delivered", "failed"),
            devengo(2, "verification", "created", "delivered", "expired"),
            devengo(2, "verification", "created", "rejected"),
            new Walk("lox24", 15, List.of("verify_code.success")),
            new Walk("nuapay", 5, List.of("VerificationCompleted")));

    static final int SHARES = ALL.stream().mapToInt(Walk::share).sum();

    private static Walk devengo(int share, String resource, String... words) {
        return new Walk(
                "devengo",
                share,
                List.of(words).stream().map(word -> resource + '.' + word).toList());
    }

    /** The walk of a slot, so that any {@link #SHARES} slots in a row have the shares. */
    static Walk ofSlot(int slot) {
        int rest = slot % SHARES;
        for (Walk walk : ALL) {
            rest -= walk.share();
            if (rest < 0) {
                return walk;
            }
        }
        throw new IllegalStateException("shares do not add up");
    }
}
