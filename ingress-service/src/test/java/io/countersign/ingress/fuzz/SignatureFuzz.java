package io.countersign.ingress.fuzz;

import static io.countersign.ingress.signature.Signing.base64;
import static io.countersign.ingress.signature.Signing.hex;
import static io.countersign.ingress.signature.Signing.hmac;
import static io.countersign.ingress.signature.Signing.timestamped;
import static io.countersign.ingress.signature.Signing.utf8;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.countersign.ingress.signature.Authentication;
import io.countersign.ingress.signature.BasicAuthentication;
import io.countersign.ingress.signature.HmacAlgorithm;
import io.countersign.ingress.signature.Secret;
import io.countersign.ingress.signature.SharedSecret;
import io.countersign.ingress.signature.SignatureEncoding;
import io.countersign.ingress.signature.SignatureHeader;
import io.countersign.ingress.signature.SignatureScheme;
import io.countersign.ingress.signature.StandardWebhooks;
import io.countersign.ingress.signature.TimestampedSignatures;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.provider.MethodSource;

/** Header fields for every scheme: nothing is thrown, and nobody is genuine without the signature. */
@ExtendWith(Findings.class)
class SignatureFuzz {

    private static final Duration TOLERANCE = Duration.ofMinutes(5);
    private static final String SECONDS = "1767268800";
    private static final Instant NOW = Instant.ofEpochSecond(1_767_268_800L);
    private static final byte[] BODY = utf8("{\"id\":\"evt_1\"}");
    private static final String SECRET = "a-secret-of-the-tests-alone";
    private static final String WHSEC = "whsec_" + base64(utf8(SECRET));

    /** A scheme, its secret, its header fields with their genuine values, and what no genuine request lacks. */
    private record Attempt(
            SignatureScheme scheme, String secret, List<String> fields, List<String> genuine, String proof) {}

    private static final String HEX = hex(hmac("HmacSHA256", utf8(SECRET), BODY));
    private static final String TIMED = timestamped(SECRET, SECONDS, BODY);
    private static final String STANDARD =
            base64(hmac("HmacSHA256", utf8(SECRET), utf8("msg_1." + SECONDS + "."), BODY));
    private static final String SHOP = base64(hmac("HmacSHA512", utf8(SECRET), utf8("d-1:" + SECONDS + "."), BODY));

    private static final List<Attempt> ATTEMPTS = List.of(
            new Attempt(
                    TimestampedSignatures.scheme("X-Sig", TOLERANCE),
                    SECRET,
                    List.of("X-Sig"),
                    List.of("t=" + SECONDS + ",v1=" + TIMED),
                    TIMED),
            new Attempt(
                    new SignatureHeader("X-Sig", "", SignatureEncoding.HEX, HmacAlgorithm.SHA256, "{body}", null, null)
                            .scheme(TOLERANCE),
                    SECRET,
                    List.of("X-Sig"),
                    List.of(HEX),
                    HEX),
            new Attempt(
                    StandardWebhooks.scheme(TOLERANCE),
                    WHSEC,
                    List.of("webhook-id", "webhook-timestamp", "webhook-signature"),
                    List.of("msg_1", SECONDS, "v1," + STANDARD),
                    STANDARD.replace("=", "")),
            new Attempt(
                    new SignatureHeader(
                                    "X-Sig",
                                    "sha512=",
                                    SignatureEncoding.BASE64,
                                    HmacAlgorithm.SHA512,
                                    "{id}:{timestamp}.{body}",
                                    "X-Time",
                                    "X-Id")
                            .scheme(TOLERANCE),
                    SECRET,
                    List.of("X-Id", "X-Time", "X-Sig"),
                    List.of("d-1", SECONDS, "sha512=" + SHOP),
                    SHOP.replace("=", "")),
            new Attempt(
                    new SharedSecret("X-Sig", "Bearer "),
                    SECRET,
                    List.of("X-Sig"),
                    List.of("Bearer " + SECRET),
                    SECRET),
            new Attempt(
                    new BasicAuthentication(),
                    "user:" + SECRET,
                    List.of("Authorization"),
                    List.of("Basic " + base64(utf8("user:" + SECRET))),
                    base64(utf8("user:" + SECRET)).replace("=", "")));

    static Stream<byte[]> seeds() {
        return IntStream.range(0, ATTEMPTS.size())
                .mapToObj(i -> ((char) i + String.join("\n", ATTEMPTS.get(i).genuine()))
                        .getBytes(StandardCharsets.ISO_8859_1));
    }

    @MethodSource("seeds")
    @FuzzTest
    void headers(byte[] data) {
        if (data.length == 0) {
            return;
        }
        Attempt attempt = ATTEMPTS.get((data[0] & 0xff) % ATTEMPTS.size());
        // As many values as there are fields, and what is too many is a second line of the last one.
        String[] values = new String(data, 1, data.length - 1, StandardCharsets.ISO_8859_1).split("\n", -1);
        Map<String, List<String>> lines = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        for (int i = 0; i < values.length; i++) {
            String field = attempt.fields().get(Math.min(i, attempt.fields().size() - 1));
            lines.merge(
                    field,
                    List.of(values[i]),
                    (one, more) -> Stream.concat(one.stream(), more.stream()).toList());
        }
        Authentication result = attempt.scheme()
                .authenticate(
                        name -> lines.getOrDefault(name, List.of()),
                        BODY,
                        List.of(new Secret("0", attempt.secret())),
                        NOW);
        if (result instanceof Authentication.Genuine) {
            String sent = String.join("\n", values);
            boolean hexadecimal = attempt.proof().matches("[0-9a-f]{64}");
            Invariants.require(
                    (hexadecimal ? sent.toLowerCase(Locale.ROOT) : sent).contains(attempt.proof()),
                    "genuine without the proof");
        }
    }
}
