package io.countersign.ingress.provider.lox24;

import io.countersign.ingress.provider.Normaliser;
import io.countersign.ingress.provider.Provider;
import io.countersign.ingress.provider.SignatureSchemes;
import io.countersign.ingress.provider.SourceSettings;
import io.countersign.ingress.signature.SignatureScheme;
import org.springframework.stereotype.Component;

/** LOX24 (doc.lox24.eu). No signature scheme of its own is published, so a source has a secret in a header field by default. */
@Component
public final class Lox24Provider implements Provider {

    private static final SignatureSchemes SCHEMES = SignatureSchemes.none()
            .sharedSecret("X-Lox24-Secret")
            .basic()
            .hmac()
            .preferring("shared-secret");

    @Override
    public String name() {
        return Lox24Normaliser.PROVIDER;
    }

    @Override
    public SignatureScheme signatureScheme(SourceSettings settings) {
        return SCHEMES.scheme(settings);
    }

    @Override
    public Normaliser normaliser(SourceSettings settings) {
        return new Lox24Normaliser();
    }
}
