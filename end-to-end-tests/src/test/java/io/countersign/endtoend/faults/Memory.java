package io.countersign.endtoend.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.quickstart.stack.LocalService;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** The memory of one process as the operating system counts it. Not on Windows. */
final class Memory {

    /** A heap of 320 MiB, and what a JVM with Netty and a Kafka client has beside its heap. */
    private static final long BOUND_MEBIBYTES = 640;

    private final long pid;
    private long most;

    private Memory(long pid) {
        this.pid = pid;
    }

    static Memory of(LocalService service) {
        return new Memory(service.process().process().pid());
    }

    /** Looks, and remembers the most. */
    void look() throws IOException {
        Process ps = new ProcessBuilder("ps", "-o", "rss=", "-p", Long.toString(pid)).start();
        String kibibytes = new String(ps.getInputStream().readAllBytes(), StandardCharsets.US_ASCII).strip();
        most = Math.max(most, Long.parseLong(kibibytes) / 1024);
    }

    /** The most that was seen, in MiB. */
    long most() {
        return most;
    }

    void assertThatItIsBounded() {
        assertThat(most).as("memory in MiB").isPositive().isLessThan(BOUND_MEBIBYTES);
    }
}
