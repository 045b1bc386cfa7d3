package io.countersign.ingress.provider;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What a source's configuration says to its provider.
 *
 * @param source name of the source
 * @param scheme name of the signature scheme, or {@code null} for the provider's own
 * @param tolerance how far a signed timestamp may be from now, to both sides; positive
 * @param signature parts of a scheme put together from configuration; {@code null} for those not configured
 * @param event where a generic event's parts are; {@code null} where not configured
 */
public record SourceSettings(
        String source,
        @Nullable String scheme,
        Duration tolerance,
        @Nullable SignatureSettings signature,
        @Nullable EventSettings event) {

    /**
     * A signature scheme put together from configuration. Each part may be {@code null} for its default.
     *
     * @param header header field that carries the signature or secret
     * @param prefix text before the signature in the header, such as {@code sha256=}
     * @param encoding {@code hex} or {@code base64}
     * @param algorithm {@code sha256} or {@code sha512}
     * @param template what is signed, such as {@code {timestamp}.{body}}; the placeholders are {@code {body}},
     *     {@code {timestamp}} and {@code {id}}
     * @param timestampHeader header field that carries the timestamp, in seconds since the Unix epoch
     * @param idHeader header field that carries the id
     */
    public record SignatureSettings(
            @Nullable String header,
            @Nullable String prefix,
            @Nullable String encoding,
            @Nullable String algorithm,
            @Nullable String template,
            @Nullable String timestampHeader,
            @Nullable String idHeader) {}

    /**
     * Where the parts of a generic event are, as JSON Pointers (RFC 6901).
     *
     * @param id event id
     * @param type event type
     * @param time when it happened: ISO 8601, or seconds or milliseconds since the Unix epoch
     * @param resourceType type of the resource; {@code null} for {@code unmapped}
     * @param resourceId id of the resource; {@code null} for the event id
     */
    public record EventSettings(
            String id,
            String type,
            String time,
            @Nullable String resourceType,
            @Nullable String resourceId) {}
}
