package io.countersign.ingress.json;

import java.math.BigInteger;
import org.jspecify.annotations.Nullable;

/** Numbers in the digits of their sender. Nothing here is ever expanded: {@code 1e1000000000} stays eleven characters. */
final class JsonNumbers {

    private static final int MOST_DIGITS_OF_A_LONG = 19;

    private JsonNumbers() {}

    /** The number as a {@code long}, or {@code null} where it has a fraction or exponent, or does not fit. */
    static @Nullable Long asLong(String digits) {
        boolean negative = digits.charAt(0) == '-';
        int start = negative ? 1 : 0;
        if (digits.length() - start > MOST_DIGITS_OF_A_LONG) {
            return null;
        }
        // Built up below zero: there is one number more there.
        long value = 0;
        for (int i = start; i < digits.length(); i++) {
            char c = digits.charAt(i);
            if (c < '0' || c > '9') {
                return null;
            }
            int digit = c - '0';
            if (value < (Long.MIN_VALUE + digit) / 10) {
                return null;
            }
            value = value * 10 - digit;
        }
        if (negative) {
            return value;
        }
        return value == Long.MIN_VALUE ? null : (Long) (-value);
    }

    /** The number as a {@code long} whatever its spelling ({@code 5.0}, {@code 5e0}), or {@code null} where it is none. */
    static @Nullable Long asLongByValue(String digits) {
        String canonical = canonical(digits);
        int e = canonical.indexOf('e');
        if (e < 0) {
            return asLong(canonical);
        }
        String exponent = canonical.substring(e + 1);
        if (exponent.charAt(0) == '-' || exponent.length() > 2) {
            return null;
        }
        int zeros = Integer.parseInt(exponent);
        return zeros > MOST_DIGITS_OF_A_LONG ? null : asLong(canonical.substring(0, e) + "0".repeat(zeros));
    }

    /**
     * One spelling for all numbers of one value: {@code 0}, or the digits from the first to the last that is not zero, with
     * an exponent where that is not zero.
     */
    static String canonical(String digits) {
        int length = digits.length();
        int e = 0;
        while (e < length && digits.charAt(e) != 'e' && digits.charAt(e) != 'E') {
            e++;
        }
        boolean negative = digits.charAt(0) == '-';
        int start = negative ? 1 : 0;
        if (e == length && digits.indexOf('.') < 0 && digits.charAt(length - 1) != '0') {
            return digits;
        }
        StringBuilder significant = new StringBuilder(e);
        int fraction = 0;
        boolean inFraction = false;
        for (int i = start; i < e; i++) {
            char c = digits.charAt(i);
            if (c == '.') {
                inFraction = true;
            } else {
                significant.append(c);
                fraction += inFraction ? 1 : 0;
            }
        }
        int first = 0;
        while (first < significant.length() && significant.charAt(first) == '0') {
            first++;
        }
        if (first == significant.length()) {
            return "0";
        }
        int last = significant.length();
        while (significant.charAt(last - 1) == '0') {
            last--;
        }
        int shift = significant.length() - last - fraction;
        // The exponent itself may have a hundred digits; as a number it stays small.
        BigInteger exponent = e == length
                ? BigInteger.valueOf(shift)
                : new BigInteger(digits.substring(digits.charAt(e + 1) == '+' ? e + 2 : e + 1))
                        .add(BigInteger.valueOf(shift));
        String canonical = (negative ? "-" : "") + significant.substring(first, last);
        return exponent.signum() == 0 ? canonical : canonical + 'e' + exponent;
    }
}
