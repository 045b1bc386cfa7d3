package io.countersign.cloudevent;

import java.util.HexFormat;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The trace that something belongs to, and the span there that it comes from (W3C Trace Context, section 3.2).
 *
 * @param traceId 32 hexadecimal digits in lower case, not all of them zero
 * @param spanId 16 such digits, not all of them zero
 * @param sampled whether that span has been recorded
 */
public record TraceParent(String traceId, String spanId, boolean sampled) {

    private static final Pattern VALID = Pattern.compile("00-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}");

    /** What a header says; {@code null} if it is none of version 00. */
    public static @Nullable TraceParent parse(String header) {
        if (!VALID.matcher(header).matches()) {
            return null;
        }
        boolean sampled = (Character.digit(header.charAt(54), 16) & 1) == 1;
        return new TraceParent(header.substring(3, 35), header.substring(36, 52), sampled);
    }

    /** A new one, of a span that nobody has recorded. */
    public static TraceParent begun() {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        HexFormat hex = HexFormat.of();
        // Zero is no id; a random one is it once in 2^64.
        return new TraceParent(
                hex.toHexDigits(random.nextLong()) + hex.toHexDigits(random.nextLong() | 1),
                hex.toHexDigits(random.nextLong() | 1),
                false);
    }

    /** The same, but of a span that nobody has recorded. */
    public TraceParent unsampled() {
        return new TraceParent(traceId, spanId, false);
    }

    /** The header that says this. */
    public String header() {
        return "00-" + traceId + '-' + spanId + (sampled ? "-01" : "-00");
    }
}
