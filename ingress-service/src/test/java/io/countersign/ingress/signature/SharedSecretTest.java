package io.countersign.ingress.signature;

import static io.countersign.ingress.signature.RefusalReason.MALFORMED;
import static io.countersign.ingress.signature.RefusalReason.MISMATCH;
import static io.countersign.ingress.signature.RefusalReason.MISSING;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class SharedSecretTest {

    private static final String SECRET = "correct-horse-battery";
    private static final List<Secret> SECRETS =
            List.of(new Secret("old", "former-horse-battery"), new Secret("new", SECRET));

    private static Authentication authenticate(SignatureScheme scheme, Headers headers) {
        return scheme.authenticate(headers, new byte[0], SECRETS, Instant.EPOCH);
    }

    private static Authentication refused(RefusalReason reason) {
        return new Authentication.Refused(reason);
    }

    @Test
    void acceptsEachSecretAndTellsWhich() {
        SignatureScheme scheme = new SharedSecret("X-Lox24-Secret", "");
        assertThat(authenticate(scheme, Headers.of("x-lox24-secret", SECRET)))
                .isEqualTo(new Authentication.Genuine("new"));
        assertThat(authenticate(scheme, Headers.of("x-lox24-secret", "former-horse-battery")))
                .isEqualTo(new Authentication.Genuine("old"));
    }

    @Test
    void refusesEverythingElse() {
        SignatureScheme scheme = new SharedSecret("X-Lox24-Secret", "");
        assertThat(authenticate(scheme, Headers.none())).isEqualTo(refused(MISSING));
        for (String wrong : List.of("", SECRET + "x", SECRET.substring(1), SECRET.toUpperCase(java.util.Locale.ROOT))) {
            assertThat(authenticate(scheme, Headers.of("X-Lox24-Secret", wrong)))
                    .isEqualTo(refused(MISMATCH));
        }
        assertThat(authenticate(scheme, Headers.of("X-Lox24-Secret", SECRET).and("X-Lox24-Secret", SECRET)))
                .isEqualTo(refused(MALFORMED));
    }

    @Test
    void looksBehindThePrefix() {
        SignatureScheme scheme = new SharedSecret("Authorization", "Bearer ");
        assertThat(authenticate(scheme, Headers.of("Authorization", "Bearer " + SECRET)))
                .isEqualTo(new Authentication.Genuine("new"));
        assertThat(authenticate(scheme, Headers.of("Authorization", SECRET))).isEqualTo(refused(MALFORMED));
    }
}
