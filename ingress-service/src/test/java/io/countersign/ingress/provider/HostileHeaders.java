package io.countersign.ingress.provider;

import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What might be sent in place of a header field's genuine value, and has to be refused. */
final class HostileHeaders {

    private static final Pattern HEX_AT_THE_END = Pattern.compile("(.*?)([0-9a-fA-F]{64}|[0-9a-fA-F]{128})");

    private HostileHeaders() {}

    /** Values that are nearly the genuine one. None of them is another spelling that schemes take by design. */
    static Set<String> insteadOf(String value) {
        Set<String> hostile = new LinkedHashSet<>();
        int middle = value.length() / 2;
        // Length.
        hostile.add("");
        hostile.add(value.substring(1));
        hostile.add(value.substring(0, value.length() - 1));
        hostile.add(value.substring(0, middle));
        hostile.add(value + "0");
        hostile.add(value + "00");
        hostile.add(value + "A");
        hostile.add(value + value.charAt(value.length() - 1));
        // Case.
        hostile.add(value.toUpperCase(Locale.ROOT));
        hostile.add(value.toLowerCase(Locale.ROOT));
        // Alphabets and padding.
        hostile.add(value.replace('+', '-').replace('/', '_'));
        hostile.add(value + "=");
        hostile.add(value + "==");
        hostile.add("=" + value);
        hostile.add(value.replaceFirst("=$", ""));
        hostile.add("0x" + value);
        hostile.add('"' + value + '"');
        hostile.add(value.replace("=", "%3D"));
        value.chars().distinct().filter(Character::isDigit).forEach(digit -> {
            hostile.add(value.replace((char) digit, (char) (digit - '0' + '\u0660')));
            hostile.add(value.replace((char) digit, (char) (digit - '0' + '\uff10')));
        });
        // White space, and what some take for it.
        for (String space : new String[] {"\t", "\n", "\u000b", "\u0000", "\u00a0", "\u2003", "\ufeff"}) {
            hostile.add(space + value);
            hostile.add(value + space);
            hostile.add(value.substring(0, middle) + space + value.substring(middle));
        }
        hostile.add(value.substring(0, middle) + " " + value.substring(middle));
        // Each character another one.
        for (int i = 0; i < value.length(); i++) {
            for (int bit : new int[] {0x01, 0x02, 0x04, 0x20, 0x80, 0x100}) {
                hostile.add(value.substring(0, i) + (char) (value.charAt(i) ^ bit) + value.substring(i + 1));
            }
        }
        hostile.removeIf(other -> meansTheSame(value, other));
        return hostile;
    }

    /** Hexadecimal digits in capitals, base64 without its padding, and {@code basic} are other spellings by design. */
    private static boolean meansTheSame(String value, String other) {
        Matcher one = HEX_AT_THE_END.matcher(value);
        Matcher two = HEX_AT_THE_END.matcher(other);
        return value.equals(other)
                || (one.matches()
                        && two.matches()
                        && one.group(1).equals(two.group(1))
                        && one.group(2).equalsIgnoreCase(two.group(2)))
                || (value.endsWith("=") && other.equals(value.replaceFirst("=+$", "")))
                || (value.startsWith("Basic ")
                        && other.regionMatches(true, 0, value, 0, 6)
                        && other.substring(6)
                                .replaceFirst("^ +", "")
                                .replaceFirst("=+$", "")
                                .equals(value.substring(6).replaceFirst("=+$", "")));
    }
}
