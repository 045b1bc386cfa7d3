package io.countersign.ingress.receipt;

import io.countersign.ingress.hash.Sha256;
import io.countersign.ingress.metrics.IngressMetrics;
import io.countersign.ingress.rotation.FileSecret;
import io.countersign.ingress.rotation.Rotation;
import io.countersign.ingress.rotation.SecretFiles;
import io.countersign.time.IsoTime;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.springframework.stereotype.Component;
import tools.jackson.core.io.JsonStringEncoder;

/**
 * Signs webhooks off: a compact JWS (RFC 7515) with HS256 (RFC 7518, section 3.2) over source, event id, received at and
 * the SHA-256 of the body as received. Thread-safe.
 */
@Component
public final class ReceiptSigner {

    private static final String ALGORITHM = "HmacSHA256";
    private static final int MINIMUM_KEY_BYTES = 32; // RFC 7518, section 3.2: no shorter than the hash
    private static final Base64.Encoder BASE64URL = Base64.getUrlEncoder().withoutPadding();

    private final IngressMetrics metrics;
    private volatile SigningKey current;

    /** A key as it is used, with the head that names it. */
    private record SigningKey(String id, String header, SecretKeySpec key, ThreadLocal<Mac> macs) {

        static SigningKey of(String id, String base64) {
            SecretKeySpec key = new SecretKeySpec(decode(base64), ALGORITHM);
            String header = base64url("{\"alg\":\"HS256\",\"typ\":\"JWT\",\"kid\":\"" + quote(id) + "\"}");
            return new SigningKey(id, header, key, ThreadLocal.withInitial(() -> mac(key)));
        }

        boolean isSame(SigningKey other) {
            return id.equals(other.id) && key.equals(other.key);
        }

        @Override
        public String toString() {
            return "SigningKey[***]";
        }
    }

    /**
     * Reads the key.
     *
     * @throws IllegalArgumentException where there is none or it is too short; the message never carries it
     */
    ReceiptSigner(ReceiptProperties properties, Rotation rotation, IngressMetrics metrics) {
        this.metrics = metrics;
        String key = properties.key();
        Path file = properties.keyFile();
        if (key != null && !key.isBlank()) {
            current = SigningKey.of(properties.keyId(), key.strip());
        } else if (file == null) {
            throw new IllegalArgumentException("countersign.receipt.key or countersign.receipt.key-file must be set: "
                    + MINIMUM_KEY_BYTES + " random bytes or more in base64");
        } else if (Files.isDirectory(file)) {
            current = lastOf(file);
            rotation.follow("receipt", () -> refresh(file));
        } else {
            // Not followed: its id would not change with it, and nobody could tell which key proves which receipt.
            current = SigningKey.of(
                    properties.keyId(), SecretFiles.read(List.of(file)).get(0).text());
        }
        metrics.receiptKey(current.id());
    }

    /** The receipt for a body. */
    public String sign(String source, String eventId, Instant receivedAt, byte[] body) {
        SigningKey key = current;
        String bodySha256 = HexFormat.of().formatHex(Sha256.ofThread().digest(body));
        String signed = key.header()
                + '.'
                + base64url(
                        "{\"source\":\"" + quote(source) + "\",\"eventId\":\"" + quote(eventId) + "\",\"receivedAt\":\""
                                + IsoTime.format(receivedAt) + "\",\"bodySha256\":\"" + bodySha256 + "\"}");
        byte[] signature = key.macs().get().doFinal(signed.getBytes(StandardCharsets.US_ASCII));
        return signed + '.' + BASE64URL.encodeToString(signature);
    }

    private boolean refresh(Path folder) {
        SigningKey found = lastOf(folder);
        if (found.isSame(current)) {
            return false;
        }
        current = found;
        metrics.receiptKey(found.id());
        return true;
    }

    private static SigningKey lastOf(Path folder) {
        List<FileSecret> keys = SecretFiles.read(List.of(folder));
        if (keys.isEmpty()) {
            throw new IllegalArgumentException("there is no receipt key in the folder " + folder);
        }
        FileSecret last = keys.get(keys.size() - 1);
        return SigningKey.of(last.name(), last.text());
    }

    private static byte[] decode(String base64) {
        byte[] key;
        try {
            key = Base64.getDecoder().decode(base64);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("the receipt key must be in base64"); // the cause would quote the key
        }
        if (key.length < MINIMUM_KEY_BYTES) {
            throw new IllegalArgumentException(
                    "the receipt key must be at least " + MINIMUM_KEY_BYTES + " bytes, not " + key.length);
        }
        return key;
    }

    private static String quote(String text) {
        return new String(JsonStringEncoder.getInstance().quoteAsCharArray(text));
    }

    private static String base64url(String json) {
        return BASE64URL.encodeToString(json.getBytes(StandardCharsets.UTF_8));
    }

    private static Mac mac(SecretKeySpec key) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(key);
            return mac;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java runtime has " + ALGORITHM, e);
        }
    }
}
