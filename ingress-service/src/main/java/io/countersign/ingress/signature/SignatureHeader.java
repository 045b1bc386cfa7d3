package io.countersign.ingress.signature;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A scheme with one signature in a header field of its own, put together from its parts: how Nuapay signs, and most others
 * that are configured.
 *
 * @param header header field that carries the signature
 * @param prefix text before the signature, such as {@code sha256=}; may be empty
 * @param encoding how the signature is written
 * @param algorithm hash function of the HMAC
 * @param template what is signed, such as {@code {timestamp}.{body}}; {@code {body}} is in it exactly once
 * @param timestampHeader header field that carries the timestamp, in seconds since the Unix epoch; named exactly if the
 *     template has {@code {timestamp}}: a timestamp that is not signed proves nothing
 * @param idHeader header field that carries the id; named exactly if the template has {@code {id}}
 */
public record SignatureHeader(
        String header,
        String prefix,
        SignatureEncoding encoding,
        HmacAlgorithm algorithm,
        String template,
        @Nullable String timestampHeader,
        @Nullable String idHeader) {

    public SignatureHeader {
        FieldNames.requireFieldName(header);
        SignedTemplate parsed = new SignedTemplate(template);
        requireNamedIfSigned(parsed, SignedTemplate.TIMESTAMP, timestampHeader);
        requireNamedIfSigned(parsed, SignedTemplate.ID, idHeader);
    }

    private static void requireNamedIfSigned(SignedTemplate template, String placeholder, @Nullable String header) {
        if (template.contains(placeholder) != (header != null)) {
            throw new IllegalArgumentException("a header field for " + placeholder
                    + " is to be named, and only then, if the" + " template contains it");
        }
        if (header != null) {
            FieldNames.requireFieldName(header);
        }
    }

    /** The scheme, with a tolerance to both sides of now for the timestamp, if one is signed. */
    public SignatureScheme scheme(Duration tolerance) {
        SignedTemplate parsed = new SignedTemplate(template);
        return new HmacScheme(algorithm, HmacKey.TEXT, tolerance, headers -> read(headers, parsed));
    }

    private Claim read(HeaderFields headers, SignedTemplate parsed) {
        List<String> signatures = headers.values(header);
        List<String> timestamps = timestampHeader == null ? List.of("") : headers.values(timestampHeader);
        List<String> ids = idHeader == null ? List.of("") : headers.values(idHeader);
        if (signatures.isEmpty() || timestamps.isEmpty() || ids.isEmpty()) {
            return new Claim.None(RefusalReason.MISSING);
        }
        String value = signatures.get(0);
        if (signatures.size() > 1 || timestamps.size() > 1 || ids.size() > 1 || !value.startsWith(prefix)) {
            return new Claim.None(RefusalReason.MALFORMED);
        }
        byte[] signature = encoding.decode(value.substring(prefix.length()), algorithm.length());
        Instant timestamp = timestampHeader == null ? null : EpochSeconds.parse(timestamps.get(0));
        if (signature == null
                || (timestampHeader != null && timestamp == null)
                || (idHeader != null && !SignedHeader.isUsable(ids.get(0)))) {
            return new Claim.None(RefusalReason.MALFORMED);
        }
        return new Claim.Signed(
                parsed.before(timestamps.get(0), ids.get(0)),
                parsed.after(timestamps.get(0), ids.get(0)),
                List.of(signature),
                timestamp);
    }
}
