package io.countersign.ingress.provider;

/** Turns a provider's bodies into events. Thread-safe; never blocks, never throws for what a sender sent. */
public interface Normaliser {

    /** What the body says. It is authentic, and may be anything at all. */
    Normalised normalise(byte[] body);

    /**
     * The body without the secrets that this provider puts into bodies, for what is kept of a body that is no event. Works
     * on any bytes, JSON or not; where it cannot be sure, it takes away more rather than less.
     */
    default byte[] withoutSecrets(byte[] body) {
        return body;
    }
}
