package io.countersign.serde;

import java.io.EOFException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/** A place in bytes of Avro's binary encoding. Believes no length and no count that the bytes cannot hold. */
final class BinaryCursor {

    private static final int MOST_INT_BYTES = 5;
    private static final int MOST_LONG_BYTES = 10;

    private final byte[] bytes;
    private int at;

    /** Bounds what a few bytes can claim: every element takes one byte at least. */
    private long mostElements;

    BinaryCursor(byte[] bytes, int start) {
        this.bytes = bytes;
        this.at = start;
        this.mostElements = bytes.length;
    }

    boolean isEnd() {
        return at == bytes.length;
    }

    /** Which of null and another type a union holds. */
    boolean isPresent() throws IOException {
        int index = integer();
        if (index != 0 && index != 1) {
            throw new IOException("expected one of two types");
        }
        return index == 1;
    }

    boolean truth() {
        return bytes[at++] == 1;
    }

    int integer() throws IOException {
        int value = 0;
        for (int i = 0; i < MOST_INT_BYTES; i++) {
            byte next = bytes[at++];
            value |= (next & 0x7f) << (7 * i);
            if (next >= 0) {
                return (value >>> 1) ^ -(value & 1);
            }
        }
        throw new IOException("expected an int");
    }

    long number() throws IOException {
        long value = 0;
        for (int i = 0; i < MOST_LONG_BYTES; i++) {
            byte next = bytes[at++];
            value |= (next & 0x7fL) << (7 * i);
            if (next >= 0) {
                return (value >>> 1) ^ -(value & 1);
            }
        }
        throw new IOException("expected a long");
    }

    String string() throws IOException {
        int length = length();
        String text = new String(bytes, at, length, StandardCharsets.UTF_8);
        at += length;
        return text;
    }

    byte[] bytes() throws IOException {
        int length = length();
        byte[] copy = Arrays.copyOfRange(bytes, at, at + length);
        at += length;
        return copy;
    }

    Map<String, String> stringsByName() throws IOException {
        Map<String, String> entries = new HashMap<>();
        for (long block = blockOfElements(); block > 0; block = blockOfElements()) {
            for (long i = 0; i < block; i++) {
                String name = string();
                entries.put(name, string());
            }
        }
        return entries;
    }

    /** How many elements of an array or a map follow before this has to be asked again; 0 where it has ended. */
    long blockOfElements() throws IOException {
        long count = number();
        if (count < 0) {
            // A writer may put the block's size in bytes behind a count that it made negative.
            number();
            count = -count;
        }
        mostElements -= count;
        if (count < 0 || mostElements < 0) {
            throw new EOFException();
        }
        return count;
    }

    private int length() throws IOException {
        long length = number();
        if (length < 0 || length > bytes.length - at) {
            throw new EOFException();
        }
        return (int) length;
    }
}
