package io.countersign.ingress.signature;

/** Values of header fields that are signed as they are sent. */
final class SignedHeader {

    private static final int LONGEST = 256;

    private SignedHeader() {}

    /** Whether {@code value} is short and of visible ASCII characters, so that text and bytes are one and the same. */
    static boolean isUsable(String value) {
        if (value.isEmpty() || value.length() > LONGEST) {
            return false;
        }
        for (int i = 0; i < value.length(); i++) {
            if (value.charAt(i) <= ' ' || value.charAt(i) >= 0x7f) {
                return false;
            }
        }
        return true;
    }
}
