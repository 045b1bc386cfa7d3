package io.countersign.ingress.json;

import io.countersign.ingress.hash.Sha256;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The SHA-256 of what a JSON object says: the same for whatever white space, order of fields, escapes and spelling of numbers,
 * and another for any other difference. Some fields can be left out: those that tell of the delivery and not of the event, and
 * secrets.
 *
 * <p>What is hashed is a stream of tokens, each with its type and, where its length is not fixed, an end mark that occurs
 * nowhere else; so no two contents give the same bytes.
 */
public final class ContentDigest {

    private static final byte END = (byte) 0xff;
    private static final int MOST_BYTES_A_CHARACTER = 3;

    private final Set<String> ignoredAtTop;
    private final Set<String> ignoredAnywhere;

    /**
     * @param ignoredAtTop names of the outermost object's fields to leave out
     * @param ignoredAnywhere names of fields to leave out of every object
     */
    public ContentDigest(Set<String> ignoredAtTop, Set<String> ignoredAnywhere) {
        this.ignoredAtTop = Set.copyOf(ignoredAtTop);
        this.ignoredAnywhere = Set.copyOf(ignoredAnywhere);
    }

    /** The digest in lower-case hexadecimal, 64 characters. */
    public String of(Json.ObjectValue root) {
        Canonical canonical = new Canonical();
        canonical.object(root, true);
        MessageDigest sha256 = Sha256.ofThread();
        sha256.update(canonical.bytes, 0, canonical.length);
        return HexFormat.of().formatHex(sha256.digest());
    }

    /** The bytes that are hashed: for tests, which look for what must not be in them. */
    byte[] canonical(Json.ObjectValue root) {
        Canonical canonical = new Canonical();
        canonical.object(root, true);
        return Arrays.copyOf(canonical.bytes, canonical.length);
    }

    private final class Canonical {
        private byte[] bytes = new byte[2048];
        private int length;

        void object(Json.ObjectValue object, boolean top) {
            put('{');
            List<Map.Entry<String, Json>> fields =
                    new ArrayList<>(object.fields().entrySet());
            fields.sort(Map.Entry.comparingByKey());
            for (Map.Entry<String, Json> field : fields) {
                String name = field.getKey();
                if (!ignoredAnywhere.contains(name) && !(top && ignoredAtTop.contains(name))) {
                    text('"', name);
                    value(field.getValue());
                }
            }
            put('}');
        }

        void value(Json value) {
            if (value instanceof Json.TextValue text) {
                text('"', text.text());
            } else if (value instanceof Json.NumberValue number) {
                text('#', JsonNumbers.canonical(number.digits()));
            } else if (value instanceof Json.ObjectValue object) {
                object(object, false);
            } else if (value instanceof Json.ArrayValue array) {
                put('[');
                array.items().forEach(this::value);
                put(']');
            } else {
                put(((Json.Literal) value).word().charAt(0));
            }
        }

        /**
         * UTF-16 code units in one to three bytes each, surrogates too: unlike UTF-8, this keeps apart texts that differ in
         * unpaired surrogates.
         */
        private void text(char type, String text) {
            int characters = text.length();
            makeRoomFor(2 + MOST_BYTES_A_CHARACTER * characters);
            byte[] to = bytes;
            int at = length;
            to[at++] = (byte) type;
            for (int i = 0; i < characters; i++) {
                char c = text.charAt(i);
                if (c < 0x80) {
                    to[at++] = (byte) c;
                } else if (c < 0x800) {
                    to[at++] = (byte) (0xc0 | c >> 6);
                    to[at++] = (byte) (0x80 | (c & 0x3f));
                } else {
                    to[at++] = (byte) (0xe0 | c >> 12);
                    to[at++] = (byte) (0x80 | (c >> 6 & 0x3f));
                    to[at++] = (byte) (0x80 | (c & 0x3f));
                }
            }
            to[at++] = END;
            length = at;
        }

        private void put(char c) {
            makeRoomFor(1);
            bytes[length++] = (byte) c;
        }

        private void makeRoomFor(int more) {
            if (bytes.length - length < more) {
                bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, length + more));
            }
        }
    }
}
