package io.countersign.ingress.receipt;

import io.countersign.ingress.hash.Sha256;
import io.countersign.time.IsoTime;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;
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

    private final String header;
    private final ThreadLocal<Mac> macs;

    /** Reads the key. Fails where there is none or it is too short; the message never carries it. */
    ReceiptSigner(ReceiptProperties properties) {
        SecretKeySpec key = new SecretKeySpec(key(properties), ALGORITHM);
        this.macs = ThreadLocal.withInitial(() -> mac(key));
        this.header = base64url("{\"alg\":\"HS256\",\"typ\":\"JWT\",\"kid\":\"" + quote(properties.keyId()) + "\"}");
    }

    /** The receipt for a body. */
    public String sign(String source, String eventId, Instant receivedAt, byte[] body) {
        String bodySha256 = HexFormat.of().formatHex(Sha256.ofThread().digest(body));
        String signed = header
                + '.'
                + base64url(
                        "{\"source\":\"" + quote(source) + "\",\"eventId\":\"" + quote(eventId) + "\",\"receivedAt\":\""
                                + IsoTime.format(receivedAt) + "\",\"bodySha256\":\"" + bodySha256 + "\"}");
        byte[] signature = macs.get().doFinal(signed.getBytes(StandardCharsets.US_ASCII));
        return signed + '.' + BASE64URL.encodeToString(signature);
    }

    private static byte[] key(ReceiptProperties properties) {
        String text = properties.key();
        if (text == null || text.isBlank()) {
            if (properties.keyFile() == null) {
                throw new IllegalStateException("countersign.receipt.key or countersign.receipt.key-file must be set: "
                        + MINIMUM_KEY_BYTES + " random bytes or more in base64");
            }
            try {
                text = Files.readString(properties.keyFile());
            } catch (IOException e) {
                throw new UncheckedIOException("countersign.receipt.key-file cannot be read", e);
            }
        }
        byte[] key;
        try {
            key = Base64.getDecoder().decode(text.strip());
        } catch (IllegalArgumentException e) {
            throw new IllegalStateException("the receipt key must be in base64"); // the cause would quote the key
        }
        if (key.length < MINIMUM_KEY_BYTES) {
            throw new IllegalStateException(
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
