package io.countersign.ingress.metrics;

/** Why a connection was not let in. */
public enum ConnectionRefusal {
    /** There are as many as there may be. */
    TOO_MANY,
    /** Its address has as many as it may have. */
    TOO_MANY_OF_ADDRESS
}
