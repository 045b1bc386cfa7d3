package io.countersign.quickstart.sample;

import io.countersign.quickstart.stack.SourceSecret;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Signs bodies as the providers do. */
public final class Signer {

    private static final String ALGORITHM = "HmacSHA256";

    private Signer() {}

    /**
     * The value of the source's header that proves a body.
     *
     * @param time when it is signed; not every scheme has it under the signature
     * @throws IllegalArgumentException if the source's scheme is not known
     */
    public static String sign(SourceSecret source, byte[] body, Instant time) {
        return switch (source.scheme()) {
            case "devengo-signature" -> {
                String seconds = Long.toString(time.getEpochSecond());
                ByteArrayOutputStream signed = new ByteArrayOutputStream();
                signed.writeBytes((seconds + ".").getBytes(StandardCharsets.UTF_8));
                signed.writeBytes(body);
                yield "t=" + seconds + ",v1=" + hmac(source.secret(), signed.toByteArray());
            }
            case "nuapay-signature" -> hmac(source.secret(), body);
            case "shared-secret" -> source.secret();
            default -> throw new IllegalArgumentException("No scheme " + source.scheme());
        };
    }

    private static String hmac(String secret, byte[] signed) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), ALGORITHM));
            return HexFormat.of().formatHex(mac.doFinal(signed));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every Java has " + ALGORITHM, e);
        }
    }
}
