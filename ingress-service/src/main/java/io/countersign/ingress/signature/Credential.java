package io.countersign.ingress.signature;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.List;

/** A secret that is sent as it is, compared in constant time. */
final class Credential {

    private Credential() {}

    /** Whether {@code received} is one of {@code secrets}. Looks at all of them, so that the time tells of none. */
    static Authentication check(byte[] received, List<Secret> secrets) {
        String match = null;
        for (Secret secret : secrets) {
            // The received value first: the comparison takes as long as its first argument is.
            boolean same = MessageDigest.isEqual(received, secret.value().getBytes(StandardCharsets.UTF_8));
            if (same && match == null) {
                match = secret.id();
            }
        }
        return match == null ? new Authentication.Refused(RefusalReason.MISMATCH) : new Authentication.Genuine(match);
    }
}
