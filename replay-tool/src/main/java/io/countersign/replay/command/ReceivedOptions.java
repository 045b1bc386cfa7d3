package io.countersign.replay.command;

import io.countersign.replay.select.PointInTime;
import io.countersign.replay.select.TimeRange;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that pick by the time of reception. */
final class ReceivedOptions {

    @Option(
            names = "--from",
            paramLabel = "<time>",
            description =
                    "Received at this time or later: 2026-11-20T08:00:00Z, 2026-11-20 (UTC), or -2h, -3d before now.")
    private @Nullable String from;

    @Option(names = "--to", paramLabel = "<time>", description = "Received before this time.")
    private @Nullable String to;

    /**
     * What they say.
     *
     * @param now what relative times are before
     * @throws IllegalArgumentException where they say nothing that makes sense
     */
    TimeRange range(Instant now) {
        return range(from, to, now);
    }

    /** As {@link #range(Instant)}, of times said elsewhere. */
    static TimeRange range(@Nullable String from, @Nullable String to, Instant now) {
        return new TimeRange(time(from, now), time(to, now));
    }

    private static @Nullable Instant time(@Nullable String text, Instant now) {
        return text == null ? null : PointInTime.parse(text, now);
    }

    /**
     * The arguments that say the same range at any time.
     *
     * @param prefix what the names of the options begin with: {@code --}, say
     */
    static List<String> arguments(String prefix, TimeRange range) {
        List<String> arguments = new ArrayList<>();
        if (range.from() != null) {
            arguments.add(prefix + "from=" + range.from());
        }
        if (range.to() != null) {
            arguments.add(prefix + "to=" + range.to());
        }
        return arguments;
    }
}
