package io.countersign.ingress.provider.generic;

import static io.countersign.ingress.signature.Signing.base64;
import static io.countersign.ingress.signature.Signing.hmac;
import static io.countersign.ingress.signature.Signing.utf8;

import io.countersign.ingress.provider.Provider;
import io.countersign.ingress.provider.ProviderContractTest;
import io.countersign.ingress.provider.Samples;
import io.countersign.ingress.provider.SourceSettings;
import io.countersign.ingress.provider.SourceSettings.SignatureSettings;
import io.countersign.ingress.signature.Authentication;
import io.countersign.ingress.signature.Headers;
import java.time.Instant;

class GenericHmacContractTest extends ProviderContractTest {

    @Override
    protected Provider provider() {
        return new GenericProvider();
    }

    @Override
    protected SourceSettings settings() {
        return GenericSources.shop(
                "hmac",
                new SignatureSettings(
                        "X-Shop-Signature",
                        "sha512=",
                        "base64",
                        "sha512",
                        "{id}:{timestamp}.{body}",
                        "X-Shop-Time",
                        "X-Shop-Id"));
    }

    @Override
    protected byte[] body() {
        return Samples.body("generic/order-paid");
    }

    @Override
    protected Headers sign(String secret, byte[] body, Instant time) {
        return signTimestamp(secret, body, Long.toString(time.getEpochSecond()));
    }

    @Override
    protected Headers signTimestamp(String secret, byte[] body, String seconds) {
        return Headers.of("X-Shop-Id", "d-1")
                .and("X-Shop-Time", seconds)
                .and(
                        "X-Shop-Signature",
                        "sha512=" + base64(hmac("HmacSHA512", utf8(secret), utf8("d-1:" + seconds + "."), body)));
    }

    @Override
    protected Authentication ofStale() {
        return EXPIRED;
    }

    @Override
    protected Authentication ofFuture() {
        return FROM_THE_FUTURE;
    }
}
