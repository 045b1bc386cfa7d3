package io.countersign.ingress.signature;

import java.util.Objects;

/**
 * A secret shared with a sender. Never prints itself.
 *
 * @param id name under which metrics tell of it, such as {@code 0} for the first configured one; says nothing of the value
 * @param value the secret; what the text means (plain, base64, user:password) is the scheme's to say
 */
public record Secret(String id, String value) {

    public Secret {
        Objects.requireNonNull(id, "id");
        if (value.isBlank()) {
            throw new IllegalArgumentException("secret " + id + " is empty");
        }
    }

    @Override
    public String toString() {
        return "Secret[id=" + id + ", value=***]";
    }
}
