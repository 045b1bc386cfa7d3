package io.countersign.ingress.provider.nuapay;

import io.countersign.ingress.provider.Normaliser;
import io.countersign.ingress.provider.Provider;
import io.countersign.ingress.provider.SignatureSchemes;
import io.countersign.ingress.provider.SourceSettings;
import io.countersign.ingress.signature.HmacAlgorithm;
import io.countersign.ingress.signature.SignatureEncoding;
import io.countersign.ingress.signature.SignatureHeader;
import io.countersign.ingress.signature.SignatureScheme;
import org.springframework.stereotype.Component;

/**
 * Nuapay. Its signature covers the body alone, so an old notification is genuine at any time: duplicates have to be recognised
 * by what they say. {@code x-request-id} is not under the signature and is never looked at.
 */
@Component
public final class NuapayProvider implements Provider {

    private static final SignatureHeader SIGNATURE =
            new SignatureHeader("x-signature", "", SignatureEncoding.HEX, HmacAlgorithm.SHA256, "{body}", null, null);

    private static final SignatureSchemes SCHEMES = SignatureSchemes.none()
            .own("nuapay-signature", settings -> SIGNATURE.scheme(settings.tolerance()))
            .basic();

    @Override
    public String name() {
        return NuapayNormaliser.PROVIDER;
    }

    @Override
    public SignatureScheme signatureScheme(SourceSettings settings) {
        return SCHEMES.scheme(settings);
    }

    @Override
    public Normaliser normaliser(SourceSettings settings) {
        return new NuapayNormaliser();
    }
}
