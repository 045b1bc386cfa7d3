package io.countersign.endtoend.faults;

import static io.countersign.endtoend.Countersign.PATIENCE;
import static org.awaitility.Awaitility.await;

import io.countersign.endtoend.Countersign;
import io.countersign.endtoend.Reply;
import io.countersign.quickstart.sample.Sample;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Providers that send at a steady rate, and again until they are acknowledged, as providers do. One in twenty webhooks is
 * forged. Every answer is remembered. Thread-safe.
 */
public final class Load implements AutoCloseable {

    private static final int FORGED_EVERY = 20;
    private static final int MOST_UNDER_WAY = 2_000;
    private static final long RETRY_NANOS = Duration.ofSeconds(1).toNanos();

    private final Countersign countersign;
    private final Webhooks webhooks;
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();
    private final Queue<Retry> retries = new ConcurrentLinkedQueue<>();
    private final AtomicInteger underWay = new AtomicInteger();
    private final AtomicInteger unacknowledged = new AtomicInteger();
    private final Queue<Attempt> attempts = new ConcurrentLinkedQueue<>();
    private final Queue<Acknowledgement> acknowledgements = new ConcurrentLinkedQueue<>();
    private final Set<String> maybeReceived = ConcurrentHashMap.newKeySet();
    private final Set<String> refused = ConcurrentHashMap.newKeySet();
    private long ticks;
    private volatile boolean finishing;
    private volatile @Nullable Throwable defect;

    Load(Countersign countersign, Webhooks webhooks) {
        this.countersign = countersign;
        this.webhooks = webhooks;
    }

    /** A webhook that was answered 200. */
    record Acknowledgement(Sample webhook, String eventId, String receipt) {}

    /**
     * One request and its end.
     *
     * @param began when it was sent, by {@link System#nanoTime()}
     * @param ended when its answer was there, or the certainty that there will be none
     * @param status of the answer; {@link #NONE} where nobody answered, {@link #TOO_LATE} where nobody waited any longer
     * @param mayBeRepeated whether it was answered with {@code Retry-After}
     */
    record Attempt(long began, long ended, int status, boolean forged, boolean mayBeRepeated) {

        static final int NONE = 0;
        static final int TOO_LATE = -1;

        boolean isAnswer() {
            return status != NONE;
        }

        long nanos() {
            return ended - began;
        }

        @Override
        public String toString() {
            return status + " after " + FaultRun.seconds(Duration.ofNanos(nanos()));
        }
    }

    private record Retry(Sample webhook, long due) {}

    /** Begins to send. */
    void start(int perSecond) {
        long period = TimeUnit.SECONDS.toNanos(1) / perSecond;
        var unused = clock.scheduleAtFixedRate(this::tick, 0, period, TimeUnit.NANOSECONDS);
    }

    private void tick() {
        try {
            if (underWay.get() >= MOST_UNDER_WAY) {
                return;
            }
            if (ticks++ % FORGED_EVERY == 0 && !finishing) {
                Sample forged = webhooks.forged();
                send(forged, true);
            }
            Retry retry = retries.peek();
            if (retry != null && retry.due() - System.nanoTime() <= 0) {
                retries.remove();
                send(retry.webhook(), false);
            } else if (!finishing) {
                unacknowledged.incrementAndGet();
                send(webhooks.next(), false);
            }
        } catch (RuntimeException | Error e) {
            defect = e; // a scheduled task that throws ends without a word
            throw e;
        }
    }

    private void send(Sample webhook, boolean forged) {
        Map<String, String> headers = countersign.signed(webhook);
        if (forged) {
            headers = Map.of(headers.keySet().iterator().next(), "t=1,v1=" + "00".repeat(32));
        }
        underWay.incrementAndGet();
        long began = System.nanoTime();
        var unused = countersign
                .sendAsync(webhook.source(), webhook.json(), headers)
                .handle((reply, failure) -> {
                    try {
                        ended(webhook, forged, began, reply, failure);
                    } catch (RuntimeException | Error e) {
                        defect = e;
                    } finally {
                        underWay.decrementAndGet();
                    }
                    return null;
                });
    }

    private void ended(Sample webhook, boolean forged, long began, @Nullable Reply reply, @Nullable Throwable failure) {
        long now = System.nanoTime();
        if (reply == null) {
            boolean tooLate = failure != null && failure.getCause() instanceof HttpTimeoutException;
            attempts.add(new Attempt(began, now, tooLate ? Attempt.TOO_LATE : Attempt.NONE, forged, false));
        } else {
            boolean mayBeRepeated = reply.headers().firstValue("retry-after").isPresent();
            attempts.add(new Attempt(began, now, reply.status(), forged, mayBeRepeated));
        }
        if (forged) {
            return;
        }
        String name = name(webhook);
        if (reply != null && reply.status() >= 400 && reply.status() < 500) {
            refused.add(name);
        } else {
            maybeReceived.add(name);
        }
        if (reply != null && reply.status() == 200) {
            acknowledgements.add(new Acknowledgement(webhook, reply.text("eventId"), reply.text("receipt")));
            unacknowledged.decrementAndGet();
        } else {
            retries.add(new Retry(webhook, now + RETRY_NANOS));
        }
    }

    /** What tells the webhooks of one load apart. */
    static String name(Sample webhook) {
        return name(webhook.source(), webhook.providerType(), webhook.resourceId());
    }

    static String name(String source, String providerType, String resourceId) {
        return source + " " + providerType + " " + resourceId;
    }

    /** Waits until so many more webhooks have been acknowledged. */
    public void awaitAcknowledged(int more) {
        int enough = acknowledgements.size() + more;
        await(more + " more acknowledgements")
                .atMost(PATIENCE)
                .until(() -> isSound() && acknowledgements.size() >= enough);
    }

    /** Sends nothing new, and waits until everything genuine is acknowledged. Does nothing the second time. */
    public void finish() {
        finishing = true;
        await("everything is acknowledged")
                .atMost(PATIENCE)
                .until(() -> isSound() && unacknowledged.get() == 0 && underWay.get() == 0);
        close();
    }

    private boolean isSound() {
        Throwable found = defect;
        if (found != null) {
            throw new AssertionError("The load is broken", found);
        }
        return true;
    }

    Webhooks webhooks() {
        return webhooks;
    }

    /** How many requests there were, the forged ones included. */
    public int attempts() {
        return attempts.size();
    }

    /** What was acknowledged, each as often as it was. */
    Collection<Acknowledgement> acknowledgements() {
        return Collections.unmodifiableCollection(acknowledgements);
    }

    /** How many requests were acknowledged. */
    public int acknowledged() {
        return acknowledgements.size();
    }

    /** How many requests, forged or not, were answered so. */
    int answered(int status) {
        return count(attempt -> attempt.status() == status);
    }

    int count(Predicate<Attempt> wanted) {
        return (int) attempts.stream().filter(wanted).count();
    }

    /** The first that ended of those that fit. */
    Optional<Attempt> first(Predicate<Attempt> wanted) {
        return attempts.stream().filter(wanted).findFirst();
    }

    /** The names of genuine webhooks that were refused at least once. */
    Set<String> refused() {
        return refused;
    }

    /** The names of webhooks that were acknowledged, or whose fate the sender does not know. */
    Set<String> maybeReceived() {
        return maybeReceived;
    }

    /** How long the slowest answer took of those that fit; zero for none. */
    public Duration longestAnswer(Predicate<Attempt> wanted) {
        return Duration.ofNanos(attempts.stream()
                .filter(Attempt::isAnswer)
                .filter(wanted)
                .mapToLong(Attempt::nanos)
                .max()
                .orElse(0));
    }

    /** The answers that took longer, in the order of their end. */
    List<Attempt> answersLongerThan(Duration length) {
        return attempts.stream()
                .filter(attempt -> attempt.isAnswer() && attempt.nanos() > length.toNanos())
                .toList();
    }

    @Override
    public void close() {
        clock.shutdownNow();
    }
}
