package io.countersign.replay.job;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.concurrent.ThreadLocalRandom;

/** Ids of jobs: when it was started, and four letters, so that people can say which one they mean. */
final class JobIds {

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss", Locale.ROOT).withZone(ZoneOffset.UTC);
    /** Letters that are not mistaken for one another. */
    private static final String LETTERS = "abcdefghjkmnpqrstuvwxyz";

    private static final int COUNT = 4;

    private JobIds() {}

    static String next(Instant time) {
        StringBuilder id = new StringBuilder(TIME.format(time)).append('-');
        ThreadLocalRandom.current().ints(COUNT, 0, LETTERS.length()).forEach(index -> id.append(LETTERS.charAt(index)));
        return id.toString();
    }
}
