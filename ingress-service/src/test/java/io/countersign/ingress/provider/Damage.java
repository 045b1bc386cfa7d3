package io.countersign.ingress.provider;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.random.RandomGenerator;

/** Damages bytes at random, with pieces that are known to hurt. */
public final class Damage {

    private static final List<String> PIECES = List.of(
            "{",
            "}",
            "[",
            "]",
            "\"",
            "\\",
            ":",
            ",",
            "null",
            "true",
            "0",
            "-",
            "1e1000000000",
            "9".repeat(40),
            "\"code\":",
            "\"c\\u006fde\"",
            "\\ud800",
            "\"id\":",
            "\u0000",
            "\uFEFF",
            "é",
            "[[[[[[[[",
            "\n",
            "\r\n",
            "\r\n\r\n",
            "'",
            "/**/",
            "NaN",
            "code");

    private Damage() {}

    /** The bytes with none to three damages. */
    public static byte[] to(byte[] whole, RandomGenerator random) {
        byte[] bytes = whole;
        for (int times = random.nextInt(4); times > 0 && bytes.length > 0; times--) {
            int at = random.nextInt(bytes.length);
            int length = Math.min(random.nextInt(1, 9), bytes.length - at);
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            out.write(bytes, 0, at);
            switch (random.nextInt(6)) {
                case 0 -> out.write(random.nextInt(256));
                case 1 ->
                    out.writeBytes(PIECES.get(random.nextInt(PIECES.size())).getBytes(StandardCharsets.UTF_8));
                case 2 -> {
                    out.write(bytes, at, length);
                    out.write(bytes, at, length);
                }
                case 3 -> length = bytes.length - at;
                case 4 -> length = 0;
                default -> out.write(bytes[at] ^ 1 << random.nextInt(8));
            }
            out.write(bytes, at + length, bytes.length - at - length);
            bytes = out.toByteArray();
        }
        return bytes;
    }
}
