package io.countersign.processor.runtime;

import io.countersign.log.LogFields;
import io.countersign.processor.topology.RecordDefectException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Replaces a stream thread that died, after a pause that doubles while threads keep dying: what it died of (a registry
 * or brokers that do not answer) mostly passes, and its transaction was aborted, so that the next thread begins where
 * this one began. An error of the JVM ends the client instead; the liveness probe then shows it.
 */
final class ThreadReplacement implements StreamsUncaughtExceptionHandler {

    static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
    static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);
    private static final Duration QUIET = Duration.ofMinutes(2);

    private static final Logger LOG = LoggerFactory.getLogger(ThreadReplacement.class);

    private final InstantSource clock;
    private final CountDownLatch closing = new CountDownLatch(1);
    private Instant lastDeath = Instant.MIN;
    private Duration pause = FIRST_PAUSE;

    ThreadReplacement(InstantSource clock) {
        this.clock = clock;
    }

    @Override
    public StreamThreadExceptionResponse handle(Throwable death) {
        if (hasError(death)) {
            LOG.atError().setCause(death).log("The processor stops: the JVM is in trouble.");
            return StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
        }
        Duration pauseNow = nextPause();
        RecordDefectException defect = RecordDefectException.in(death);
        if (defect == null) {
            LOG.atError()
                    .setCause(death)
                    .addKeyValue(LogFields.PAUSE, pauseNow)
                    .log("A stream thread died and is replaced after a pause.");
        } else {
            LOG.atError()
                    .setCause(defect)
                    .addKeyValue(LogFields.EVENT_ID, defect.eventId())
                    .addKeyValue(LogFields.TOPIC, defect.topic())
                    .addKeyValue(LogFields.PARTITION, defect.partition())
                    .addKeyValue(LogFields.OFFSET, defect.offset())
                    .addKeyValue(LogFields.PAUSE, pauseNow)
                    .log("A stream thread died of a record and is replaced after a pause.");
        }
        try {
            closing.await(pauseNow.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return StreamThreadExceptionResponse.REPLACE_THREAD;
    }

    /** Ends all pauses: the processor is about to stop. */
    void close() {
        closing.countDown();
    }

    synchronized Duration nextPause() {
        Instant now = clock.instant();
        boolean quiet = lastDeath.isBefore(now.minus(QUIET));
        lastDeath = now;
        Duration pauseNow = quiet ? FIRST_PAUSE : pause;
        Duration doubled = pauseNow.multipliedBy(2);
        pause = doubled.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : doubled;
        return pauseNow;
    }

    private static boolean hasError(Throwable death) {
        for (Throwable cause = death; cause != null; cause = cause.getCause()) {
            if (cause instanceof VirtualMachineError) {
                return true;
            }
        }
        return false;
    }
}
