package io.countersign.ingress.signature;

import static io.countersign.ingress.signature.HmacAlgorithm.SHA256;
import static io.countersign.ingress.signature.HmacAlgorithm.SHA512;
import static io.countersign.ingress.signature.RefusalReason.EXPIRED;
import static io.countersign.ingress.signature.RefusalReason.MALFORMED;
import static io.countersign.ingress.signature.RefusalReason.MISMATCH;
import static io.countersign.ingress.signature.RefusalReason.MISSING;
import static io.countersign.ingress.signature.SignatureEncoding.BASE64;
import static io.countersign.ingress.signature.SignatureEncoding.HEX;
import static io.countersign.ingress.signature.Signing.base64;
import static io.countersign.ingress.signature.Signing.hex;
import static io.countersign.ingress.signature.Signing.hmac;
import static io.countersign.ingress.signature.Signing.utf8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SignatureHeaderTest {

    private static final Duration TOLERANCE = Duration.ofMinutes(5);
    private static final Instant NOW = Instant.ofEpochSecond(1_800_000_000);
    private static final String SECRET = "It's a Secret to Everybody";
    private static final byte[] BODY = utf8("Hello, World!");
    private static final List<Secret> SECRETS = List.of(new Secret("0", SECRET));
    private static final Authentication GENUINE = new Authentication.Genuine("0");

    private static Authentication refused(RefusalReason reason) {
        return new Authentication.Refused(reason);
    }

    private static SignatureHeader bodyOnly(String prefix, SignatureEncoding encoding, HmacAlgorithm algorithm) {
        return new SignatureHeader("X-Signature", prefix, encoding, algorithm, "{body}", null, null);
    }

    @Test
    void agreesWithThePublishedExampleOfGitHub() {
        SignatureScheme scheme = new SignatureHeader(
                        "X-Hub-Signature-256", "sha256=", HEX, SHA256, "{body}", null, null)
                .scheme(TOLERANCE);
        Headers headers = Headers.of(
                "x-hub-signature-256", "sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17");
        assertThat(scheme.authenticate(headers, BODY, SECRETS, NOW)).isEqualTo(GENUINE);
    }

    @Test
    void readsBase64AndSha512() {
        SignatureScheme scheme = bodyOnly("", BASE64, SHA512).scheme(TOLERANCE);
        String padded = base64(hmac("HmacSHA512", utf8(SECRET), BODY));
        for (String signature : List.of(padded, padded.replace("=", ""))) {
            assertThat(scheme.authenticate(Headers.of("X-Signature", signature), BODY, SECRETS, NOW))
                    .isEqualTo(GENUINE);
        }
        String sha256 = base64(hmac("HmacSHA256", utf8(SECRET), BODY));
        assertThat(scheme.authenticate(Headers.of("X-Signature", sha256), BODY, SECRETS, NOW))
                .isEqualTo(refused(MALFORMED));
    }

    @Test
    void signsWhatTheTemplateSays() {
        SignatureScheme scheme = new SignatureHeader(
                        "X-Signature", "v0=", HEX, SHA256, "v0:{timestamp}:{body}:{id}:é", "X-Time", "X-Id")
                .scheme(TOLERANCE);
        byte[] mac = hmac("HmacSHA256", utf8(SECRET), utf8("v0:1800000000:"), BODY, utf8(":id-7:é"));
        Headers headers = Headers.of("X-Signature", "v0=" + hex(mac))
                .and("X-Time", "1800000000")
                .and("X-Id", "id-7");
        assertThat(scheme.authenticate(headers, BODY, SECRETS, NOW)).isEqualTo(GENUINE);
        assertThat(scheme.authenticate(headers, BODY, SECRETS, NOW.plus(TOLERANCE)))
                .isEqualTo(GENUINE);
        assertThat(scheme.authenticate(
                        headers, BODY, SECRETS, NOW.plus(TOLERANCE).plusMillis(1)))
                .isEqualTo(refused(EXPIRED));
        assertThat(scheme.authenticate(headers.without("X-Id").and("X-Id", "id-8"), BODY, SECRETS, NOW))
                .isEqualTo(refused(MISMATCH));
        for (String name : List.of("X-Signature", "X-Time", "X-Id")) {
            assertThat(scheme.authenticate(headers.without(name), BODY, SECRETS, NOW))
                    .isEqualTo(refused(MISSING));
        }
        assertThat(scheme.authenticate(headers.without("X-Time").and("X-Time", "soon"), BODY, SECRETS, NOW))
                .isEqualTo(refused(MALFORMED));
    }

    @Test
    void refusesWhatIsNoSignature() {
        SignatureScheme scheme = bodyOnly("sha256=", HEX, SHA256).scheme(TOLERANCE);
        String genuine = hex(hmac("HmacSHA256", utf8(SECRET), BODY));
        for (String value : List.of(
                "",
                "sha256=",
                genuine,
                "sha256=" + genuine + "0",
                "sha256=" + genuine.substring(1),
                "SHA256=" + genuine)) {
            assertThat(scheme.authenticate(Headers.of("X-Signature", value), BODY, SECRETS, NOW))
                    .as(value)
                    .isEqualTo(refused(MALFORMED));
        }
        Headers twice = Headers.of("X-Signature", "sha256=" + genuine).and("X-Signature", "sha256=" + genuine);
        assertThat(scheme.authenticate(twice, BODY, SECRETS, NOW)).isEqualTo(refused(MALFORMED));
        assertThat(scheme.authenticate(Headers.of("X-Signature", "sha256=" + "0".repeat(64)), BODY, SECRETS, NOW))
                .isEqualTo(refused(MISMATCH));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{timestamp}.", "body", "{body}{body}", "{body}{method}", "{body}{", "{Body}"})
    void refusesATemplateThatDoesNotSignTheBodyOnceOrHasUnknownParts(String template) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new SignatureHeader("X-Signature", "", HEX, SHA256, template, null, null));
    }

    @Test
    void refusesATimestampThatIsNotSignedAndASignedOneThatIsNowhere() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new SignatureHeader("X-Signature", "", HEX, SHA256, "{body}", "X-Time", null));
        assertThatIllegalArgumentException()
                .isThrownBy(
                        () -> new SignatureHeader("X-Signature", "", HEX, SHA256, "{timestamp}.{body}", null, null));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new SignatureHeader("X-Signature", "", HEX, SHA256, "{id}.{body}", null, null));
    }

    @Test
    void refusesWhatIsNoHeaderAndNoTolerance() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new SignatureHeader("X Signature", "", HEX, SHA256, "{body}", null, null));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> bodyOnly("", HEX, SHA256).scheme(Duration.ZERO));
    }
}
