package io.countersign.ingress.publish;

import java.time.Duration;

/** Makes patient producers. */
@FunctionalInterface
public interface PatientProducers {

    /** How long one may block its caller. */
    Duration LONGEST_WAIT = Duration.ofSeconds(10);

    /** A new one, which connects with its first record. */
    PatientProducer open();
}
