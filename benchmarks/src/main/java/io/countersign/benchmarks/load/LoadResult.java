package io.countersign.benchmarks.load;

import java.util.List;
import java.util.Map;
import org.HdrHistogram.Histogram;

/**
 * What a run has shown.
 *
 * @param seconds how long was counted
 * @param acknowledged answers of 2xx while it was counted
 * @param answers answers by status while it was counted
 * @param latency of the acknowledged. Closed loop: from sending to the whole answer. Open loop: from when the request was
 *     to be sent, so that a server which stalls is charged for all who would have come meanwhile
 * @param processes use of the machine while it was counted, by process
 * @param intervals slices, the lead-in included
 * @param whole everything from the first request to the last answer
 */
public record LoadResult(
        double seconds,
        long acknowledged,
        Map<Integer, Long> answers,
        Latency latency,
        Map<String, Use> processes,
        List<Interval> intervals,
        Whole whole) {

    /** Acknowledged requests per second. */
    public double rate() {
        return acknowledged / seconds;
    }

    /** CPU time of a process for a thousand acknowledged requests, in milliseconds. */
    public double cpuMillisPerThousand(String process) {
        Use use = processes.get(process);
        if (use == null) {
            throw new IllegalArgumentException("nothing is known of " + process);
        }
        return use.cpuMillis() * 1000.0 / Math.max(1, acknowledged);
    }

    /** Milliseconds. */
    public record Latency(double p50, double p90, double p99, double p999, double max, double mean) {

        private static final double MICROS = 1000;

        /** Of what was recorded in microseconds. */
        public static Latency of(Histogram micros) {
            return new Latency(
                    micros.getValueAtPercentile(50) / MICROS,
                    micros.getValueAtPercentile(90) / MICROS,
                    micros.getValueAtPercentile(99) / MICROS,
                    micros.getValueAtPercentile(99.9) / MICROS,
                    micros.getMaxValue() / MICROS,
                    micros.getMean() / MICROS);
        }
    }

    /**
     * What a process used.
     *
     * @param cpuMillis user and system time
     * @param residentKib memory at the end; -1 where the system does not tell
     * @param peakResidentKib most memory so far; -1 where the system does not tell
     */
    public record Use(long cpuMillis, long residentKib, long peakResidentKib) {}

    /** A slice: when it ended, in seconds from the first request, and what it showed. Memory by process. */
    public record Interval(
            double atSeconds, double rate, double p50, double p99, double max, Map<String, Long> residentKib) {}

    /**
     * The run as a whole, lead-in and drain included.
     *
     * @param sent requests
     * @param acknowledged answers of 2xx
     * @param duplicates of the requests sent, those that had been sent before
     * @param answers answers by status
     * @param broken connections that ended with a request under way; each was opened again
     * @param unanswered requests without an answer when the run was over
     */
    public record Whole(
            long sent, long acknowledged, long duplicates, Map<Integer, Long> answers, long broken, long unanswered) {}
}
