package io.countersign.benchmarks.measure;

import io.countersign.benchmarks.load.Webhooks;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/** Sends webhooks to a server that is starting until one of them is acknowledged. */
final class FirstAnswer {

    private static final Duration TIMEOUT = Duration.ofMinutes(2);
    private static final Duration PAUSE = Duration.ofMillis(5);
    private static final int SOCKET_TIMEOUT_MILLIS = 10_000;

    private FirstAnswer() {}

    /**
     * Returns when it was acknowledged, by {@link System#nanoTime()}.
     *
     * @throws IllegalStateException where the server ends, refuses, or takes too long
     */
    static long await(Server server, Child child, Webhooks webhooks) {
        long deadline = System.nanoTime() + TIMEOUT.toNanos();
        while (System.nanoTime() < deadline) {
            if (!child.isAlive()) {
                throw new IllegalStateException("the " + server.name() + " has ended; see its log");
            }
            int status = attempt(server.port(), webhooks);
            if (status / 100 == 2) {
                return System.nanoTime();
            }
            if (status / 100 == 4) {
                throw new IllegalStateException("the " + server.name() + " answers " + status);
            }
            LockSupport.parkNanos(PAUSE.toNanos());
        }
        throw new IllegalStateException("the " + server.name() + " acknowledges nothing within " + TIMEOUT);
    }

    /** The status, or 0 where nobody listens. */
    private static int attempt(int port, Webhooks webhooks) {
        try (Socket socket = new Socket()) {
            socket.setSoTimeout(SOCKET_TIMEOUT_MILLIS);
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), SOCKET_TIMEOUT_MILLIS);
            webhooks.next();
            socket.getOutputStream().write(webhooks.request(), 0, webhooks.length());
            InputStream in = socket.getInputStream();
            ByteArrayOutputStream line = new ByteArrayOutputStream();
            for (int read = in.read(); read >= 0 && read != '\r'; read = in.read()) {
                line.write(read);
            }
            String[] words = line.toString(StandardCharsets.ISO_8859_1).split(" ", -1);
            return words.length < 2 ? 0 : Integer.parseInt(words[1]);
        } catch (IOException e) {
            return 0;
        }
    }
}
