package io.countersign.ingress.hash;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** SHA-256 (FIPS 180-4). One for each thread: to ask Java for a new one costs as much as to hash a short text. */
public final class Sha256 {

    private static final ThreadLocal<MessageDigest> OF_THREAD = ThreadLocal.withInitial(Sha256::create);

    private Sha256() {}

    /** The calling thread's, fresh. Not to be handed on, and not to be used after the next call. */
    public static MessageDigest ofThread() {
        MessageDigest sha256 = OF_THREAD.get();
        sha256.reset();
        return sha256;
    }

    private static MessageDigest create() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java runtime has SHA-256", e);
        }
    }
}
