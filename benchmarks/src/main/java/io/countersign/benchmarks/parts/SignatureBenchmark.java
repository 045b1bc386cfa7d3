package io.countersign.benchmarks.parts;

import io.countersign.ingress.signature.Authentication;
import io.countersign.ingress.signature.BasicAuthentication;
import io.countersign.ingress.signature.HeaderFields;
import io.countersign.ingress.signature.Secret;
import io.countersign.ingress.signature.SharedSecret;
import io.countersign.ingress.signature.SignatureScheme;
import io.countersign.ingress.signature.StandardWebhooks;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Each signature scheme: the providers' own, and those that any source can have. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(2)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@SuppressWarnings("NullAway.Init") // JMH calls the set-up first
public class SignatureBenchmark {

    private static final byte[] KEY = new byte[32];

    @Param({"devengo", "nuapay", "lox24", "standard-webhooks", "shared-secret", "basic"})
    String name;

    private final List<Examples.Received> requests = new ArrayList<>();
    private SignatureScheme scheme;
    private List<Secret> secrets;
    private int number;

    @Setup
    public void setUp() {
        switch (name) {
            case "standard-webhooks" -> {
                scheme = StandardWebhooks.scheme(Examples.TOLERANCE);
                secrets = List.of(new Secret("0", "whsec_" + base64(KEY)));
            }
            case "shared-secret" -> {
                scheme = new SharedSecret("Authorization", "Bearer ");
                secrets = List.of(new Secret("0", "a-shared-secret-of-forty-characters-long"));
            }
            case "basic" -> {
                scheme = new BasicAuthentication();
                secrets = List.of(new Secret("0", "provider:a-password-of-thirty-characters"));
            }
            default -> {
                Examples examples = new Examples(name);
                scheme = examples.scheme();
                secrets = examples.secrets();
                addRequests(examples, request -> request.headers());
                return;
            }
        }
        // These do not care whose the bodies are.
        addRequests(new Examples("devengo"), request -> headers(request.body()));
    }

    private void addRequests(Examples examples, Function<Examples.Received, HeaderFields> headers) {
        for (int i = 0; i < Examples.COUNT; i++) {
            Examples.Received request = examples.request(i);
            requests.add(new Examples.Received(headers.apply(request), request.body()));
        }
    }

    private HeaderFields headers(byte[] body) {
        String secret = secrets.get(0).value();
        Map<String, String> fields = switch (name) {
            case "shared-secret" -> Map.of("authorization", "Bearer " + secret);
            case "basic" -> Map.of("authorization", "Basic " + base64(secret.getBytes(StandardCharsets.UTF_8)));
            default -> {
                String time = Long.toString(Instant.now().getEpochSecond());
                yield Map.of(
                        "webhook-id",
                        "msg_1",
                        "webhook-timestamp",
                        time,
                        "webhook-signature",
                        "v1," + base64(hmac("msg_1." + time + '.', body)));
            }
        };
        return field -> {
            String value = fields.get(field.toLowerCase(Locale.ROOT));
            return value == null ? List.of() : List.of(value);
        };
    }

    private static byte[] hmac(String before, byte[] body) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(KEY, "HmacSHA256"));
            mac.update(before.getBytes(StandardCharsets.US_ASCII));
            return mac.doFinal(body);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JVM has HmacSHA256", e);
        }
    }

    private static String base64(byte[] bytes) {
        return Base64.getEncoder().encodeToString(bytes);
    }

    @Benchmark
    public Authentication.Genuine authenticate() {
        Examples.Received request = requests.get(number++ & (Examples.COUNT - 1));
        // A refusal would be quicker, and no figure.
        return (Authentication.Genuine) scheme.authenticate(request.headers(), request.body(), secrets, Instant.now());
    }
}
