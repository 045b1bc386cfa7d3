package io.countersign.ingress.signature;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class UsableSecretTest {

    private static final Duration TOLERANCE = Duration.ofMinutes(5);

    private static void usable(SignatureScheme scheme, String value) {
        assertThatCode(() -> scheme.requireUsable(new Secret("0", value))).doesNotThrowAnyException();
    }

    private static void refused(SignatureScheme scheme, String value) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> scheme.requireUsable(new Secret("7", value)))
                .withNoCause()
                .withMessageContaining("secret 7")
                .satisfies(e -> assertThat(e.getMessage()).doesNotContain(value));
    }

    @Test
    void keysAreSixteenCharactersOrMore() {
        SignatureScheme scheme = TimestampedSignatures.scheme("X-Sig", TOLERANCE);
        refused(scheme, "qwertzuiopqwert");
        usable(scheme, "qwertzuiopqwertz");
        usable(scheme, "qwertzuiopqwertzu");
    }

    @Test
    void keysOfStandardWebhooksAreSixteenBytesOfBase64OrMore() {
        SignatureScheme scheme = StandardWebhooks.scheme(TOLERANCE);
        usable(scheme, "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw");
        usable(scheme, "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw");
        refused(scheme, "whsec_MfKQ9r8GKYqrTwjUPD8I"); // 15 bytes
        usable(scheme, "whsec_MfKQ9r8GKYqrTwjUPD8IAA=="); // 16 bytes
        refused(scheme, "whsec_not base64 at all, is it?");
    }

    @Test
    void sharedSecretsAreSixteenVisibleCharactersOrMore() {
        SignatureScheme scheme = new SharedSecret("X-Secret", "");
        refused(scheme, "qwertzuiopqwert");
        usable(scheme, "qwertzuiopqwertz");
        refused(scheme, "qwertzuiop qwertz");
        refused(scheme, "qwertzuiopqwertzü");
        refused(scheme, "qwertzuiopqwertz\n");
    }

    @Test
    void basicCredentialsAreAUserAndAPasswordOfSixteenCharactersOrMore() {
        SignatureScheme scheme = new BasicAuthentication();
        refused(scheme, "gateway:qwertzuiopqwert");
        usable(scheme, "gateway:qwertzuiopqwertz");
        usable(scheme, "gateway:qwertzuiop:wertz");
        refused(scheme, "qwertzuiopqwertzuiop");
        refused(scheme, ":qwertzuiopqwertz");
        refused(scheme, "gateway:qwertzuiop\tqwertz");
    }
}
