package io.countersign.processor.generation;

import io.countersign.cloudevent.CloudEventHeaders;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/**
 * What a marker says: which generation is live from its offset on.
 *
 * @param generation the generation
 * @param api base address of its API; null where it is not known, or is none
 * @param refresh whether that generation publishes its states again even if it was live before
 */
public record Promotion(Generation generation, @Nullable URI api, boolean refresh) {

    /** What holds before any marker. */
    public static final Promotion NONE = new Promotion(Generation.FIRST, null, false);

    /** What the headers of a record without a value say; null where the record is no marker. */
    public static @Nullable Promotion in(Headers headers) {
        String name = text(headers, CloudEventHeaders.PROMOTE);
        if (name == null || !Generation.isName(name)) {
            return null;
        }
        return new Promotion(
                new Generation(name),
                address(text(headers, CloudEventHeaders.PROMOTED_API)),
                "true".equals(text(headers, CloudEventHeaders.PROMOTE_REFRESH)));
    }

    /** The generation and its address in one line, for a store. */
    public String inStore() {
        return api == null ? generation.name() : generation.name() + " " + api;
    }

    /** What {@link #inStore()} wrote. */
    public static Promotion ofStore(String line) {
        int end = line.indexOf(' ');
        return end < 0
                ? new Promotion(new Generation(line), null, false)
                : new Promotion(new Generation(line.substring(0, end)), address(line.substring(end + 1)), false);
    }

    private static @Nullable String text(Headers headers, String name) {
        Header header = headers.lastHeader(name);
        return header == null || header.value() == null ? null : new String(header.value(), StandardCharsets.UTF_8);
    }

    /** Anything but scheme, host and port is no base address: logins of clients go there, so nothing is guessed. */
    private static @Nullable URI address(@Nullable String text) {
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
