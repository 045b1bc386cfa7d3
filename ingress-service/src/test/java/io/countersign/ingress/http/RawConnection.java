package io.countersign.ingress.http;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A client that writes what it likes, and reads answers one by one. One character is one byte. */
final class RawConnection implements AutoCloseable {

    private static final int LONGEST_WAIT_MILLIS = 30_000;

    private final Socket socket;
    private final InputStream in;
    private final OutputStream out;

    /** An answer as it came. */
    record RawAnswer(int status, String head, String body) {

        /** The value of a header field, or an empty text. */
        String header(String name) {
            for (String line : head.split("\r\n")) {
                if (line.toLowerCase(Locale.ROOT).startsWith(name + ": ")) {
                    return line.substring(name.length() + 2);
                }
            }
            return "";
        }
    }

    RawConnection(int port) throws IOException {
        socket = new Socket("127.0.0.1", port);
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(LONGEST_WAIT_MILLIS);
        in = socket.getInputStream();
        out = socket.getOutputStream();
    }

    void send(String bytes) throws IOException {
        send(bytes.getBytes(StandardCharsets.ISO_8859_1));
    }

    void send(byte[] bytes) throws IOException {
        out.write(bytes);
        out.flush();
    }

    /** Says that no more will be sent. */
    void end() throws IOException {
        socket.shutdownOutput();
    }

    /** Whether the other side neither closes nor answers for so long. Takes a byte of what it answers. */
    boolean isSilentFor(int millis) throws IOException {
        socket.setSoTimeout(millis);
        try {
            in.read();
            return false;
        } catch (SocketTimeoutException e) {
            return true;
        } finally {
            socket.setSoTimeout(LONGEST_WAIT_MILLIS);
        }
    }

    /** The next answer. */
    RawAnswer answer() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        while (!bytes.toString(StandardCharsets.ISO_8859_1).endsWith("\r\n\r\n")) {
            int next = in.read();
            if (next < 0) {
                throw new EOFException("the connection ended within an answer: " + bytes);
            }
            bytes.write(next);
        }
        String head = bytes.toString(StandardCharsets.ISO_8859_1);
        RawAnswer answer = new RawAnswer(Integer.parseInt(head.substring(9, 12)), head, "");
        String length = answer.header("content-length");
        byte[] body = in.readNBytes(length.isEmpty() ? 0 : Integer.parseInt(length));
        return new RawAnswer(answer.status(), head, new String(body, StandardCharsets.UTF_8));
    }

    /** All answers until the other side closes. */
    List<RawAnswer> answers() throws IOException {
        byte[] all;
        try {
            all = in.readAllBytes();
        } catch (SocketTimeoutException e) {
            throw new AssertionError("the connection was not closed", e);
        }
        return answers(new String(all, StandardCharsets.ISO_8859_1));
    }

    private static List<RawAnswer> answers(String all) {
        List<RawAnswer> answers = new ArrayList<>();
        int at = 0;
        while (at < all.length()) {
            int end = all.indexOf("\r\n\r\n", at) + 4;
            if (!all.startsWith("HTTP/1.1 ", at) || end < 4) {
                throw new AssertionError("no answer: " + all.substring(at));
            }
            String head = all.substring(at, end);
            RawAnswer answer = new RawAnswer(Integer.parseInt(head.substring(9, 12)), head, "");
            String length = answer.header("content-length");
            at = end + (length.isEmpty() ? 0 : Integer.parseInt(length));
            answers.add(new RawAnswer(answer.status(), head, all.substring(end, Math.min(at, all.length()))));
        }
        return answers;
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
