package io.countersign.benchmarks.load;

/** Writes identifiers of a fixed length made of numbers: different numbers always give different identifiers. */
final class Ids {

    private static final byte[] DIGITS = bytes("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz");
    private static final byte[] HEX = bytes("0123456789abcdef");
    private static final int HALF = 11; // 62^11 is more than 2^64

    private Ids() {}

    private static byte[] bytes(String text) {
        return text.getBytes(java.nio.charset.StandardCharsets.US_ASCII);
    }

    /** A step of SplitMix64: looks random, and maps no two numbers to one. */
    static long mix(long number) {
        long z = number + 0x9e3779b97f4a7c15L;
        z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
        z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
        return z ^ (z >>> 31);
    }

    /** 22 letters and digits. */
    static void base62(long number, byte[] into, int at) {
        long mixed = mix(number);
        unsigned(mixed, 62, into, at, HALF);
        unsigned(mix(mixed), 62, into, at + HALF, HALF);
    }

    /** 10 lower-case letters and digits; distinct for numbers below 36^10. */
    static void base36(long number, byte[] into, int at) {
        long rest = number;
        for (int i = 9; i >= 0; i--) {
            int digit = (int) (rest % 36);
            into[at + i] = (byte) (digit < 10 ? '0' + digit : 'a' + digit - 10);
            rest /= 36;
        }
    }

    /** 36 characters, in the form of a random UUID. */
    static void uuid(long number, byte[] into, int at) {
        long high = mix(number);
        long low = mix(high);
        int position = at;
        for (int i = 0; i < 32; i++) {
            if (i == 8 || i == 12 || i == 16 || i == 20) {
                into[position++] = '-';
            }
            long half = i < 16 ? high : low;
            into[position++] = HEX[(int) (half >>> (60 - 4 * (i & 15))) & 15];
        }
    }

    /** A number in decimal, filled with zeros from the left. */
    static void decimal(long number, int length, byte[] into, int at) {
        long rest = number;
        for (int i = length - 1; i >= 0; i--) {
            into[at + i] = (byte) ('0' + rest % 10);
            rest /= 10;
        }
    }

    static void hex(byte[] bytes, byte[] into, int at) {
        for (int i = 0; i < bytes.length; i++) {
            into[at + 2 * i] = HEX[(bytes[i] >> 4) & 15];
            into[at + 2 * i + 1] = HEX[bytes[i] & 15];
        }
    }

    private static void unsigned(long number, int base, byte[] into, int at, int length) {
        long rest = number;
        for (int i = length - 1; i >= 0; i--) {
            into[at + i] = DIGITS[(int) Long.remainderUnsigned(rest, base)];
            rest = Long.divideUnsigned(rest, base);
        }
    }
}
