package io.countersign.ingress.provider.lox24;

import static io.countersign.ingress.signature.Signing.hex;
import static io.countersign.ingress.signature.Signing.hmac;
import static io.countersign.ingress.signature.Signing.utf8;

import io.countersign.ingress.provider.Provider;
import io.countersign.ingress.provider.ProviderContractTest;
import io.countersign.ingress.provider.Samples;
import io.countersign.ingress.provider.SourceSettings;
import io.countersign.ingress.provider.SourceSettings.SignatureSettings;
import io.countersign.ingress.signature.Headers;
import java.time.Instant;

class Lox24HmacContractTest extends ProviderContractTest {

    @Override
    protected Provider provider() {
        return new Lox24Provider();
    }

    @Override
    protected SourceSettings settings() {
        SignatureSettings signature = new SignatureSettings("X-Lox24-Signature", null, null, null, null, null, null);
        return new SourceSettings("lox24", "hmac", TOLERANCE, signature, null);
    }

    @Override
    protected byte[] body() {
        return Samples.body("lox24/verify_code.success");
    }

    @Override
    protected Headers sign(String secret, byte[] body, Instant time) {
        return Headers.of("X-Lox24-Signature", hex(hmac("HmacSHA256", utf8(secret), body)));
    }
}
