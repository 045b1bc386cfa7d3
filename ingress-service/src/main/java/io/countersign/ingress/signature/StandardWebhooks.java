package io.countersign.ingress.signature;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Standard Webhooks (standardwebhooks.com), the symmetric scheme {@code v1}: HMAC-SHA256 over
 * {@code <webhook-id>.<webhook-timestamp>.<body>}. Other versions in the list of signatures, the asymmetric {@code v1a}
 * among them, are ignored.
 */
public final class StandardWebhooks {

    private static final String VERSION = "v1,";

    private StandardWebhooks() {}

    /** The scheme, with a tolerance to both sides of now. Secrets are base64, with or without {@code whsec_}. */
    public static SignatureScheme scheme(Duration tolerance) {
        return new HmacScheme(HmacAlgorithm.SHA256, HmacKey.WHSEC_BASE64, tolerance, StandardWebhooks::read);
    }

    private static Claim read(HeaderFields headers) {
        List<String> ids = headers.values("webhook-id");
        List<String> timestamps = headers.values("webhook-timestamp");
        List<String> lists = headers.values("webhook-signature");
        if (ids.isEmpty() || timestamps.isEmpty() || lists.isEmpty()) {
            return new Claim.None(RefusalReason.MISSING);
        }
        if (ids.size() > 1 || timestamps.size() > 1 || lists.size() > 1 || !SignedHeader.isUsable(ids.get(0))) {
            return new Claim.None(RefusalReason.MALFORMED);
        }
        Instant timestamp = EpochSeconds.parse(timestamps.get(0));
        List<byte[]> signatures = signatures(lists.get(0));
        if (timestamp == null || signatures == null) {
            return new Claim.None(RefusalReason.MALFORMED);
        }
        byte[] before = (ids.get(0) + '.' + timestamps.get(0) + '.').getBytes(StandardCharsets.US_ASCII);
        return new Claim.Signed(before, Claim.NOTHING, signatures, timestamp);
    }

    /** The well-formed signatures of the list, or {@code null} where it has none of our version, or too many. */
    private static @Nullable List<byte[]> signatures(String list) {
        List<byte[]> signatures = new ArrayList<>(2);
        int seen = 0;
        int start = 0;
        while (start <= list.length()) {
            int end = list.indexOf(' ', start);
            end = end < 0 ? list.length() : end;
            if (list.startsWith(VERSION, start)) {
                if (++seen > HmacScheme.MOST_SIGNATURES) {
                    return null;
                }
                byte[] signature = SignatureEncoding.BASE64.decode(
                        list.substring(start + VERSION.length(), end), HmacAlgorithm.SHA256.length());
                if (signature != null) {
                    signatures.add(signature);
                }
            }
            start = end + 1;
        }
        return seen == 0 ? null : signatures;
    }
}
