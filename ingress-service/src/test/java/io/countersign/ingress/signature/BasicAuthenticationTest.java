package io.countersign.ingress.signature;

import static io.countersign.ingress.signature.RefusalReason.MALFORMED;
import static io.countersign.ingress.signature.RefusalReason.MISMATCH;
import static io.countersign.ingress.signature.RefusalReason.MISSING;
import static io.countersign.ingress.signature.Signing.base64;
import static io.countersign.ingress.signature.Signing.utf8;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class BasicAuthenticationTest {

    private static final String CREDENTIALS = "gäteway:open:sesame-öpen-sesame";

    private static Authentication authenticate(Headers headers) {
        List<Secret> secrets = List.of(new Secret("0", "gateway:0123456789abcdef"), new Secret("1", CREDENTIALS));
        return new BasicAuthentication().authenticate(headers, new byte[0], secrets, Instant.EPOCH);
    }

    private static Authentication refused(RefusalReason reason) {
        return new Authentication.Refused(reason);
    }

    @Test
    void acceptsUserAndPasswordInUtf8() {
        String encoded = base64(utf8(CREDENTIALS));
        assertThat(authenticate(Headers.of("authorization", "Basic " + encoded)))
                .isEqualTo(new Authentication.Genuine("1"));
        assertThat(authenticate(Headers.of("Authorization", "bASIC   " + encoded)))
                .isEqualTo(new Authentication.Genuine("1"));
    }

    @Test
    void agreesWithTheExampleOfRfc7617() {
        List<Secret> secrets = List.of(new Secret("0", "Aladdin:open sesame"));
        Headers headers = Headers.of("Authorization", "Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==");
        assertThat(new BasicAuthentication().authenticate(headers, new byte[0], secrets, Instant.EPOCH))
                .isEqualTo(new Authentication.Genuine("0"));
    }

    @Test
    void refusesEverythingElse() {
        assertThat(authenticate(Headers.none())).isEqualTo(refused(MISSING));
        assertThat(authenticate(Headers.of("Authorization", "Basic " + base64(utf8(CREDENTIALS + "x")))))
                .isEqualTo(refused(MISMATCH));
        assertThat(authenticate(Headers.of("Authorization", "Basic "))).isEqualTo(refused(MISMATCH));
        for (String malformed : List.of("", "Basic", "Basic !!!", "Bearer x", base64(utf8(CREDENTIALS)))) {
            assertThat(authenticate(Headers.of("Authorization", malformed)))
                    .as(malformed)
                    .isEqualTo(refused(MALFORMED));
        }
        String genuine = "Basic " + base64(utf8(CREDENTIALS));
        assertThat(authenticate(Headers.of("Authorization", genuine).and("Authorization", genuine)))
                .isEqualTo(refused(MALFORMED));
    }
}
