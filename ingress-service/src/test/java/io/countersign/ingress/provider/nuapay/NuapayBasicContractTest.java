package io.countersign.ingress.provider.nuapay;

import static io.countersign.ingress.signature.Signing.base64;
import static io.countersign.ingress.signature.Signing.utf8;

import io.countersign.ingress.provider.Provider;
import io.countersign.ingress.provider.ProviderContractTest;
import io.countersign.ingress.provider.Samples;
import io.countersign.ingress.provider.SourceSettings;
import io.countersign.ingress.signature.Authentication;
import io.countersign.ingress.signature.Headers;
import java.time.Instant;

class NuapayBasicContractTest extends ProviderContractTest {

    @Override
    protected Provider provider() {
        return new NuapayProvider();
    }

    @Override
    protected SourceSettings settings() {
        return Samples.settings("nuapay", "basic");
    }

    @Override
    protected byte[] body() {
        return Samples.body("nuapay/VerificationCompleted");
    }

    @Override
    protected String secret(int number) {
        return "gateway:" + super.secret(number);
    }

    @Override
    protected Headers sign(String secret, byte[] body, Instant time) {
        return Headers.of("Authorization", "Basic " + base64(utf8(secret)));
    }

    /** Basic authentication says nothing of the body. */
    @Override
    protected Authentication ofChangedBody() {
        return GENUINE;
    }
}
