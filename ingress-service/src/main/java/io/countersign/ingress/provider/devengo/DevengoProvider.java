package io.countersign.ingress.provider.devengo;

import io.countersign.ingress.provider.Normaliser;
import io.countersign.ingress.provider.Provider;
import io.countersign.ingress.provider.SignatureSchemes;
import io.countersign.ingress.provider.SourceSettings;
import io.countersign.ingress.signature.SignatureScheme;
import io.countersign.ingress.signature.TimestampedSignatures;
import org.springframework.stereotype.Component;

/** Devengo (docs.devengo.com). */
@Component
public final class DevengoProvider implements Provider {

    private static final String SIGNATURE_HEADER = "X-Devengo-Webhooks-Sig";

    private static final SignatureSchemes SCHEMES = SignatureSchemes.none()
            .own("devengo-signature", settings -> TimestampedSignatures.scheme(SIGNATURE_HEADER, settings.tolerance()))
            .basic();

    @Override
    public String name() {
        return DevengoNormaliser.PROVIDER;
    }

    @Override
    public SignatureScheme signatureScheme(SourceSettings settings) {
        return SCHEMES.scheme(settings);
    }

    @Override
    public Normaliser normaliser(SourceSettings settings) {
        return new DevengoNormaliser();
    }
}
