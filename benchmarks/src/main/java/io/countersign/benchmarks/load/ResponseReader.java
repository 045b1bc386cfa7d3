package io.countersign.benchmarks.load;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * Finds the end of an HTTP/1.1 answer, and its status. Only what servers under load here send: a content length, or a
 * status without a body.
 */
final class ResponseReader {

    private static final int LONGEST = 16 * 1024;

    private final byte[] bytes = new byte[LONGEST];
    private int count;
    private int end = -1;
    private int status;
    private boolean closing;

    /**
     * Takes what has come.
     *
     * @return whether the answer is complete
     * @throws IllegalStateException where it is no answer that can be understood
     */
    boolean take(ByteBuffer received) {
        int length = received.remaining();
        if (count + length > LONGEST) {
            throw new IllegalStateException("an answer is longer than " + LONGEST + " bytes");
        }
        received.get(bytes, count, length);
        count += length;
        if (end < 0) {
            readHead();
        }
        if (end >= 0 && count > end) {
            throw new IllegalStateException("an answer is longer than it says");
        }
        return count == end;
    }

    private void readHead() {
        for (int i = 3; i < count; i++) {
            if (bytes[i] == '\n' && bytes[i - 1] == '\r' && bytes[i - 2] == '\n' && bytes[i - 3] == '\r') {
                status = 100 * (bytes[9] - '0') + 10 * (bytes[10] - '0') + bytes[11] - '0';
                end = i + 1 + (status == 204 ? 0 : contentLength(i + 1));
                return;
            }
        }
    }

    private int contentLength(int headEnd) {
        String head = new String(bytes, 0, headEnd, StandardCharsets.ISO_8859_1).toLowerCase(Locale.ROOT);
        closing = head.contains("\r\nconnection: close\r\n");
        int at = head.indexOf("\r\ncontent-length:");
        if (at < 0) {
            throw new IllegalStateException("an answer of status " + status + " has no content length");
        }
        int from = at + "\r\ncontent-length:".length();
        return Integer.parseInt(head.substring(from, head.indexOf('\r', from)).strip());
    }

    int status() {
        return status;
    }

    /** Whether the server will close the connection now. */
    boolean isClosing() {
        return closing;
    }

    void reset() {
        count = 0;
        end = -1;
        status = 0;
        closing = false;
    }
}
