package io.countersign.quickstart.stack;

/**
 * How a source's webhooks are signed.
 *
 * @param provider whose webhooks the source takes, such as {@code devengo}
 * @param scheme {@code devengo-signature}, {@code nuapay-signature} or {@code shared-secret}
 * @param secret the secret, as the provider and the ingress both have it
 * @param header the header that carries signature or secret
 */
public record SourceSecret(String provider, String scheme, String secret, String header) {

    public SourceSecret {
        if (secret.isBlank()) {
            throw new IllegalArgumentException("The secret for " + provider + " is empty");
        }
    }

    @Override
    public String toString() {
        return "SourceSecret[provider=" + provider + ", scheme=" + scheme + ", secret=***, header=" + header + "]";
    }
}
