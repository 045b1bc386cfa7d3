package io.countersign.ingress.intake;

import io.countersign.ingress.signature.HeaderFields;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Pattern;

/** The trace that a delivery belongs to (W3C Trace Context, section 3.2): the sender's, or else a new one. */
final class TraceParent {

    private static final Pattern VALID = Pattern.compile("00-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}");

    private TraceParent() {}

    static String from(HeaderFields headers) {
        List<String> values = headers.values("traceparent");
        if (values.size() == 1 && VALID.matcher(values.get(0)).matches()) {
            return values.get(0);
        }
        return begun();
    }

    /** A new one. */
    static String begun() {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        HexFormat hex = HexFormat.of();
        // Zero is no id; a random one is it once in 2^64.
        return "00-" + hex.toHexDigits(random.nextLong()) + hex.toHexDigits(random.nextLong() | 1) + '-'
                + hex.toHexDigits(random.nextLong() | 1) + "-00";
    }
}
