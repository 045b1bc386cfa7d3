package io.countersign.ingress.provider.devengo;

import io.countersign.ingress.provider.Provider;
import io.countersign.ingress.provider.ProviderContractTest;
import io.countersign.ingress.provider.Samples;
import io.countersign.ingress.provider.SourceSettings;
import io.countersign.ingress.signature.Authentication;
import io.countersign.ingress.signature.Headers;
import io.countersign.ingress.signature.Signing;
import java.time.Instant;

class DevengoSignatureContractTest extends ProviderContractTest {

    @Override
    protected Provider provider() {
        return new DevengoProvider();
    }

    @Override
    protected SourceSettings settings() {
        return Samples.settings("devengo-sandbox", null);
    }

    @Override
    protected byte[] body() {
        return Samples.body("devengo/outgoing_payment.reversed");
    }

    @Override
    protected Headers sign(String secret, byte[] body, Instant time) {
        return signTimestamp(secret, body, Long.toString(time.getEpochSecond()));
    }

    @Override
    protected Headers signTimestamp(String secret, byte[] body, String seconds) {
        return Headers.of(
                "X-Devengo-Webhooks-Sig", "t=" + seconds + ",v1=" + Signing.timestamped(secret, seconds, body));
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
