package io.countersign.processor.resources;

import io.countersign.quarantine.QuarantineRecord;
import io.countersign.quarantine.Redrive;
import io.countersign.quarantine.RedriveOutcome;
import io.countersign.redrive.RedriveLog;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Has what is in this instance's own partitions of the quarantine sent through again. What has been published once, or is
 * asked for already, is not asked for again; and who asks while another does shares that one's answer. Thread-safe; blocks
 * until there is an outcome, as long as configured.
 */
final class Redrives {

    private static final Duration LOOK_INTERVAL = Duration.ofMillis(25);

    private final OwnQuarantine quarantine;
    private final RedriveRequests requests;
    private final Duration wait;
    private final InstantSource clock;
    private final Map<String, CompletableFuture<Redrive>> underWay = new ConcurrentHashMap<>();

    Redrives(OwnQuarantine quarantine, RedriveRequests requests, QuarantineProperties properties, InstantSource clock) {
        this.quarantine = quarantine;
        this.requests = requests;
        this.wait = properties.redriveWait();
        this.clock = clock;
    }

    /**
     * Redrives {@code record}.
     *
     * @param partition the partition that it is in
     * @return the redrive with its outcome, or without one where that takes longer
     * @throws NotTakenException where Kafka does not take the request in time
     * @throws PartitionsMovingException where the partition cannot be read here
     */
    Redrive redrive(QuarantineRecord record, int partition) {
        CompletableFuture<Redrive> own = new CompletableFuture<>();
        CompletableFuture<Redrive> others = underWay.putIfAbsent(record.getId(), own);
        if (others != null) {
            return join(others);
        }
        try {
            own.complete(askAndWait(record, partition));
        } catch (RuntimeException e) {
            own.completeExceptionally(e);
        } finally {
            underWay.remove(record.getId());
        }
        return join(own);
    }

    private static Redrive join(CompletableFuture<Redrive> answer) {
        try {
            return answer.join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw e;
        }
    }

    private Redrive askAndWait(QuarantineRecord record, int partition) {
        Redrive latest = latest(record, partition);
        if (latest != null && latest.getOutcome() == RedriveOutcome.PUBLISHED) {
            return latest;
        }
        return latest != null && latest.getOutcome() == null
                ? await(latest, record, partition)
                : await(ask(record, latest), record, partition);
    }

    private Redrive ask(QuarantineRecord record, @Nullable Redrive latest) {
        Redrive request = RedriveLog.request(record, latest, clock.instant());
        requests.write(request);
        return request;
    }

    private Redrive await(Redrive request, QuarantineRecord record, int partition) {
        long deadline = System.nanoTime() + wait.toNanos();
        try {
            while (System.nanoTime() - deadline < 0) {
                Thread.sleep(LOOK_INTERVAL.toMillis());
                Redrive latest = latest(record, partition);
                if (latest != null && latest.getOutcome() != null && latest.getAttempt() >= request.getAttempt()) {
                    return latest;
                }
            }
        } catch (PartitionsMovingException e) {
            // It is asked for, whoever shows what becomes of it.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return request;
    }

    private @Nullable Redrive latest(QuarantineRecord record, int partition) {
        return quarantine
                .find(record.getId(), partition)
                .map(Quarantined::redrive)
                .orElse(null);
    }
}
