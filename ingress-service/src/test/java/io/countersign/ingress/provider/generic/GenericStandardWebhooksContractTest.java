package io.countersign.ingress.provider.generic;

import static io.countersign.ingress.signature.Signing.base64;
import static io.countersign.ingress.signature.Signing.hmac;
import static io.countersign.ingress.signature.Signing.utf8;

import io.countersign.ingress.provider.Provider;
import io.countersign.ingress.provider.ProviderContractTest;
import io.countersign.ingress.provider.Samples;
import io.countersign.ingress.provider.SourceSettings;
import io.countersign.ingress.signature.Authentication;
import io.countersign.ingress.signature.Headers;
import java.time.Instant;
import java.util.Base64;

class GenericStandardWebhooksContractTest extends ProviderContractTest {

    private static final String PREFIX = "whsec_";

    @Override
    protected Provider provider() {
        return new GenericProvider();
    }

    @Override
    protected SourceSettings settings() {
        return GenericSources.shop("standard-webhooks", null);
    }

    @Override
    protected byte[] body() {
        return Samples.body("generic/order-paid");
    }

    @Override
    protected String secret(int number) {
        return PREFIX + base64(utf8(super.secret(number)));
    }

    @Override
    protected Headers sign(String secret, byte[] body, Instant time) {
        return signTimestamp(secret, body, Long.toString(time.getEpochSecond()));
    }

    @Override
    protected Headers signTimestamp(String secret, byte[] body, String seconds) {
        byte[] key = Base64.getDecoder().decode(secret.substring(PREFIX.length()));
        return Headers.of("webhook-id", "msg_1")
                .and("webhook-timestamp", seconds)
                .and(
                        "webhook-signature",
                        "v1," + base64(hmac("HmacSHA256", key, utf8("msg_1." + seconds + "."), body)));
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
