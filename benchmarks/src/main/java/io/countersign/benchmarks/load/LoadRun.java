package io.countersign.benchmarks.load;

import io.countersign.benchmarks.load.LoadResult.Interval;
import io.countersign.benchmarks.load.LoadResult.Latency;
import io.countersign.benchmarks.load.LoadResult.Whole;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/**
 * One run, on one thread that does all: makes requests, sends them, reads answers, takes the time. So it takes no more of
 * the machine than it must, and says how much that was.
 */
final class LoadRun {

    private static final long MILLI = 1_000_000;
    private static final long LONGEST_WAIT_MILLIS = 50;
    private static final long DRAIN_NANOS = 10_000 * MILLI;
    private static final long NAP_NANOS = 50_000;
    private static final long HIGHEST_MICROS = 120_000_000;

    private static final long MOST_BROKEN = 10_000;

    /** Where the run is. */
    private enum Phase {
        LEAD_IN,
        COUNTING,
        DRAINING
    }

    private final Load load;
    private final Webhooks webhooks;
    private final Consumer<String> progress;

    private final Selector selector;
    private final List<Connection> connections = new ArrayList<>();
    private final Deque<Connection> idle = new ArrayDeque<>();
    private int underWay;

    private final long begin;
    private final long countFrom;
    private final long countTo;
    private Phase phase = Phase.LEAD_IN;
    private long countedFrom;
    private long countedTo;
    private Map<String, Duration> cpuBefore = Map.of();
    private Map<String, LoadResult.Use> used = Map.of();

    /** Requests that open loop has sent, or is late with. */
    private long scheduled;

    private final Histogram latency = new Histogram(HIGHEST_MICROS, 3);
    private final Map<Integer, Long> answers = new TreeMap<>();
    private final Map<Integer, Long> allAnswers = new TreeMap<>();
    private long sent;
    private long duplicates;
    private long broken;

    private final Histogram slice = new Histogram(HIGHEST_MICROS, 3);
    private final List<Interval> slices = new ArrayList<>();
    private long sliceBegin;

    private LoadRun(Load load, Webhooks webhooks, Consumer<String> progress) throws IOException {
        this.load = load;
        this.webhooks = webhooks;
        this.progress = progress;
        this.selector = Selector.open();
        try {
            for (int i = 0; i < load.connections(); i++) {
                Connection connection = new Connection();
                connection.open();
                connections.add(connection);
                idle.add(connection);
            }
        } catch (IOException e) {
            close();
            throw e;
        }
        begin = System.nanoTime();
        sliceBegin = begin;
        countFrom = begin + load.leadIn().toNanos();
        countTo = countFrom + load.duration().toNanos();
    }

    /**
     * Sends the load and says what came of it. Takes lead-in and duration, and at most ten seconds more.
     *
     * @throws IOException where the server cannot be reached
     */
    static LoadResult of(Load load, Webhooks webhooks, Consumer<String> progress) throws IOException {
        LoadRun run = new LoadRun(load, webhooks, progress);
        try {
            return run.run();
        } finally {
            run.close();
        }
    }

    private LoadResult run() throws IOException {
        webhooks.forget();
        Consumer<SelectionKey> ready = key -> ((Connection) key.attachment()).proceed(key);
        while (true) {
            long now = System.nanoTime();
            if (phase == Phase.LEAD_IN && now >= countFrom) {
                phase = Phase.COUNTING;
                countedFrom = now;
                cpuBefore = ProcessUse.cpu(load.processes());
            } else if (phase == Phase.COUNTING && now >= countTo) {
                phase = Phase.DRAINING;
                countedTo = now;
                used = ProcessUse.since(cpuBefore, load.processes());
            }
            if (now - sliceBegin >= load.interval().toNanos()) {
                endSlice(now);
            }
            if (phase == Phase.DRAINING && ((underWay == 0 && !isBehind()) || now >= countTo + DRAIN_NANOS)) {
                return result();
            }
            if (broken > MOST_BROKEN) {
                throw new IOException(load.name() + " hangs up on requests");
            }
            send(now);
            await(ready);
        }
    }

    private void send(long now) {
        if (load.isOpen()) {
            while (!idle.isEmpty() && isDue(now)) {
                idle.pop().send(nextDue());
                scheduled++;
            }
        } else if (phase != Phase.DRAINING) {
            while (!idle.isEmpty()) {
                idle.pop().send(System.nanoTime());
            }
        }
    }

    /** When the next request is to be sent. */
    private long nextDue() {
        return begin + (long) (scheduled * (1e9 / load.perSecond()));
    }

    private boolean isDue(long now) {
        return nextDue() <= now && nextDue() < countTo;
    }

    /** Whether requests that were to be sent wait for a connection. */
    private boolean isBehind() {
        return load.isOpen() && isDue(System.nanoTime());
    }

    private void await(Consumer<SelectionKey> ready) throws IOException {
        if (!load.isOpen()) {
            selector.select(ready, LONGEST_WAIT_MILLIS);
            return;
        }
        if (idle.isEmpty() || nextDue() >= countTo) {
            selector.select(ready, 1);
            return;
        }
        long wait = nextDue() - System.nanoTime();
        if (wait >= 2 * MILLI) {
            selector.select(ready, wait / MILLI - 1); // waits in whole milliseconds, and likes to be late
        } else if (selector.selectNow(ready) == 0 && wait > 0) {
            LockSupport.parkNanos(Math.min(wait, NAP_NANOS));
        }
    }

    private void answered(int status, long since, boolean counts) {
        allAnswers.merge(status, 1L, Long::sum);
        if (phase == Phase.COUNTING) {
            answers.merge(status, 1L, Long::sum);
        }
        if (status / 100 == 2) {
            long micros = microsSince(since);
            slice.recordValue(micros);
            // Closed loop counts what was answered in the time, open loop what was to be sent in it.
            if (load.isOpen() ? counts : phase == Phase.COUNTING) {
                latency.recordValue(micros);
            }
        }
    }

    private static long microsSince(long nanos) {
        return Math.min(HIGHEST_MICROS, (System.nanoTime() - nanos) / 1000);
    }

    private void endSlice(long now) {
        double seconds = (now - sliceBegin) / 1e9;
        Interval ended = new Interval(
                (now - begin) / 1e9,
                slice.getTotalCount() / seconds,
                slice.getValueAtPercentile(50) / 1000.0,
                slice.getValueAtPercentile(99) / 1000.0,
                slice.getMaxValue() / 1000.0,
                ProcessUse.resident(load.processes()));
        slices.add(ended);
        progress.accept("%s  %3.0f of %d s  %,8.0f/s  p50 %.2f ms  p99 %.2f ms%s"
                .formatted(
                        load.name(),
                        ended.atSeconds(),
                        load.leadIn().plus(load.duration()).toSeconds(),
                        ended.rate(),
                        ended.p50(),
                        ended.p99(),
                        phase == Phase.LEAD_IN ? "  (not counted)" : ""));
        slice.reset();
        sliceBegin = now;
    }

    private LoadResult result() {
        long unanswered = underWay;
        if (load.isOpen()) {
            // Whoever still waits has waited at least until now; to leave them out would flatter.
            connections.stream()
                    .filter(connection -> connection.busy && connection.counts)
                    .forEach(connection -> latency.recordValue(microsSince(connection.since)));
            while (isBehind()) {
                latency.recordValue(microsSince(nextDue()));
                scheduled++;
                unanswered++;
            }
        }
        return new LoadResult(
                (countedTo - countedFrom) / 1e9,
                acknowledged(answers),
                answers,
                Latency.of(latency),
                used,
                List.copyOf(slices),
                new Whole(sent, acknowledged(allAnswers), duplicates, allAnswers, broken, unanswered));
    }

    private static long acknowledged(Map<Integer, Long> byStatus) {
        return byStatus.entrySet().stream()
                .filter(entry -> entry.getKey() / 100 == 2)
                .mapToLong(Map.Entry::getValue)
                .sum();
    }

    private void close() throws IOException {
        for (Connection connection : connections) {
            connection.close();
        }
        selector.close();
    }

    private final class Connection {

        private final ByteBuffer out = ByteBuffer.allocateDirect(16 * 1024);
        private final ByteBuffer in = ByteBuffer.allocateDirect(16 * 1024);
        private final ResponseReader reader = new ResponseReader();
        private @Nullable SocketChannel channel;
        private long since;
        private boolean counts;
        private boolean busy;

        void open() throws IOException {
            SocketChannel opened =
                    SocketChannel.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), load.port()));
            opened.setOption(StandardSocketOptions.TCP_NODELAY, true);
            opened.configureBlocking(false);
            opened.register(selector, SelectionKey.OP_READ, this);
            channel = opened;
        }

        /** Sends the next webhook, whose time began at {@code from}. */
        void send(long from) {
            webhooks.next();
            out.clear().put(webhooks.request(), 0, webhooks.length()).flip();
            since = from;
            counts = from - countFrom >= 0 && from - countTo < 0;
            busy = true;
            underWay++;
            sent++;
            if (webhooks.isDuplicate()) {
                duplicates++;
            }
            SocketChannel current = channel;
            try {
                if (current == null) {
                    throw new IOException("not open");
                }
                write(current);
            } catch (IOException e) {
                breakDown();
            }
        }

        private void write(SocketChannel current) throws IOException {
            current.write(out);
            current.keyFor(selector)
                    .interestOps(
                            out.hasRemaining() ? SelectionKey.OP_READ | SelectionKey.OP_WRITE : SelectionKey.OP_READ);
        }

        void proceed(SelectionKey key) {
            SocketChannel current = channel;
            if (current == null || key.channel() != current) {
                return;
            }
            try {
                if (key.isWritable()) {
                    write(current);
                }
                if (!key.isReadable()) {
                    return;
                }
                int count = current.read(in.clear());
                if (count < 0) {
                    breakDown();
                } else if (reader.take(in.flip())) {
                    answered(reader.status(), since, counts);
                    boolean closing = reader.isClosing();
                    finish();
                    if (closing) {
                        reopen();
                    }
                    idle.add(this);
                }
            } catch (IOException e) {
                breakDown();
            }
        }

        private void finish() {
            reader.reset();
            busy = false;
            underWay--;
        }

        /** The server has hung up. With no request under way that is its right. */
        private void breakDown() {
            if (busy) {
                broken++;
                finish();
                idle.add(this);
            }
            reopen();
        }

        private void reopen() {
            try {
                close();
                open();
            } catch (IOException e) {
                // Broken again at the next attempt, and counted there.
                channel = null;
            }
        }

        void close() throws IOException {
            SocketChannel current = channel;
            if (current != null) {
                current.close();
            }
        }
    }
}
