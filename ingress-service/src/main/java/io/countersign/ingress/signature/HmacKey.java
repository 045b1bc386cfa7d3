package io.countersign.ingress.signature;

import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** How the text of a secret becomes the key of an HMAC. */
public enum HmacKey {
    /** The text itself, in UTF-8. */
    TEXT {
        @Override
        byte[] bytes(Secret secret) {
            return secret.value().getBytes(StandardCharsets.UTF_8);
        }
    },
    /** Base64 (RFC 4648, section 4), after {@code whsec_} if that is there: the way of Standard Webhooks. */
    WHSEC_BASE64 {
        @Override
        byte[] bytes(Secret secret) {
            String value = secret.value();
            String base64 = value.startsWith(WHSEC) ? value.substring(WHSEC.length()) : value;
            try {
                return Base64.getDecoder().decode(base64);
            } catch (IllegalArgumentException e) {
                // Without its cause: that quotes the secret.
                throw new IllegalArgumentException("secret " + secret.id() + " is not base64, with or without whsec_");
            }
        }
    };

    private static final String WHSEC = "whsec_";

    /**
     * The key.
     *
     * @throws IllegalArgumentException where the text is no key of this kind; the message never holds it
     */
    abstract byte[] bytes(Secret secret);
}
