package io.countersign.ingress.json;

import java.time.Instant;
import java.time.YearMonth;
import org.jspecify.annotations.Nullable;

/**
 * Reads times of the form {@code 2022-01-01T12:00:00Z} (RFC 3339, section 5.6), with a fraction of up to nine digits and an
 * offset. Written out because {@code java.time} answers other texts with an exception, and takes years of nine digits, whose
 * milliseconds fit nowhere.
 */
final class IsoTime {

    private static final long SECONDS_A_DAY = 86_400;

    private IsoTime() {}

    /** The time that {@code text} says, or {@code null} where it has another form or is no time. */
    static @Nullable Instant parse(String text) {
        int length = text.length();
        if (length < 20
                || text.charAt(4) != '-'
                || text.charAt(7) != '-'
                || text.charAt(10) != 'T'
                || text.charAt(13) != ':'
                || text.charAt(16) != ':') {
            return null;
        }
        int year = number(text, 0, 4);
        int month = number(text, 5, 7);
        int day = number(text, 8, 10);
        int hour = number(text, 11, 13);
        int minute = number(text, 14, 16);
        int second = number(text, 17, 19);
        if (year < 0 || month < 1 || month > 12 || day < 1 || hour < 0 || hour > 23 || minute < 0 || minute > 59) {
            return null;
        }
        YearMonth inMonth = YearMonth.of(year, month);
        if (day > inMonth.lengthOfMonth() || second < 0 || second > 59) {
            return null;
        }
        int next = 19;
        int nanos = 0;
        if (text.charAt(next) == '.') {
            int end = next + 1;
            while (end < length && isDigit(text.charAt(end))) {
                end++;
            }
            int digits = end - next - 1;
            if (digits < 1 || digits > 9) {
                return null;
            }
            nanos = number(text, next + 1, end);
            for (int i = digits; i < 9; i++) {
                nanos *= 10;
            }
            next = end;
        }
        int offset = offsetSeconds(text, next);
        if (offset == Integer.MIN_VALUE) {
            return null;
        }
        long seconds = inMonth.atDay(day).toEpochDay() * SECONDS_A_DAY + hour * 3600L + minute * 60L + second - offset;
        return Instant.ofEpochSecond(seconds, nanos);
    }

    /** The offset from UTC that is the rest of {@code text}, or {@link Integer#MIN_VALUE} where the rest is none. */
    private static int offsetSeconds(String text, int from) {
        int rest = text.length() - from;
        if (rest == 1 && text.charAt(from) == 'Z') {
            return 0;
        }
        if (rest != 6 || text.charAt(from + 3) != ':' || (text.charAt(from) != '+' && text.charAt(from) != '-')) {
            return Integer.MIN_VALUE;
        }
        int hours = number(text, from + 1, from + 3);
        int minutes = number(text, from + 4, from + 6);
        if (hours < 0 || hours > 23 || minutes < 0 || minutes > 59) {
            return Integer.MIN_VALUE;
        }
        int seconds = hours * 3600 + minutes * 60;
        return text.charAt(from) == '-' ? -seconds : seconds;
    }

    /** The number that the digits from {@code from} to before {@code to}, at most nine, make; -1 where they are no digits. */
    private static int number(String text, int from, int to) {
        int number = 0;
        for (int i = from; i < to; i++) {
            if (!isDigit(text.charAt(i))) {
                return -1;
            }
            number = number * 10 + (text.charAt(i) - '0');
        }
        return number;
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }
}
