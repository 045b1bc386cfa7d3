package io.countersign.ingress.provider.generic;

import io.countersign.ingress.provider.Normaliser;
import io.countersign.ingress.provider.Provider;
import io.countersign.ingress.provider.SignatureSchemes;
import io.countersign.ingress.provider.SourceSettings;
import io.countersign.ingress.signature.SignatureScheme;
import org.springframework.stereotype.Component;

/** Anybody who sends JSON and proves to have a secret: scheme and fields are configured, nothing is known beforehand. */
@Component
public final class GenericProvider implements Provider {

    private static final SignatureSchemes SCHEMES =
            SignatureSchemes.none().hmac().sharedSecret(null).basic().standardWebhooks();

    @Override
    public String name() {
        return "generic";
    }

    @Override
    public String nameFor(SourceSettings settings) {
        return settings.source();
    }

    @Override
    public SignatureScheme signatureScheme(SourceSettings settings) {
        return SCHEMES.scheme(settings);
    }

    @Override
    public Normaliser normaliser(SourceSettings settings) {
        SourceSettings.EventSettings event = settings.event();
        if (event == null) {
            throw new IllegalArgumentException(
                    "source " + settings.source() + ": expected JSON Pointers to the event's id, type and time");
        }
        return new GenericNormaliser(settings.source(), event);
    }
}
