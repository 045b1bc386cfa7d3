package io.countersign.ingress.spool;

import io.countersign.ingress.publish.EncodedRecord;
import io.countersign.ingress.publish.Publication;
import java.util.concurrent.CompletableFuture;

/** A record on its way, and the answer that its sender waits for. */
final class Entry {

    private final EncodedRecord message;
    private final long arrivedNanos;
    private final CompletableFuture<Publication> answer = new CompletableFuture<>();

    /** Its place in the order of arrival. Given by {@link Lanes}, as is the next. */
    private long number;

    /** Whether Kafka was asked first, and did not take it. */
    private boolean fallenBack;

    Entry(EncodedRecord message, long arrivedNanos) {
        this.message = message;
        this.arrivedNanos = arrivedNanos;
    }

    EncodedRecord message() {
        return message;
    }

    long arrivedNanos() {
        return arrivedNanos;
    }

    CompletableFuture<Publication> answer() {
        return answer;
    }

    long number() {
        return number;
    }

    void number(long given) {
        number = given;
    }

    boolean hasFallenBack() {
        return fallenBack;
    }

    void fallBack() {
        fallenBack = true;
    }
}
