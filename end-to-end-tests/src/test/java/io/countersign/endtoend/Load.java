package io.countersign.endtoend;

import static io.countersign.endtoend.Countersign.PATIENCE;
import static org.awaitility.Awaitility.await;

import io.countersign.quickstart.sample.Sample;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

/** Providers that send side by side, and again until they are acknowledged, as providers do. */
final class Load {

    private static final int SENDERS = 4;

    private final Countersign countersign;
    private final List<Sample> webhooks;
    private final Set<String> receipts = ConcurrentHashMap.newKeySet();
    private final AtomicInteger acknowledged = new AtomicInteger();
    private final AtomicInteger sentInVain = new AtomicInteger();

    Load(Countersign countersign, List<Sample> webhooks) {
        this.countersign = countersign;
        this.webhooks = webhooks;
    }

    /**
     * Sends everything, and returns when all of it is acknowledged.
     *
     * @param disturbance done by one of the senders after a third of all acknowledgements; the others go on
     */
    void send(Disturbance disturbance) throws InterruptedException, ExecutionException {
        Queue<Sample> left = new ConcurrentLinkedQueue<>(webhooks);
        int moment = webhooks.size() / 3;
        ExecutorService senders = Executors.newFixedThreadPool(SENDERS);
        try {
            List<Future<?>> ends = new ArrayList<>();
            for (int i = 0; i < SENDERS; i++) {
                ends.add(senders.submit(() -> {
                    for (Sample next = left.poll(); next != null; next = left.poll()) {
                        Sample webhook = next;
                        await().atMost(PATIENCE)
                                .pollDelay(Duration.ZERO)
                                .pollInterval(Duration.ofMillis(100))
                                .until(() -> isAcknowledged(webhook));
                        if (acknowledged.incrementAndGet() == moment) {
                            disturbance.happen();
                        }
                    }
                    return null;
                }));
            }
            for (Future<?> end : ends) {
                end.get();
            }
        } finally {
            senders.shutdownNow();
        }
    }

    /** Something that happens to the system. */
    interface Disturbance {
        void happen() throws Exception;
    }

    private boolean isAcknowledged(Sample webhook) throws InterruptedException {
        try {
            Reply reply = countersign.send(webhook);
            if (reply.status() == 200) {
                receipts.add(reply.text("receipt"));
                return true;
            }
            if (reply.status() < 500) {
                throw new AssertionError("A genuine webhook was refused: " + reply);
            }
        } catch (IOException e) {
            // Nobody answers: the sender comes again.
        }
        sentInVain.incrementAndGet();
        return false;
    }

    /** The receipts of everything that was acknowledged. */
    Set<String> receipts() {
        return receipts;
    }

    int acknowledged() {
        return acknowledged.get();
    }

    /** How often a sender got no acknowledgement. */
    int sentInVain() {
        return sentInVain.get();
    }
}
