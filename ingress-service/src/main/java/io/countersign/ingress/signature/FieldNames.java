package io.countersign.ingress.signature;

/** Names of header fields (RFC 9110, section 5.1). */
final class FieldNames {

    private static final String TOKEN_PUNCTUATION = "!#$%&'*+-.^_`|~";

    private FieldNames() {}

    /**
     * {@code name}, if a header field can be called that.
     *
     * @throws IllegalArgumentException where it cannot
     */
    static String requireFieldName(String name) {
        if (name.isEmpty() || !name.chars().allMatch(FieldNames::isTokenCharacter)) {
            throw new IllegalArgumentException("'" + name + "' is no name of a header field (RFC 9110, section 5.1)");
        }
        return name;
    }

    private static boolean isTokenCharacter(int c) {
        return (c >= 'a' && c <= 'z')
                || (c >= 'A' && c <= 'Z')
                || (c >= '0' && c <= '9')
                || TOKEN_PUNCTUATION.indexOf(c) >= 0;
    }
}
