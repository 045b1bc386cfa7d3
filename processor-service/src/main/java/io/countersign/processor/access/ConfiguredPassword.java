package io.countersign.processor.access;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import org.jspecify.annotations.Nullable;
import org.springframework.security.crypto.factory.PasswordEncoderFactories;
import org.springframework.security.crypto.password.PasswordEncoder;

/**
 * The password as the configuration has it: as it is, or as a hash with its kind before it, such as {@code {bcrypt}}. One
 * that is there as it is, is compared in constant time, and not turned into a slow hash on its first use, as Spring
 * Security would: each request shows it again. Thread-safe.
 */
final class ConfiguredPassword implements PasswordEncoder {

    /** Shortest password that is taken for one. */
    static final int SHORTEST = 16;

    private static final PasswordEncoder HASHES = PasswordEncoderFactories.createDelegatingPasswordEncoder();

    /**
     * Checks that a password can be used and is long enough to be one.
     *
     * @throws IllegalStateException where it is not; the message never carries it
     */
    static void requireUsable(String configured) {
        if (isHash(configured)) {
            try {
                HASHES.matches("any", configured);
            } catch (IllegalArgumentException e) {
                // Without the cause, which may quote.
                throw new IllegalStateException(
                        "spring.security.user.password begins with the name of a hash that is not"
                                + " known here; known are {bcrypt}, {pbkdf2} and {scrypt} among others");
            }
        } else if (configured.length() < SHORTEST) {
            throw new IllegalStateException(
                    "spring.security.user.password must have at least " + SHORTEST + " characters, or be a hash");
        }
    }

    @Override
    public @Nullable String encode(@Nullable CharSequence password) {
        return password == null ? null : password.toString();
    }

    @Override
    public boolean matches(@Nullable CharSequence shown, @Nullable String configured) {
        if (shown == null || configured == null) {
            return false;
        }
        return isHash(configured)
                ? HASHES.matches(shown, configured)
                : MessageDigest.isEqual(bytes(shown.toString()), bytes(configured));
    }

    private static boolean isHash(String configured) {
        return configured.startsWith("{") && configured.indexOf('}') > 1;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
