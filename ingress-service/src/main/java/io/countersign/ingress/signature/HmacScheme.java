package io.countersign.ingress.signature;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * Proof by HMAC (RFC 2104) over the body as received. What else is signed, and where the signatures are, is for the
 * {@link Claim.Reader} to say; this class does the arithmetic, the comparison and the clock, once for all schemes.
 *
 * <p>Whether a signed timestamp is acceptable is told only of a request whose signature is right, so that nobody without
 * a secret learns anything of the clock.
 */
public final class HmacScheme implements SignatureScheme {

    /** Shortest key in bytes, and shortest secret in characters, that is taken for one. */
    static final int SHORTEST_SECRET = 16;

    /** Most signatures that a request may carry: more than any rotation needs. */
    public static final int MOST_SIGNATURES = 16;

    private final HmacAlgorithm algorithm;
    private final HmacKey key;
    private final Duration tolerance;
    private final Claim.Reader claims;
    private final ThreadLocal<KeyedMac> macs = ThreadLocal.withInitial(KeyedMac::new);

    /**
     * @param tolerance how far a signed timestamp may be from now, to both sides; positive
     * @param claims reads what a request claims
     */
    public HmacScheme(HmacAlgorithm algorithm, HmacKey key, Duration tolerance, Claim.Reader claims) {
        if (tolerance.isNegative() || tolerance.isZero()) {
            throw new IllegalArgumentException("tolerance " + tolerance + " is not a positive length of time");
        }
        this.algorithm = algorithm;
        this.key = key;
        this.tolerance = tolerance;
        this.claims = claims;
    }

    @Override
    public Authentication authenticate(HeaderFields headers, byte[] body, List<Secret> secrets, Instant now) {
        Claim claim = claims.read(headers);
        if (claim instanceof Claim.None none) {
            return new Authentication.Refused(none.reason());
        }
        Claim.Signed signed = (Claim.Signed) claim;
        Secret match = match(signed, body, secrets);
        if (match == null) {
            return new Authentication.Refused(RefusalReason.MISMATCH);
        }
        Instant timestamp = signed.timestamp();
        if (timestamp != null) {
            Duration age = Duration.between(timestamp, now);
            if (age.compareTo(tolerance) > 0) {
                return new Authentication.Refused(RefusalReason.EXPIRED);
            }
            if (age.negated().compareTo(tolerance) > 0) {
                return new Authentication.Refused(RefusalReason.FROM_THE_FUTURE);
            }
        }
        return new Authentication.Genuine(match.id());
    }

    /** The first secret that gives one of the signatures. Tries all of them, so that the time tells of none. */
    private @Nullable Secret match(Claim.Signed claim, byte[] body, List<Secret> secrets) {
        if (claim.signatures().isEmpty()) {
            return null;
        }
        Secret match = null;
        for (Secret secret : secrets) {
            Mac mac = macs.get().with(secret);
            mac.update(claim.before());
            mac.update(body);
            mac.update(claim.after());
            byte[] expected = mac.doFinal();
            boolean found = false;
            for (byte[] signature : claim.signatures()) {
                found |= MessageDigest.isEqual(signature, expected);
            }
            if (found && match == null) {
                match = secret;
            }
        }
        return match;
    }

    @Override
    public void requireUsable(Secret secret) {
        if (secret.value().length() < SHORTEST_SECRET || key.bytes(secret).length < SHORTEST_SECRET) {
            throw new IllegalArgumentException(
                    "secret " + secret.id() + " is shorter than " + SHORTEST_SECRET + " characters or bytes of key");
        }
    }

    /** A thread's HMAC with the key that it had last: nearly always the next one too. */
    private final class KeyedMac {
        private final Mac mac;
        private @Nullable Secret keyed;

        KeyedMac() {
            try {
                mac = Mac.getInstance(algorithm.javaName());
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException("this JVM has no " + algorithm.javaName(), e);
            }
        }

        Mac with(Secret secret) {
            if (secret.equals(keyed)) {
                return mac;
            }
            keyed = null;
            try {
                mac.init(new SecretKeySpec(key.bytes(secret), algorithm.javaName()));
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException("secret " + secret.id() + " is no key", e);
            }
            keyed = secret;
            return mac;
        }
    }
}
