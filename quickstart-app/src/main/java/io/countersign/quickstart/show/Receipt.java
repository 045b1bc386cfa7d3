package io.countersign.quickstart.show;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A receipt whose signature is right.
 *
 * @param claims what it says, in its order
 */
record Receipt(Map<String, String> claims) {

    private static final JsonMapper JSON = new JsonMapper();
    private static final String ALGORITHM = "HmacSHA256";

    /** Reads a compact JWS (RFC 7515) signed with HS256; empty if it is none, or signed with another key. */
    static Optional<Receipt> verified(String compact, byte[] key) {
        String[] parts = compact.split("\\.", -1);
        if (parts.length != 3) {
            return Optional.empty();
        }
        try {
            byte[] signature = Base64.getUrlDecoder().decode(parts[2]);
            byte[] signed = (parts[0] + "." + parts[1]).getBytes(StandardCharsets.US_ASCII);
            JsonNode header = JSON.readTree(Base64.getUrlDecoder().decode(parts[0]));
            if (!"HS256".equals(header.path("alg").asString(""))
                    || !MessageDigest.isEqual(hmac(key, signed), signature)) {
                return Optional.empty();
            }
            Map<String, String> claims = new LinkedHashMap<>();
            for (Map.Entry<String, JsonNode> claim :
                    JSON.readTree(Base64.getUrlDecoder().decode(parts[1])).properties()) {
                claims.put(claim.getKey(), claim.getValue().asString(""));
            }
            return Optional.of(new Receipt(claims));
        } catch (IllegalArgumentException | JacksonException e) {
            return Optional.empty();
        }
    }

    /** Whether it is for this body, sent to this source, and this event. */
    boolean isFor(String source, String eventId, byte[] body) {
        return source.equals(claims.get("source"))
                && eventId.equals(claims.get("eventId"))
                && sha256(body).equals(claims.get("bodySha256"));
    }

    private static String sha256(byte[] body) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(body));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every Java has SHA-256", e);
        }
    }

    private static byte[] hmac(byte[] key, byte[] signed) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(key, ALGORITHM));
            return mac.doFinal(signed);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every Java has " + ALGORITHM, e);
        }
    }
}
