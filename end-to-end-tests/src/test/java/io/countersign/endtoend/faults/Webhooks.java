package io.countersign.endtoend.faults;

import io.countersign.endtoend.Example;
import io.countersign.quickstart.sample.Sample;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Queue;
import java.util.Random;

/**
 * Webhooks without end, about resources that nobody else's are about: those of one resource in any order, one in ten a
 * repetition of any earlier one. The events of a resource are a second apart, so that their order is beyond dispute.
 * Thread-safe.
 */
final class Webhooks {

    private static final List<String> PAYMENT = List.of("created", "validating", "pending", "processing", "confirmed");
    private static final List<String> INCOMING = List.of("created", "confirmed");
    private static final int PAYMENTS = 6;
    private static final int OTHERS = 4;
    private static final int REPETITIONS = 5;

    private final String prefix;
    private final Random random;
    private final Queue<Sample> next = new ArrayDeque<>();
    private final List<Sample> earlier = new ArrayList<>();
    private int resources;
    private int forgeries;

    /**
     * @param prefix what the ids of all resources have in common
     * @param random decides on order and repetitions
     */
    Webhooks(String prefix, Random random) {
        this.prefix = prefix;
        this.random = random;
    }

    /** The next webhook. */
    synchronized Sample next() {
        if (next.isEmpty()) {
            next.addAll(block());
        }
        return next.remove();
    }

    /** One that must not be signed with our secret: a resource that there must not be. */
    synchronized Sample forged() {
        return Example.payment("pyo_" + forgedInfix() + forgeries++, "created", 0)
                .sample();
    }

    /** Whether a resource is one of these. */
    boolean own(String resourceId) {
        return resourceId.contains("_" + prefix + "-") || isForged(resourceId);
    }

    /** Whether a resource is one that there must not be. */
    boolean isForged(String resourceId) {
        return resourceId.contains("_" + forgedInfix());
    }

    private String forgedInfix() {
        return prefix + "x-";
    }

    private List<Sample> block() {
        List<Sample> block = new ArrayList<>();
        for (int i = 0; i < PAYMENTS; i++) {
            String id = "pyo_" + nextResource();
            for (int step = 0; step < PAYMENT.size(); step++) {
                block.add(Example.payment(id, PAYMENT.get(step), step).sample());
            }
        }
        for (int i = 0; i < OTHERS; i++) {
            String id = "pyi_" + nextResource();
            for (int step = 0; step < INCOMING.size(); step++) {
                block.add(Example.incomingPayment(id, INCOMING.get(step), step).sample());
            }
            block.add(Example.accountCheck("chk_" + nextResource()).sample());
            block.add(Example.codeDelivery("otp_" + nextResource()).sample());
        }
        earlier.addAll(block);
        for (int i = 0; i < REPETITIONS; i++) {
            block.add(earlier.get(random.nextInt(earlier.size())));
        }
        Collections.shuffle(block, random);
        return block;
    }

    private String nextResource() {
        return prefix + "-" + resources++;
    }
}
