package io.countersign.generation;

import io.countersign.cloudevent.CloudEventHeaders;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.jspecify.annotations.Nullable;

/**
 * What a marker says: which generation is live from its offset on. A marker is a record without a value on each partition of each
 * received topic; this is in its headers.
 *
 * @param generation the generation
 * @param api base address of its API; null where it is not known, or is none
 * @param refresh whether that generation publishes its states again even if it was live before
 */
public record Marker(Generation generation, @Nullable URI api, boolean refresh) {

    /** What holds before any marker. */
    public static final Marker NONE = new Marker(Generation.FIRST, null, false);

    /** What the headers of a record without a value say; null where the record is no marker. */
    public static @Nullable Marker in(Headers headers) {
        String name = text(headers, CloudEventHeaders.PROMOTE);
        if (name == null || !Generation.isName(name)) {
            return null;
        }
        return new Marker(
                new Generation(name),
                address(text(headers, CloudEventHeaders.PROMOTED_API)),
                "true".equals(text(headers, CloudEventHeaders.PROMOTE_REFRESH)));
    }

    /** The headers of the record that says this. */
    public Headers headers() {
        Headers headers = new RecordHeaders().add(CloudEventHeaders.PROMOTE, bytes(generation.name()));
        if (api != null) {
            headers.add(CloudEventHeaders.PROMOTED_API, bytes(api.toString()));
        }
        if (refresh) {
            headers.add(CloudEventHeaders.PROMOTE_REFRESH, bytes("true"));
        }
        return headers;
    }

    /** The generation and its address in one line, for a store. */
    public String inStore() {
        return api == null ? generation.name() : generation.name() + " " + api;
    }

    /** What {@link #inStore()} wrote. */
    public static Marker ofStore(String line) {
        int end = line.indexOf(' ');
        return end < 0
                ? new Marker(new Generation(line), null, false)
                : new Marker(new Generation(line.substring(0, end)), address(line.substring(end + 1)), false);
    }

    private static @Nullable String text(Headers headers, String name) {
        Header header = headers.lastHeader(name);
        return header == null || header.value() == null ? null : new String(header.value(), StandardCharsets.UTF_8);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /**
     * The base address that a text names; null where it is none. Anything but scheme, host and port is none: logins of
     * clients go there, so nothing is guessed.
     */
    public static @Nullable URI address(@Nullable String text) {
        if (text == null) {
            return null;
        }
        try {
            URI uri = new URI(text);
            boolean isBase = ("http".equals(uri.getScheme()) || "https".equals(uri.getScheme()))
                    && uri.getHost() != null
                    && uri.getRawUserInfo() == null
                    && (uri.getRawPath().isEmpty() || uri.getRawPath().equals("/"))
                    && uri.getRawQuery() == null
                    && uri.getRawFragment() == null;
            return isBase ? new URI(uri.getScheme() + "://" + uri.getRawAuthority()) : null;
        } catch (URISyntaxException e) {
            return null;
        }
    }
}
