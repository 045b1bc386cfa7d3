package io.countersign.replay.command;

import io.countersign.registry.RegistryUnavailableException;
import io.countersign.replay.ExitCode;
import io.countersign.replay.ReplayException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;

/** Faults of clients in words for an operator. */
final class Faults {

    private Faults() {}

    /** The fault in words, with the exit code that it means. */
    static ReplayException inWords(Exception fault) {
        if (fault instanceof ReplayException known) {
            return known;
        }
        if (fault instanceof RegistryUnavailableException) {
            return ReplayException.failed("The schema registry does not do its part: " + fault.getMessage(), fault);
        }
        if (fault instanceof AuthenticationException || fault instanceof AuthorizationException) {
            return ReplayException.failed("The brokers do not let us in: " + fault.getMessage(), fault);
        }
        if (fault instanceof KafkaException) {
            return ReplayException.failed("The brokers do not do their part: " + fault.getMessage(), fault);
        }
        return new ReplayException(ExitCode.FAILED, "Something went wrong that should not: " + fault, fault);
    }
}
