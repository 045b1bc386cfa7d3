package io.countersign.ingress.provider.nuapay;

import static io.countersign.ingress.signature.Signing.hex;
import static io.countersign.ingress.signature.Signing.hmac;
import static io.countersign.ingress.signature.Signing.utf8;
import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.ingress.provider.Provider;
import io.countersign.ingress.provider.ProviderContractTest;
import io.countersign.ingress.provider.Samples;
import io.countersign.ingress.provider.SourceSettings;
import io.countersign.ingress.signature.Headers;
import io.countersign.ingress.signature.Secret;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class NuapaySignatureContractTest extends ProviderContractTest {

    @Override
    protected Provider provider() {
        return new NuapayProvider();
    }

    @Override
    protected SourceSettings settings() {
        return Samples.settings("nuapay", null);
    }

    @Override
    protected byte[] body() {
        return Samples.body("nuapay/VerificationCompleted");
    }

    @Override
    protected Headers sign(String secret, byte[] body, Instant time) {
        return Headers.of("x-signature", hex(hmac("HmacSHA256", utf8(secret), body)));
    }

    @Test
    void neverLooksAtTheRequestId() {
        Headers headers =
                sign(secret(1), body(), NOW).and("x-request-id", "anything").and("x-request-id", "else");
        assertThat(provider()
                        .signatureScheme(settings())
                        .authenticate(headers, body(), List.of(new Secret("first", secret(1))), NOW))
                .isEqualTo(GENUINE);
    }
}
