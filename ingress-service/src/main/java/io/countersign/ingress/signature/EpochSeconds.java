package io.countersign.ingress.signature;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Reads the timestamps that senders sign: seconds since the Unix epoch in plain digits. */
final class EpochSeconds {

    /** Last second of the year 9999: far beyond any genuine timestamp, and far from where arithmetic overflows. */
    private static final long LATEST = 253_402_300_799L;

    private EpochSeconds() {}

    /** The time that {@code text} says, or {@code null} where it is anything but digits or too late to be a time. */
    static @Nullable Instant parse(String text) {
        if (text.isEmpty()) {
            return null;
        }
        long seconds = 0;
        for (int i = 0; i < text.length(); i++) {
            char digit = text.charAt(i);
            if (digit < '0' || digit > '9') {
                return null;
            }
            seconds = seconds * 10 + (digit - '0');
            if (seconds > LATEST) {
                return null;
            }
        }
        return Instant.ofEpochSecond(seconds);
    }
}
