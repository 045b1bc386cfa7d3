package io.countersign.ingress.signature;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A timestamp and its signatures in one header field, {@code t=<seconds>,v1=<hex>[,v1=<hex>…]}, each HMAC-SHA256 over
 * {@code <t>.<body>}: how Devengo signs. Everything but {@code t} and {@code v1} is ignored, so that nobody talks us into a
 * weaker scheme; a {@code v1} that is not 64 hexadecimal digits matches nothing.
 */
public final class TimestampedSignatures {

    private static final String TIMESTAMP = "t=";
    private static final String VERSION = "v1=";

    private TimestampedSignatures() {}

    /**
     * The scheme.
     *
     * @param header header field that carries timestamp and signatures
     * @param tolerance how far the timestamp may be from now, to both sides; positive
     */
    public static SignatureScheme scheme(String header, Duration tolerance) {
        FieldNames.requireFieldName(header);
        return new HmacScheme(HmacAlgorithm.SHA256, HmacKey.TEXT, tolerance, headers -> read(headers.values(header)));
    }

    private static Claim read(List<String> values) {
        if (values.isEmpty()) {
            return new Claim.None(RefusalReason.MISSING);
        }
        Claim claim = values.size() > 1 ? null : read(values.get(0));
        return claim == null ? new Claim.None(RefusalReason.MALFORMED) : claim;
    }

    private static @Nullable Claim read(String value) {
        String timestamp = null;
        List<byte[]> signatures = new ArrayList<>(2);
        int seen = 0;
        int start = 0;
        while (start <= value.length()) {
            int end = value.indexOf(',', start);
            end = end < 0 ? value.length() : end;
            if (value.startsWith(TIMESTAMP, start)) {
                if (timestamp != null) {
                    return null;
                }
                timestamp = value.substring(start + TIMESTAMP.length(), end);
            } else if (value.startsWith(VERSION, start)) {
                if (++seen > HmacScheme.MOST_SIGNATURES) {
                    return null;
                }
                byte[] signature = SignatureEncoding.HEX.decode(
                        value.substring(start + VERSION.length(), end), HmacAlgorithm.SHA256.length());
                if (signature != null) {
                    signatures.add(signature);
                }
            }
            start = end + 1;
        }
        Instant time = timestamp == null ? null : EpochSeconds.parse(timestamp);
        if (timestamp == null || time == null || seen == 0) {
            return null;
        }
        // The text as sent, not the number: that is what was signed.
        return new Claim.Signed((timestamp + '.').getBytes(StandardCharsets.US_ASCII), Claim.NOTHING, signatures, time);
    }
}
