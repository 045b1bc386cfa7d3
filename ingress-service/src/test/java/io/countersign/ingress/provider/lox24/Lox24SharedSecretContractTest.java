package io.countersign.ingress.provider.lox24;

import io.countersign.ingress.provider.Provider;
import io.countersign.ingress.provider.ProviderContractTest;
import io.countersign.ingress.provider.Samples;
import io.countersign.ingress.provider.SourceSettings;
import io.countersign.ingress.signature.Authentication;
import io.countersign.ingress.signature.Headers;
import java.time.Instant;

class Lox24SharedSecretContractTest extends ProviderContractTest {

    @Override
    protected Provider provider() {
        return new Lox24Provider();
    }

    @Override
    protected SourceSettings settings() {
        return Samples.settings("lox24", null);
    }

    @Override
    protected byte[] body() {
        return Samples.body("lox24/verify_code.success");
    }

    @Override
    protected Headers sign(String secret, byte[] body, Instant time) {
        return Headers.of("X-Lox24-Secret", secret);
    }

    /** A shared secret says nothing of the body. */
    @Override
    protected Authentication ofChangedBody() {
        return GENUINE;
    }
}
