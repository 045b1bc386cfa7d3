package io.countersign.ingress.json;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/**
 * Takes the values of one field out of JSON text, at any depth, and leaves everything else byte for byte as it is. Works on
 * bytes that are no JSON as well, and then takes away more rather than less:
 *
 * <ul>
 *   <li>text that breaks off loses the value in which it does so;
 *   <li>text that breaks the grammar anywhere loses everything from the first place on where the field's name is, because
 *       from then on nobody can tell where a value ends;
 *   <li>what does not begin like an object or an array, or has a zero byte (as UTF-16 has), is withheld altogether.
 * </ul>
 *
 * Thread-safe; never throws.
 */
public final class ValueRemoval {

    private static final byte[] REMOVED = "\"[removed]\"".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] NOTHING = {};
    private static final int BYTE_ORDER_MARK_LENGTH = 3;

    private final String name;

    /** @param name name of the field, ASCII letters, digits and underscores, of any depth */
    public ValueRemoval(String name) {
        this.name = name;
    }

    /** {@code text} without the field's values. */
    public byte[] from(byte[] text) {
        for (byte b : text) {
            if (b == 0) {
                return NOTHING;
            }
        }
        int start = startsWithByteOrderMark(text) ? BYTE_ORDER_MARK_LENGTH : 0;
        while (start < text.length && isWhiteSpace(text[start])) {
            start++;
        }
        if (start == text.length || (text[start] != '{' && text[start] != '[')) {
            return NOTHING;
        }
        byte[] result = new Scan(text, start).run();
        return result == null ? upToFirstMention(text) : result;
    }

    private static boolean startsWithByteOrderMark(byte[] text) {
        return text.length >= BYTE_ORDER_MARK_LENGTH
                && text[0] == (byte) 0xef
                && text[1] == (byte) 0xbb
                && text[2] == (byte) 0xbf;
    }

    private static boolean isWhiteSpace(byte b) {
        return b == ' ' || b == '\t' || b == '\n' || b == '\r';
    }

    private byte[] upToFirstMention(byte[] text) {
        for (int i = 0; i < text.length; i++) {
            int end = endOfMention(text, i);
            if (end >= 0) {
                ByteArrayOutputStream out = new ByteArrayOutputStream(end + REMOVED.length);
                out.write(text, 0, i);
                out.writeBytes(REMOVED);
                return out.toByteArray();
            }
        }
        return text;
    }

    /** Where the name ends if it begins at {@code from}, be it in other case or in escapes; or -1. */
    private int endOfMention(byte[] text, int from) {
        // An underscore makes it part of another name, such as code_length; a letter may be the end of an escape.
        if (from > 0 && text[from - 1] == '_') {
            return -1;
        }
        int at = from;
        for (int i = 0; i < name.length(); i++) {
            int c = at < text.length ? text[at] : -1;
            int width = 1;
            if (c == '\\') {
                c = unescaped(text, at, text.length);
                width = 6;
            }
            if (c < 0 || Character.toLowerCase((char) c) != Character.toLowerCase(name.charAt(i))) {
                return -1;
            }
            at += width;
        }
        return at < text.length && text[at] == '_' ? -1 : at;
    }

    private static boolean isNumberCharacter(byte b) {
        return (b >= '0' && b <= '9') || b == '-' || b == '+' || b == '.' || b == 'e' || b == 'E';
    }

    /** The character of the escape with four hexadecimal digits at {@code at}, or -1 where there is none. */
    private static int unescaped(byte[] text, int at, int limit) {
        if (at + 6 > limit || text[at] != '\\' || text[at + 1] != 'u') {
            return -1;
        }
        int c = 0;
        for (int i = at + 2; i < at + 6; i++) {
            int digit = Character.digit((char) text[i], 16);
            if (digit < 0) {
                return -1;
            }
            c = c << 4 | digit;
        }
        return c;
    }

    /** One pass over a text by the grammar of RFC 8259, as far as it goes. */
    private final class Scan {

        /** What may come next. */
        private enum Next {
            VALUE,
            VALUE_OR_END,
            NAME,
            NAME_OR_END,
            COLON,
            COMMA_OR_END,
            NOTHING
        }

        private final byte[] text;
        private final ByteArrayOutputStream out;
        private final BitSet arrays = new BitSet();
        private int depth;
        private int at;
        private int copied;

        Scan(byte[] text, int start) {
            this.text = text;
            this.at = start;
            this.out = new ByteArrayOutputStream(text.length);
        }

        /** The text without the values, or {@code null} where it breaks the grammar. */
        byte @Nullable [] run() {
            Next next = Next.VALUE;
            boolean secret = false;
            int removedDepth = -1;
            for (; ; ) {
                while (at < text.length && isWhiteSpace(text[at])) {
                    at++;
                }
                if (at == text.length) {
                    // Broken off: of a value that is being removed, nothing more is written.
                    if (removedDepth < 0) {
                        out.write(text, copied, at - copied);
                    }
                    return out.toByteArray();
                }
                byte b = text[at];
                switch (next) {
                    case VALUE, VALUE_OR_END -> {
                        if (b == ']' && next == Next.VALUE_OR_END) {
                            next = close();
                        } else {
                            if (secret && removedDepth < 0) {
                                out.write(text, copied, at - copied);
                                out.writeBytes(REMOVED);
                                removedDepth = depth;
                            }
                            secret = false;
                            if (b == '{' || b == '[') {
                                arrays.set(depth++, b == '[');
                                at++;
                                next = b == '[' ? Next.VALUE_OR_END : Next.NAME_OR_END;
                            } else if (scalar(b)) {
                                next = afterValue();
                            } else {
                                return null;
                            }
                        }
                    }
                    case NAME, NAME_OR_END -> {
                        if (b == '}' && next == Next.NAME_OR_END) {
                            next = close();
                        } else if (b == '"') {
                            int start = at + 1;
                            if (!string()) {
                                return null;
                            }
                            secret = isName(start, at - 1);
                            next = Next.COLON;
                        } else {
                            return null;
                        }
                    }
                    case COLON -> {
                        if (b != ':') {
                            return null;
                        }
                        at++;
                        next = Next.VALUE;
                    }
                    case COMMA_OR_END -> {
                        boolean array = arrays.get(depth - 1);
                        if (b == ',') {
                            at++;
                            next = array ? Next.VALUE : Next.NAME;
                        } else if (b == (array ? ']' : '}')) {
                            next = close();
                        } else {
                            return null;
                        }
                    }
                    case NOTHING -> {
                        return null;
                    }
                }
                if (removedDepth == depth && (next == Next.COMMA_OR_END || next == Next.NOTHING)) {
                    copied = at;
                    removedDepth = -1;
                }
            }
        }

        private Next close() {
            at++;
            depth--;
            return afterValue();
        }

        private Next afterValue() {
            return depth == 0 ? Next.NOTHING : Next.COMMA_OR_END;
        }

        /** Goes past a string, number or literal name; {@code false} where there is none. */
        private boolean scalar(byte first) {
            if (first == '"') {
                return string();
            }
            if (first == '-' || (first >= '0' && first <= '9')) {
                while (at < text.length && isNumberCharacter(text[at])) {
                    at++;
                }
                return true;
            }
            return word("true") || word("false") || word("null");
        }

        /** Goes past {@code word}, or to the end where it breaks off; {@code false} where something else is there. */
        private boolean word(String word) {
            int length = Math.min(word.length(), text.length - at);
            for (int i = 0; i < length; i++) {
                if (text[at + i] != word.charAt(i)) {
                    return false;
                }
            }
            at += length;
            return true;
        }

        /** Goes past a string, or to the end where it breaks off; {@code false} where it holds a control character. */
        private boolean string() {
            at++;
            while (at < text.length) {
                byte b = text[at++];
                if (b == '"') {
                    return true;
                }
                if (b == '\\' && at < text.length) {
                    at++;
                } else if (b >= 0 && b < ' ') {
                    return false;
                }
            }
            return true;
        }

        private boolean isName(int start, int end) {
            int from = start;
            for (int i = 0; i < name.length(); i++) {
                if (from >= end) {
                    return false;
                }
                int c = text[from];
                int width = 1;
                if (c == '\\') {
                    c = unescaped(text, from, end);
                    width = 6;
                }
                if (c != name.charAt(i)) {
                    return false;
                }
                from += width;
            }
            return from == end;
        }
    }
}
