package io.countersign.benchmarks.load;

import java.time.Duration;
import java.util.Map;

/**
 * One run of the load generator.
 *
 * @param name what progress calls it
 * @param port of 127.0.0.1
 * @param connections kept open; each has one request under way at a time
 * @param perSecond requests per second, sent when their time has come whether or not others have been answered (open
 *     loop); 0 for as many as are answered (closed loop)
 * @param leadIn how long to send before anything is counted
 * @param duration how long to count
 * @param interval length of the slices that are told one by one
 * @param processes whose use of the machine is taken at the beginning and the end of what is counted: id by name
 */
public record Load(
        String name,
        int port,
        int connections,
        double perSecond,
        Duration leadIn,
        Duration duration,
        Duration interval,
        Map<String, Long> processes) {

    public Load {
        if (connections < 1) {
            throw new IllegalArgumentException("connections must be at least 1, not " + connections);
        }
        if (!(perSecond >= 0)) {
            throw new IllegalArgumentException("perSecond must not be negative, but is " + perSecond);
        }
        if (duration.isNegative() || duration.isZero() || interval.isNegative() || interval.isZero()) {
            throw new IllegalArgumentException(
                    "duration and interval must be positive, not " + duration + ", " + interval);
        }
        processes = Map.copyOf(processes);
    }

    boolean isOpen() {
        return perSecond > 0;
    }
}
