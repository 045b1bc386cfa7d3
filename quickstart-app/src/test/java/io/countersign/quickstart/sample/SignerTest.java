package io.countersign.quickstart.sample;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.countersign.quickstart.stack.SourceSecret;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** The expected values are openssl's: {@code printf … | openssl dgst -sha256 -hmac secret}. */
class SignerTest {

    private static final byte[] BODY = "{\"a\": 1}".getBytes(StandardCharsets.UTF_8);
    private static final Instant TIME = Instant.ofEpochSecond(1_700_000_000);

    @Test
    void devengoSignsTimeAndBody() {
        assertThat(Signer.sign(source("devengo-signature"), BODY, TIME))
                .isEqualTo("t=1700000000,v1=942c6f7e34ef5c448cbbbf79276da392036d59f0bd9fb74ba14eb8e83e2bb6cd");
    }

    @Test
    void nuapaySignsTheBody() {
        assertThat(Signer.sign(source("nuapay-signature"), BODY, TIME))
                .isEqualTo("9efa14a18410a57a432fbf0ce38d4bc33339036a64e57b8c86da0bb1e122d972");
    }

    @Test
    void aSharedSecretIsSentAsItIs() {
        assertThat(Signer.sign(source("shared-secret"), BODY, TIME)).isEqualTo("secret");
    }

    @Test
    void anUnknownSchemeIsRefused() {
        assertThatThrownBy(() -> Signer.sign(source("none"), BODY, TIME)).isInstanceOf(IllegalArgumentException.class);
    }

    private static SourceSecret source(String scheme) {
        return new SourceSecret("someone", scheme, "secret", "X-Signature");
    }
}
