package io.countersign.ingress.publish;

import java.util.concurrent.CompletableFuture;

/**
 * Writes records for as long as it takes, in the order in which they are given: a record that was taken keeps its place
 * while brokers are away, and does not fail for the time it waits. For callers that may block. Not thread-safe.
 */
public interface PatientProducer extends AutoCloseable {

    /**
     * Writes one record; may block for {@link PatientProducers#LONGEST_WAIT}.
     *
     * @return what became of it, {@link Publication#NOT_TAKEN} at once where no broker can be found or memory is full; never
     *     completes exceptionally
     */
    CompletableFuture<Publication> send(EncodedRecord message);

    /** Gives up what is under way, whose outcome then is unknown. */
    @Override
    void close();
}
