package io.countersign.ingress.signature;

import static io.countersign.ingress.signature.RefusalReason.EXPIRED;
import static io.countersign.ingress.signature.RefusalReason.FROM_THE_FUTURE;
import static io.countersign.ingress.signature.RefusalReason.MALFORMED;
import static io.countersign.ingress.signature.RefusalReason.MISMATCH;
import static io.countersign.ingress.signature.RefusalReason.MISSING;
import static io.countersign.ingress.signature.Signing.timestamped;
import static io.countersign.ingress.signature.Signing.utf8;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TimestampedSignaturesTest {

    private static final String HEADER = "X-Devengo-Webhooks-Sig";
    private static final String SECRET = "whsec-of-the-endpoint";
    private static final byte[] BODY = utf8("{\"id\": \"evt_1\"}");
    private static final Instant NOW = Instant.parse("2026-01-01T12:00:00Z");
    private static final String T = Long.toString(NOW.getEpochSecond());
    private static final Authentication GENUINE = new Authentication.Genuine("0");

    private final SignatureScheme scheme = TimestampedSignatures.scheme(HEADER, Duration.ofMinutes(5));

    private Authentication authenticate(Headers headers, byte[] body, Instant now, String... secrets) {
        List<Secret> known = java.util.stream.IntStream.range(0, secrets.length)
                .mapToObj(i -> new Secret(Integer.toString(i), secrets[i]))
                .toList();
        return scheme.authenticate(headers, body, known, now);
    }

    private Authentication authenticate(String header) {
        return authenticate(Headers.of(HEADER, header), BODY, NOW, SECRET);
    }

    private static Authentication refused(RefusalReason reason) {
        return new Authentication.Refused(reason);
    }

    private static String v1(String timestamp) {
        return "v1=" + timestamped(SECRET, timestamp, BODY);
    }

    @Test
    void agreesWithASignatureMadeByOpenssl() {
        // printf '1614265330.{"test": 2432232314}' | openssl dgst -sha256 -hmac 0123456789abcdef
        Authentication found = authenticate(
                Headers.of(HEADER, "t=1614265330,v1=0d359f9ba554e6a83c3e5453aef1f598c2e3fa475c424382a6a858b8a9a45672"),
                utf8("{\"test\": 2432232314}"),
                Instant.ofEpochSecond(1614265330),
                "0123456789abcdef");
        assertThat(found).isEqualTo(GENUINE);
    }

    @Test
    void acceptsAGenuineSignature() {
        assertThat(authenticate("t=" + T + "," + v1(T))).isEqualTo(GENUINE);
    }

    @Test
    void acceptsASignatureInCapitals() {
        String capitals = timestamped(SECRET, T, BODY).toUpperCase(Locale.ROOT);
        assertThat(authenticate("t=" + T + ",v1=" + capitals)).isEqualTo(GENUINE);
    }

    @Test
    void acceptsTheTimestampAfterTheSignature() {
        assertThat(authenticate(v1(T) + ",t=" + T)).isEqualTo(GENUINE);
    }

    @Test
    void signsTheTimestampAsItWasSent() {
        String padded = "000" + T;
        assertThat(authenticate("t=" + padded + "," + v1(padded))).isEqualTo(GENUINE);
        assertThat(authenticate("t=" + padded + "," + v1(T))).isEqualTo(refused(MISMATCH));
    }

    @Test
    void acceptsOneRightSignatureAmongSeveral() {
        String wrong = "v1=" + "0".repeat(64);
        assertThat(authenticate("t=" + T + "," + wrong + "," + v1(T) + "," + wrong))
                .isEqualTo(GENUINE);
    }

    @Test
    void tellsWhichSecretMatched() {
        Headers headers = Headers.of(HEADER, "t=" + T + "," + v1(T));
        assertThat(authenticate(headers, BODY, NOW, "some-other-secret", SECRET))
                .isEqualTo(new Authentication.Genuine("1"));
        assertThat(authenticate(headers, BODY, NOW, SECRET, "some-other-secret"))
                .isEqualTo(GENUINE);
    }

    @Test
    void goesBackToAFormerSecretOnTheSameThread() {
        Headers headers = Headers.of(HEADER, "t=" + T + "," + v1(T));
        for (int i = 0; i < 3; i++) {
            assertThat(authenticate(headers, BODY, NOW, SECRET)).isEqualTo(GENUINE);
            assertThat(authenticate(headers, BODY, NOW, "some-other-secret")).isEqualTo(refused(MISMATCH));
        }
    }

    @Test
    void ignoresOtherSchemes() {
        String signature = timestamped(SECRET, T, BODY);
        assertThat(authenticate("t=" + T + ",v0=" + signature + "," + v1(T) + ",v2=x,,y"))
                .isEqualTo(GENUINE);
        assertThat(authenticate("t=" + T + ",v0=" + signature)).isEqualTo(refused(MALFORMED));
        assertThat(authenticate("t=" + T + ",v0=" + signature + ",v1=" + "0".repeat(64)))
                .isEqualTo(refused(MISMATCH));
    }

    @Test
    void refusesAnotherBodyAnotherKeyAndAnotherTimestamp() {
        Headers headers = Headers.of(HEADER, "t=" + T + "," + v1(T));
        assertThat(authenticate(headers, utf8("{\"id\": \"evt_2\"}"), NOW, SECRET))
                .isEqualTo(refused(MISMATCH));
        assertThat(authenticate(headers, BODY, NOW, SECRET + "x")).isEqualTo(refused(MISMATCH));
        String later = Long.toString(NOW.getEpochSecond() + 1);
        assertThat(authenticate("t=" + later + "," + v1(T))).isEqualTo(refused(MISMATCH));
    }

    @Test
    void boundsThePast() {
        Headers headers = Headers.of(HEADER, "t=" + T + "," + v1(T));
        Instant limit = NOW.plus(Duration.ofMinutes(5));
        assertThat(authenticate(headers, BODY, limit.minusMillis(1), SECRET)).isEqualTo(GENUINE);
        assertThat(authenticate(headers, BODY, limit, SECRET)).isEqualTo(GENUINE);
        assertThat(authenticate(headers, BODY, limit.plusMillis(1), SECRET)).isEqualTo(refused(EXPIRED));
    }

    @Test
    void boundsTheFuture() {
        Headers headers = Headers.of(HEADER, "t=" + T + "," + v1(T));
        Instant limit = NOW.minus(Duration.ofMinutes(5));
        assertThat(authenticate(headers, BODY, limit.plusMillis(1), SECRET)).isEqualTo(GENUINE);
        assertThat(authenticate(headers, BODY, limit, SECRET)).isEqualTo(GENUINE);
        assertThat(authenticate(headers, BODY, limit.minusMillis(1), SECRET)).isEqualTo(refused(FROM_THE_FUTURE));
    }

    @Test
    void tellsNothingOfTheClockWithoutARightSignature() {
        Headers headers = Headers.of(HEADER, "t=1,v1=" + "0".repeat(64));
        assertThat(authenticate(headers, BODY, NOW, SECRET)).isEqualTo(refused(MISMATCH));
    }

    @Test
    void missesTheHeader() {
        assertThat(authenticate(Headers.none(), BODY, NOW, SECRET)).isEqualTo(refused(MISSING));
    }

    @Test
    void refusesTheHeaderTwice() {
        String value = "t=" + T + "," + v1(T);
        assertThat(authenticate(Headers.of(HEADER, value).and(HEADER, value), BODY, NOW, SECRET))
                .isEqualTo(refused(MALFORMED));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "+1767268800",
                "-1767268800",
                " 1767268800",
                "1767268800 ",
                "1767268800.0",
                "0x6957",
                "١٧٦٧٢٦٨٨٠٠",
                "253402300800",
                "9223372036854775807",
                "9223372036854775808",
                "18446744073709551616",
                "99999999999999999999999999999999999999"
            })
    void refusesATimestampThatIsNoTime(String timestamp) {
        assertThat(authenticate("t=" + timestamp + "," + v1(timestamp))).isEqualTo(refused(MALFORMED));
    }

    @Test
    void refusesNoTimestampAndTwo() {
        assertThat(authenticate(v1(T))).isEqualTo(refused(MALFORMED));
        assertThat(authenticate("t=" + T + ",t=" + T + "," + v1(T))).isEqualTo(refused(MALFORMED));
    }

    @Test
    void takesASignatureOfAnotherShapeForAMismatch() {
        String genuine = timestamped(SECRET, T, BODY);
        for (String broken : List.of(
                "",
                genuine.substring(1),
                genuine.substring(2),
                genuine + "0",
                genuine + "00",
                " " + genuine,
                "zz" + genuine.substring(2),
                "\u0130".repeat(64))) {
            assertThat(authenticate("t=" + T + ",v1=" + broken)).as(broken).isEqualTo(refused(MISMATCH));
        }
    }

    @Test
    void triesSixteenSignaturesAndNoMore() {
        String wrong = ("v1=" + "0".repeat(64) + ",");
        assertThat(authenticate("t=" + T + "," + wrong.repeat(14) + v1(T))).isEqualTo(GENUINE);
        assertThat(authenticate("t=" + T + "," + wrong.repeat(15) + v1(T))).isEqualTo(GENUINE);
        assertThat(authenticate("t=" + T + "," + wrong.repeat(16) + v1(T))).isEqualTo(refused(MALFORMED));
        assertThat(authenticate("t=" + T + "," + wrong.repeat(10_000) + v1(T))).isEqualTo(refused(MALFORMED));
    }

    @Test
    void isRightFromManyThreadsAtOnce() {
        boolean allGenuine = java.util.stream.IntStream.range(0, 2_000)
                .parallel()
                .mapToObj(i -> {
                    byte[] body = utf8("{\"n\":" + i + "}");
                    String header = "t=" + T + ",v1=" + timestamped(SECRET, T, body);
                    return authenticate(Headers.of(HEADER, header), body, NOW, "some-other-secret", SECRET);
                })
                .allMatch(new Authentication.Genuine("1")::equals);
        assertThat(allGenuine).isTrue();
    }
}
