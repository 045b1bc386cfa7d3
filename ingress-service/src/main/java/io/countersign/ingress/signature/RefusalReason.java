package io.countersign.ingress.signature;

/** Why a sender was refused. */
public enum RefusalReason {
    /** The signature or credential is not there. */
    MISSING,
    /** It is there, but not in the form of the scheme, or it is there more than once. */
    MALFORMED,
    /** It is well-formed, and none of the secrets gives it. */
    MISMATCH,
    /** The signature is right, and older than the tolerance. */
    EXPIRED,
    /** The signature is right, and from further in the future than the tolerance. */
    FROM_THE_FUTURE
}
