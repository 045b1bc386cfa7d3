package io.countersign.log;

import org.jspecify.annotations.Nullable;

/** Text from outside, made fit for a log line: an id must not begin a new line, end its own field, or fill the disk. */
public final class LogText {

    /** Longest text in characters, which is also the longest id that is taken from a webhook. */
    public static final int LONGEST = 256;

    private static final String UNKNOWN = "unknown";

    private LogText() {}

    /** At most {@value #LONGEST} printable characters of ASCII, with {@code ?} for every other one; a word for {@code null}. */
    public static String of(@Nullable String text) {
        if (text == null) {
            return UNKNOWN;
        }
        int length = Math.min(text.length(), LONGEST);
        if (length == text.length() && isFit(text)) {
            return text;
        }
        StringBuilder fit = new StringBuilder(length);
        for (int i = 0; i < length; i++) {
            char c = text.charAt(i);
            fit.append(isFit(c) ? c : '?');
        }
        return fit.toString();
    }

    private static boolean isFit(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (!isFit(text.charAt(i))) {
                return false;
            }
        }
        return true;
    }

    /** Without quotation mark and backslash, since fields stand in quotation marks. */
    private static boolean isFit(char c) {
        return c >= ' ' && c <= '~' && c != '"' && c != '\\';
    }
}
