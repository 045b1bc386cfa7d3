package io.countersign.endtoend;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Looks for bytes in bytes, be those text or not. */
final class Bytes {

    private Bytes() {}

    /** Whether {@code text} is somewhere in {@code bytes}; not if there are none. */
    static boolean contain(byte @Nullable [] bytes, byte[] text) {
        // One byte, one character: nothing is lost, and the search is the JDK's.
        return bytes != null
                && new String(bytes, StandardCharsets.ISO_8859_1)
                        .contains(new String(text, StandardCharsets.ISO_8859_1));
    }
}
