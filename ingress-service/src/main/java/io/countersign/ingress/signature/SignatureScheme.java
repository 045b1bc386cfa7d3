package io.countersign.ingress.signature;

import java.time.Instant;
import java.util.List;

/**
 * A way to prove that a request comes from who shares a secret. Implementations see the bytes as received, compare in
 * constant time, try every secret, and are thread-safe; they never block and never throw for what a sender sent.
 */
public interface SignatureScheme {

    /**
     * Whether the request is genuine.
     *
     * @param headers header fields of the request
     * @param body body as received; not to be changed
     * @param secrets the secrets that count at the moment, at least one
     * @param now the time against which a signed timestamp is held
     */
    Authentication authenticate(HeaderFields headers, byte[] body, List<Secret> secrets, Instant now);

    /**
     * Checks that {@code secret} is one that this scheme can use and that is long enough to be one.
     *
     * @throws IllegalArgumentException where it is not; the message says what was expected, and never the value
     */
    void requireUsable(Secret secret);
}
