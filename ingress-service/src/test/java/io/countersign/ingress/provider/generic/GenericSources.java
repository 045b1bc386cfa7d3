package io.countersign.ingress.provider.generic;

import io.countersign.ingress.provider.SourceSettings;
import io.countersign.ingress.provider.SourceSettings.EventSettings;
import io.countersign.ingress.provider.SourceSettings.SignatureSettings;
import java.time.Duration;

/** A generic source of the tests. */
final class GenericSources {

    private GenericSources() {}

    static SourceSettings shop(String scheme, SignatureSettings signature) {
        EventSettings event = new EventSettings("/id", "/type", "/at", "/object/kind", "/object/id");
        return new SourceSettings("shop", scheme, Duration.ofMinutes(5), signature, event);
    }
}
