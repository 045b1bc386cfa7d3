package io.countersign.ingress.signature;

import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * Base64 (RFC 4648, section 4), with or without padding, in one spelling: bits that stand for nothing are zero (section 3.5), and
 * nothing else is in the text.
 */
final class StrictBase64 {

    private static final String ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

    private StrictBase64() {}

    /** The bytes that {@code text} stands for, or {@code null} where it is no base64. */
    static byte @Nullable [] decode(String text) {
        byte[] bytes;
        try {
            bytes = Base64.getDecoder().decode(text);
        } catch (IllegalArgumentException e) {
            return null;
        }
        int unused = switch (bytes.length % 3) {
            case 1 -> 0b1111;
            case 2 -> 0b11;
            default -> 0;
        };
        if (unused == 0) {
            return bytes;
        }
        int last = text.indexOf('=');
        char end = text.charAt((last < 0 ? text.length() : last) - 1);
        return (ALPHABET.indexOf(end) & unused) == 0 ? bytes : null;
    }
}
