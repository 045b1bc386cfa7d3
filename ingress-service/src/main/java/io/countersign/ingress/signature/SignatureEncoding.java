package io.countersign.ingress.signature;

import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/** How a signature is written into a header field. */
public enum SignatureEncoding {
    /** Hexadecimal digits (RFC 4648, section 8), upper or lower case. */
    HEX {
        @Override
        public byte @Nullable [] decode(String text, int length) {
            if (text.length() != 2 * length) {
                return null;
            }
            byte[] bytes = new byte[length];
            for (int i = 0; i < length; i++) {
                char high = text.charAt(2 * i);
                char low = text.charAt(2 * i + 1);
                if (!HexFormat.isHexDigit(high) || !HexFormat.isHexDigit(low)) {
                    return null;
                }
                bytes[i] = (byte) (HexFormat.fromHexDigit(high) << 4 | HexFormat.fromHexDigit(low));
            }
            return bytes;
        }
    },
    /** Base64 (RFC 4648, section 4), with or without padding, and in no other spelling. */
    BASE64 {
        @Override
        public byte @Nullable [] decode(String text, int length) {
            int padded = (length + 2) / 3 * 4;
            int bare = (length * 4 + 2) / 3;
            if (text.length() != padded && text.length() != bare) {
                return null;
            }
            byte[] bytes = StrictBase64.decode(text);
            return bytes != null && bytes.length == length ? bytes : null;
        }
    };

    /** The {@code length} bytes that {@code text} stands for, or {@code null} where it does not stand for as many. */
    public abstract byte @Nullable [] decode(String text, int length);
}
