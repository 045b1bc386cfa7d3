package io.countersign.ingress.signature;

/** The hash functions that an HMAC (RFC 2104) may be made with. */
public enum HmacAlgorithm {
    SHA256("HmacSHA256", 32),
    SHA512("HmacSHA512", 64);

    private final String javaName;
    private final int length;

    HmacAlgorithm(String javaName, int length) {
        this.javaName = javaName;
        this.length = length;
    }

    String javaName() {
        return javaName;
    }

    /** Length of the HMAC in bytes. */
    public int length() {
        return length;
    }
}
