package io.countersign.ingress.provider;

import static io.countersign.ingress.signature.Signing.utf8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.countersign.ingress.signature.Authentication;
import io.countersign.ingress.signature.Headers;
import io.countersign.ingress.signature.RefusalReason;
import io.countersign.ingress.signature.Secret;
import io.countersign.ingress.signature.SignatureScheme;
import io.countersign.quarantine.QuarantineReason;
import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What every provider has to stand, with each of its schemes. Passing it is the definition of supported. A subclass says how
 * the provider's requests are made genuine; the contract breaks them, one thing at a time.
 */
public abstract class ProviderContractTest {

    protected static final Duration TOLERANCE = Duration.ofMinutes(5);
    protected static final Instant NOW = Instant.parse("2026-01-01T12:00:00Z");
    protected static final Authentication MISMATCH = new Authentication.Refused(RefusalReason.MISMATCH);
    protected static final Authentication EXPIRED = new Authentication.Refused(RefusalReason.EXPIRED);
    protected static final Authentication FROM_THE_FUTURE = new Authentication.Refused(RefusalReason.FROM_THE_FUTURE);
    protected static final Authentication GENUINE = new Authentication.Genuine("first");

    private SignatureScheme scheme;
    private Normaliser normaliser;

    protected abstract Provider provider();

    protected abstract SourceSettings settings();

    /** An event of a known type (of a generic source: any event). */
    protected abstract byte[] body();

    /** A secret that the scheme can use, another one for each number. */
    protected String secret(int number) {
        return "a-secret-of-the-tests-" + number;
    }

    /** The header fields of a genuine request that is sent at {@code time}. */
    protected abstract Headers sign(String secret, byte[] body, Instant time);

    /** The header fields of a request that is genuine but for this timestamp; {@code null} where none is signed. */
    protected @Nullable Headers signTimestamp(String secret, byte[] body, String timestamp) {
        return null;
    }

    /** What is found of a genuine request whose body was changed on its way. */
    protected Authentication ofChangedBody() {
        return MISMATCH;
    }

    /** What is found of a genuine request that is older than the tolerance: with no signed time, it passes by design. */
    protected Authentication ofStale() {
        return GENUINE;
    }

    /** What is found of a genuine request from further in the future than the tolerance. */
    protected Authentication ofFuture() {
        return GENUINE;
    }

    @BeforeEach
    void create() {
        scheme = provider().signatureScheme(settings());
        normaliser = provider().normaliser(settings());
    }

    private Authentication authenticate(Headers headers, byte[] body, Instant now) {
        List<Secret> secrets = List.of(new Secret("first", secret(1)), new Secret("second", secret(2)));
        return scheme.authenticate(headers, body, secrets, now);
    }

    private Authentication authenticate(Headers headers) {
        return authenticate(headers, body(), NOW);
    }

    @Test
    void isLetInWithAGenuineRequest() {
        assertThat(authenticate(sign(secret(1), body(), NOW))).isEqualTo(GENUINE);
    }

    @Test
    void isLetInWithTheSecondSecret() {
        assertThat(authenticate(sign(secret(2), body(), NOW))).isEqualTo(new Authentication.Genuine("second"));
    }

    @Test
    void isKeptOutWithAWrongKey() {
        assertThat(authenticate(sign(secret(3), body(), NOW))).isEqualTo(MISMATCH);
    }

    @Test
    void isJudgedByTheBodyThatCame() {
        byte[] changed = body();
        changed[changed.length / 2] ^= 1;
        assertThat(authenticate(sign(secret(1), body(), NOW), changed, NOW)).isEqualTo(ofChangedBody());
        byte[] spaced = utf8(new String(body(), java.nio.charset.StandardCharsets.UTF_8) + "\n");
        assertThat(authenticate(sign(secret(1), body(), NOW), spaced, NOW)).isEqualTo(ofChangedBody());
    }

    @Test
    void isJudgedByItsAge() {
        Headers headers = sign(secret(1), body(), NOW);
        assertThat(authenticate(headers, body(), NOW.plus(TOLERANCE).minusMillis(1)))
                .isEqualTo(GENUINE);
        assertThat(authenticate(headers, body(), NOW.plus(TOLERANCE))).isEqualTo(GENUINE);
        assertThat(authenticate(headers, body(), NOW.plus(TOLERANCE).plusMillis(1)))
                .isEqualTo(ofStale());
    }

    @Test
    void isJudgedByItsFuture() {
        Headers headers = sign(secret(1), body(), NOW);
        assertThat(authenticate(headers, body(), NOW.minus(TOLERANCE).plusMillis(1)))
                .isEqualTo(GENUINE);
        assertThat(authenticate(headers, body(), NOW.minus(TOLERANCE))).isEqualTo(GENUINE);
        assertThat(authenticate(headers, body(), NOW.minus(TOLERANCE).minusMillis(1)))
                .isEqualTo(ofFuture());
    }

    @Test
    void isKeptOutWithoutAnyOfItsHeaders() {
        Headers headers = sign(secret(1), body(), NOW);
        assertThat(headers.names())
                .isNotEmpty()
                .allSatisfy(name -> assertThat(authenticate(headers.without(name)))
                        .isEqualTo(new Authentication.Refused(RefusalReason.MISSING)));
        assertThat(authenticate(Headers.none())).isEqualTo(new Authentication.Refused(RefusalReason.MISSING));
    }

    @Test
    void isKeptOutWithAHeaderTwice() {
        assertThat(sign(secret(1), body(), NOW).names()).allSatisfy(name -> {
            Headers headers = sign(secret(1), body(), NOW);
            headers.and(name, headers.values(name).get(0));
            assertThat(authenticate(headers)).isEqualTo(new Authentication.Refused(RefusalReason.MALFORMED));
        });
    }

    @Test
    void isKeptOutWithAnythingElseInAHeader() {
        Headers genuine = sign(secret(1), body(), NOW);
        assertThat(genuine.names()).isNotEmpty().allSatisfy(name -> {
            String value = genuine.values(name).get(0);
            assertThat(HostileHeaders.insteadOf(value))
                    .isNotEmpty()
                    .allSatisfy(hostile -> assertThat(
                                    authenticate(genuine.without(name).and(name, hostile)))
                            .as(name)
                            .isInstanceOf(Authentication.Refused.class));
        });
    }

    @Test
    void isKeptOutWithAnotherHeaderBeforeOrBehindTheGenuineOne() {
        Headers genuine = sign(secret(1), body(), NOW);
        assertThat(genuine.names()).isNotEmpty().allSatisfy(name -> {
            String value = genuine.values(name).get(0);
            for (String other : List.of("", "x", value, value.toUpperCase(Locale.ROOT))) {
                assertThat(authenticate(genuine.without(name).and(name, value).and(name, other)))
                        .isEqualTo(new Authentication.Refused(RefusalReason.MALFORMED));
                assertThat(authenticate(genuine.without(name).and(name, other).and(name, value)))
                        .isEqualTo(new Authentication.Refused(RefusalReason.MALFORMED));
            }
        });
    }

    @Test
    void isKeptOutWithTenThousandSignatures() {
        Headers genuine = sign(secret(1), body(), NOW);
        assertThat(genuine.names()).isNotEmpty().allSatisfy(name -> {
            String value = genuine.values(name).get(0);
            for (String separator : List.of(",", " ", ", ", ";", "")) {
                String many = String.join(separator, Collections.nCopies(10_000, value));
                assertThat(authenticate(genuine.without(name).and(name, many)))
                        .as("%s, by '%s'", name, separator)
                        .isInstanceOf(Authentication.Refused.class);
            }
        });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "0x6957",
                "1e9",
                "NaN",
                "-1",
                "-1767268800",
                "+1767268800",
                " 1767268800",
                "1767268800 ",
                "1767268800.0",
                "1_767_268_800",
                "1767268800\u0000",
                "١٧٦٧٢٦٨٨٠٠",
                "１７６７２６８８００",
                "253402300800",
                "2147483648000000",
                "9223372036854775807",
                "9223372036854775808",
                "18446744075476820416",
                "99999999999999999999999999999999999999",
            })
    void isKeptOutWithATimestampThatIsNoneHoweverItIsSigned(String timestamp) {
        assumeThat(signTimestamp(secret(1), body(), "1767268800"))
                .as("a signed timestamp")
                .isNotNull();
        assertThat(authenticate(signTimestamp(secret(1), body(), "1767268800"))).isEqualTo(GENUINE);

        assertThat(authenticate(signTimestamp(secret(1), body(), timestamp)))
                .isEqualTo(new Authentication.Refused(RefusalReason.MALFORMED));
    }

    @Test
    void isLetInWithAnEmptyBodyWhichIsNoEvent() {
        assertThat(authenticate(sign(secret(1), new byte[0], NOW), new byte[0], NOW))
                .isEqualTo(GENUINE);
        refused(new byte[0], QuarantineReason.NOT_JSON);
    }

    @Test
    void startsOnlyWithASecretThatIsOne() {
        scheme.requireUsable(new Secret("first", secret(1)));
        assertThatIllegalArgumentException().isThrownBy(() -> scheme.requireUsable(new Secret("short", "tooshort")));
    }

    @Test
    void startsOnlyWithASchemeThatItKnows() {
        SourceSettings settings = settings();
        SourceSettings unknown = new SourceSettings(
                settings.source(), "rot13", settings.tolerance(), settings.signature(), settings.event());
        assertThatIllegalArgumentException()
                .isThrownBy(() -> provider().signatureScheme(unknown))
                .withMessageContaining(settings.source())
                .withMessageContaining("basic")
                .withMessageContaining("rot13");
    }

    @Test
    void understandsItsEvent() {
        assertThat(normaliser.normalise(body())).isInstanceOf(Normalised.Event.class);
    }

    @Test
    void understandsItsEventBehindAByteOrderMark() {
        ByteArrayOutputStream marked = new ByteArrayOutputStream();
        marked.writeBytes(new byte[] {(byte) 0xef, (byte) 0xbb, (byte) 0xbf});
        marked.writeBytes(body());
        Normalised.Event plain = (Normalised.Event) normaliser.normalise(body());
        assertThat(normaliser.normalise(marked.toByteArray()))
                .isInstanceOfSatisfying(
                        Normalised.Event.class,
                        event -> assertThat(event.contentDigest()).isEqualTo(plain.contentDigest()));
    }

    @Test
    void ignoresWhatItDoesNotKnow() {
        accepted(with("{\"new\": [1e1000000000, -0, \"\\u0000\", null]}"));
    }

    @Test
    void refusesWhatIsNotJson() {
        refused(utf8("not json"), QuarantineReason.NOT_JSON);
        refused(utf8("<event/>"), QuarantineReason.NOT_JSON);
        byte[] cut = java.util.Arrays.copyOf(body(), body().length - 2);
        refused(cut, QuarantineReason.NOT_JSON);
        refused(utf8(new String(body(), java.nio.charset.StandardCharsets.UTF_8) + "{}"), QuarantineReason.NOT_JSON);
    }

    @Test
    void refusesWhatIsNoObjectAndNoEvent() {
        refused(utf8("[]"), QuarantineReason.NOT_AN_EVENT);
        refused(utf8("null"), QuarantineReason.NOT_AN_EVENT);
        refused(utf8("{}"), QuarantineReason.NOT_AN_EVENT);
    }

    @Test
    void boundsNesting() {
        accepted(with("[".repeat(62) + "]".repeat(62)));
        accepted(with("[".repeat(63) + "]".repeat(63)));
        refused(with("[".repeat(64) + "]".repeat(64)), QuarantineReason.LIMIT_EXCEEDED);
        refused(with("[".repeat(100_000)), QuarantineReason.LIMIT_EXCEEDED);
    }

    @Test
    void boundsNumbers() {
        accepted(with("9".repeat(99)));
        accepted(with("9".repeat(100)));
        refused(with("9".repeat(101)), QuarantineReason.LIMIT_EXCEEDED);
        accepted(with("1e" + "9".repeat(98)));
        refused(with("1e" + "9".repeat(99)), QuarantineReason.LIMIT_EXCEEDED);
    }

    @Test
    void boundsStrings() {
        accepted(with('"' + "x".repeat(65_535) + '"'));
        accepted(with('"' + "x".repeat(65_536) + '"'));
        refused(with('"' + "x".repeat(65_537) + '"'), QuarantineReason.LIMIT_EXCEEDED);
    }

    @Test
    void refusesWhatIsNotUtf8() {
        byte[] latin1 = with("\"?\"");
        latin1[new String(latin1, java.nio.charset.StandardCharsets.ISO_8859_1).indexOf('?')] = (byte) 0xe9;
        refused(latin1, QuarantineReason.NOT_UTF8);
    }

    @Test
    void refusesAFieldTwice() {
        refused(with("1,\"probe of the contract\":1"), QuarantineReason.DUPLICATE_KEY);
    }

    /** The event with another field, which nobody knows. */
    private byte[] with(String value) {
        String body = new String(body(), java.nio.charset.StandardCharsets.UTF_8);
        return utf8("{\"probe of the contract\":" + value + "," + body.substring(body.indexOf('{') + 1));
    }

    private void accepted(byte[] body) {
        assertThat(normaliser.normalise(body)).isInstanceOf(Normalised.Event.class);
    }

    private void refused(byte[] body, QuarantineReason reason) {
        assertThat(normaliser.normalise(body))
                .isInstanceOfSatisfying(
                        Normalised.NotAnEvent.class,
                        refused -> assertThat(refused.reason()).isEqualTo(reason));
    }
}
