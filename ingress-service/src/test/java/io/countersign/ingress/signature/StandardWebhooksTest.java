package io.countersign.ingress.signature;

import static io.countersign.ingress.signature.RefusalReason.EXPIRED;
import static io.countersign.ingress.signature.RefusalReason.FROM_THE_FUTURE;
import static io.countersign.ingress.signature.RefusalReason.MALFORMED;
import static io.countersign.ingress.signature.RefusalReason.MISMATCH;
import static io.countersign.ingress.signature.RefusalReason.MISSING;
import static io.countersign.ingress.signature.Signing.utf8;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Against the vector that the reference libraries of Standard Webhooks are tested with. */
class StandardWebhooksTest {

    private static final String KEY = "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    private static final String SIGNATURE = "g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=";
    private static final byte[] BODY = utf8("{\"test\": 2432232314}");
    private static final Instant THEN = Instant.ofEpochSecond(1614265330);
    private static final Authentication GENUINE = new Authentication.Genuine("0");

    private final SignatureScheme scheme = StandardWebhooks.scheme(Duration.ofMinutes(5));

    private static Headers headers(String signatures) {
        return Headers.of("webhook-id", "msg_p5jXN8AQM9LWM0D4loKWxJek")
                .and("webhook-timestamp", "1614265330")
                .and("webhook-signature", signatures);
    }

    private Authentication authenticate(Headers headers, Instant now) {
        return scheme.authenticate(headers, BODY, List.of(new Secret("0", "whsec_" + KEY)), now);
    }

    private static Authentication refused(RefusalReason reason) {
        return new Authentication.Refused(reason);
    }

    @Test
    void acceptsTheReferenceVector() {
        assertThat(authenticate(headers("v1," + SIGNATURE), THEN)).isEqualTo(GENUINE);
    }

    @Test
    void takesTheSecretWithoutItsPrefixToo() {
        assertThat(scheme.authenticate(headers("v1," + SIGNATURE), BODY, List.of(new Secret("0", KEY)), THEN))
                .isEqualTo(GENUINE);
    }

    @Test
    void acceptsOneRightSignatureAmongSeveralAndIgnoresOtherVersions() {
        String wrong = "v1,Ceo5qEr07ixe2NLpvHk3FH9bwy/WavXrAFQ/9tdO6mc=";
        assertThat(authenticate(headers("v1a," + SIGNATURE + " " + wrong + " v1," + SIGNATURE + " v2,x"), THEN))
                .isEqualTo(GENUINE);
        assertThat(authenticate(headers("v1a," + SIGNATURE + " " + wrong), THEN))
                .isEqualTo(refused(MISMATCH));
        assertThat(authenticate(headers("v1a," + SIGNATURE), THEN)).isEqualTo(refused(MALFORMED));
    }

    @Test
    void signsTheId() {
        Headers headers = headers("v1," + SIGNATURE).without("webhook-id").and("webhook-id", "msg_another");
        assertThat(authenticate(headers, THEN)).isEqualTo(refused(MISMATCH));
    }

    @Test
    void boundsPastAndFuture() {
        Headers headers = headers("v1," + SIGNATURE);
        Duration tolerance = Duration.ofMinutes(5);
        assertThat(authenticate(headers, THEN.plus(tolerance).minusMillis(1))).isEqualTo(GENUINE);
        assertThat(authenticate(headers, THEN.plus(tolerance))).isEqualTo(GENUINE);
        assertThat(authenticate(headers, THEN.plus(tolerance).plusMillis(1))).isEqualTo(refused(EXPIRED));
        assertThat(authenticate(headers, THEN.minus(tolerance).plusMillis(1))).isEqualTo(GENUINE);
        assertThat(authenticate(headers, THEN.minus(tolerance))).isEqualTo(GENUINE);
        assertThat(authenticate(headers, THEN.minus(tolerance).minusMillis(1))).isEqualTo(refused(FROM_THE_FUTURE));
    }

    @ParameterizedTest
    @ValueSource(strings = {"webhook-id", "webhook-timestamp", "webhook-signature"})
    void needsEachHeaderExactlyOnce(String name) {
        Headers headers = headers("v1," + SIGNATURE);
        assertThat(authenticate(headers.without(name), THEN)).isEqualTo(refused(MISSING));
        String value = headers.values(name).get(0);
        assertThat(authenticate(headers.and(name, value), THEN)).isEqualTo(refused(MALFORMED));
    }

    @Test
    void refusesIdsAndTimestampsThatAreNone() {
        Headers headers = headers("v1," + SIGNATURE);
        for (String id : List.of("", "with space", "x".repeat(257), "\u00e9")) {
            assertThat(authenticate(headers.without("webhook-id").and("webhook-id", id), THEN))
                    .isEqualTo(refused(MALFORMED));
        }
        for (String time : List.of("", "-1", "1614265330.5", "99999999999999999999")) {
            assertThat(authenticate(headers.without("webhook-timestamp").and("webhook-timestamp", time), THEN))
                    .isEqualTo(refused(MALFORMED));
        }
    }

    @Test
    void takesSignaturesOfAnotherShapeForAMismatch() {
        for (String broken : List.of("", "AAAA", "%%%%", SIGNATURE + "AAAA", SIGNATURE.substring(4), "*".repeat(44))) {
            assertThat(authenticate(headers("v1," + broken), THEN)).isEqualTo(refused(MISMATCH));
        }
    }

    @Test
    void triesSixteenSignaturesAndNoMore() {
        assertThat(authenticate(headers("v1,x ".repeat(15) + "v1," + SIGNATURE), THEN))
                .isEqualTo(GENUINE);
        assertThat(authenticate(headers("v1,x ".repeat(16) + "v1," + SIGNATURE), THEN))
                .isEqualTo(refused(MALFORMED));
        assertThat(authenticate(headers("v1,x ".repeat(10_000)), THEN)).isEqualTo(refused(MALFORMED));
    }
}
