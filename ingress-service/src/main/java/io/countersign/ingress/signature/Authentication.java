package io.countersign.ingress.signature;

/** What a scheme found out about the sender of a request. */
public sealed interface Authentication {

    /**
     * The sender has one of the secrets.
     *
     * @param secretId which one
     */
    record Genuine(String secretId) implements Authentication {}

    /** The sender has not proved to have a secret. The reason is for metrics alone: the sender is never told. */
    record Refused(RefusalReason reason) implements Authentication {}
}
