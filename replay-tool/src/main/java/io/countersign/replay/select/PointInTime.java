package io.countersign.replay.select;

import io.countersign.time.IsoTime;
import java.time.Duration;
import java.time.Instant;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Times and lengths of time as operators write them. */
public final class PointInTime {

    private static final Pattern DAY = Pattern.compile("\\d{4}-\\d{2}-\\d{2}");
    private static final Pattern LENGTH = Pattern.compile("(\\d{1,6})([smhd])");

    private PointInTime() {}

    /**
     * The time that {@code text} says: {@code 2026-11-20T08:00:00Z} or with an offset, {@code 2026-11-20} for the
     * beginning of that day in UTC, {@code -2h} for two hours before now (units s, m, h, d).
     *
     * @throws IllegalArgumentException where it says none
     */
    public static Instant parse(String text, Instant now) {
        Instant time;
        if (text.startsWith("-")) {
            Duration ago = lengthOf(text.substring(1));
            time = ago == null ? null : now.minus(ago);
        } else {
            time = IsoTime.parse(DAY.matcher(text).matches() ? text + "T00:00:00Z" : text);
        }
        if (time == null) {
            throw new IllegalArgumentException(
                    "'" + text + "' is no time: expected one like 2026-11-20T08:00:00Z, 2026-11-20, -2h or -3d");
        }
        return time;
    }

    /**
     * The length of time that {@code text} says, such as {@code 30m} (units s, m, h, d).
     *
     * @throws IllegalArgumentException where it says none
     */
    public static Duration length(String text) {
        Duration length = lengthOf(text);
        if (length == null) {
            throw new IllegalArgumentException(
                    "'" + text + "' is no length of time: expected one like 90s, 30m, 2h or 3d");
        }
        return length;
    }

    private static @Nullable Duration lengthOf(String text) {
        Matcher matcher = LENGTH.matcher(text);
        if (!matcher.matches()) {
            return null;
        }
        long count = Long.parseLong(matcher.group(1));
        return switch (matcher.group(2)) {
            case "s" -> Duration.ofSeconds(count);
            case "m" -> Duration.ofMinutes(count);
            case "h" -> Duration.ofHours(count);
            default -> Duration.ofDays(count);
        };
    }
}
