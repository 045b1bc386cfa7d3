package io.countersign.ingress.provider.generic;

import io.countersign.ingress.provider.Provider;
import io.countersign.ingress.provider.ProviderContractTest;
import io.countersign.ingress.provider.Samples;
import io.countersign.ingress.provider.SourceSettings;
import io.countersign.ingress.provider.SourceSettings.SignatureSettings;
import io.countersign.ingress.signature.Authentication;
import io.countersign.ingress.signature.Headers;
import java.time.Instant;

class GenericSharedSecretContractTest extends ProviderContractTest {

    @Override
    protected Provider provider() {
        return new GenericProvider();
    }

    @Override
    protected SourceSettings settings() {
        return GenericSources.shop(
                "shared-secret", new SignatureSettings("Authorization", "Bearer ", null, null, null, null, null));
    }

    @Override
    protected byte[] body() {
        return Samples.body("generic/order-paid");
    }

    @Override
    protected Headers sign(String secret, byte[] body, Instant time) {
        return Headers.of("Authorization", "Bearer " + secret);
    }

    /** A shared secret says nothing of the body. */
    @Override
    protected Authentication ofChangedBody() {
        return GENUINE;
    }
}
