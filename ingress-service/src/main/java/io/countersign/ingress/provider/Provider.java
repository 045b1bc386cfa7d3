package io.countersign.ingress.provider;

import io.countersign.ingress.signature.SignatureScheme;

/** Somebody who sends webhooks. One provider is one package and one bean. Implementations are thread-safe. */
public interface Provider {

    /** The provider's name in configuration, keys and metadata: lower-case letters and digits, such as {@code devengo}. */
    String name();

    /**
     * What keys and metadata of a source's events call the provider: its name, unless every source is a provider of its
     * own.
     */
    default String nameFor(SourceSettings settings) {
        return name();
    }

    /**
     * The scheme by which this provider proves itself to a source.
     *
     * @throws IllegalArgumentException where the settings do not make a scheme; the message says what was expected
     */
    SignatureScheme signatureScheme(SourceSettings settings);

    /**
     * The normaliser for a source of this provider.
     *
     * @throws IllegalArgumentException where the settings do not make one; the message says what was expected
     */
    Normaliser normaliser(SourceSettings settings);
}
