package io.countersign.time;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import org.jspecify.annotations.Nullable;

/**
 * Times of the form {@code 2022-01-01T12:00:00Z} (RFC 3339, section 5.6). Written out because {@code java.time} answers
 * other texts with an exception, takes years of nine digits, whose milliseconds fit nowhere, and needs longer to write a
 * time than a webhook's signature needs to be checked.
 */
public final class IsoTime {

    private static final long SECONDS_A_DAY = 86_400;
    private static final long FIRST_SECOND = -62_167_219_200L; // of the year 0
    private static final long LAST_SECOND = 253_402_300_799L; // of the year 9999

    private IsoTime() {}

    /**
     * The time as {@link Instant#toString} writes it: in UTC, with no digit of the second's fraction, three, six or nine.
     */
    public static String format(Instant time) {
        long second = time.getEpochSecond();
        if (second < FIRST_SECOND || second > LAST_SECOND) {
            return time.toString();
        }
        LocalDate date = LocalDate.ofEpochDay(Math.floorDiv(second, SECONDS_A_DAY));
        int inDay = (int) Math.floorMod(second, SECONDS_A_DAY);
        int nano = time.getNano();
        int fraction = nano == 0 ? 0 : nano % 1_000_000 == 0 ? 3 : nano % 1_000 == 0 ? 6 : 9;
        byte[] text = new byte[fraction == 0 ? 20 : 21 + fraction];
        put(text, 0, 4, date.getYear());
        text[4] = '-';
        put(text, 5, 2, date.getMonthValue());
        text[7] = '-';
        put(text, 8, 2, date.getDayOfMonth());
        text[10] = 'T';
        put(text, 11, 2, inDay / 3600);
        text[13] = ':';
        put(text, 14, 2, inDay / 60 % 60);
        text[16] = ':';
        put(text, 17, 2, inDay % 60);
        if (fraction > 0) {
            text[19] = '.';
            put(text, 20, fraction, fraction == 3 ? nano / 1_000_000 : fraction == 6 ? nano / 1_000 : nano);
        }
        text[text.length - 1] = 'Z';
        return new String(text, StandardCharsets.ISO_8859_1);
    }

    private static void put(byte[] text, int from, int digits, int number) {
        int rest = number;
        for (int i = from + digits - 1; i >= from; i--) {
            text[i] = (byte) ('0' + rest % 10);
            rest /= 10;
        }
    }

    /**
     * The time that {@code text} says, with a fraction of up to nine digits and an offset or {@code Z}; {@code null} where
     * it has another form or is no time.
     */
    public static @Nullable Instant parse(String text) {
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
