package io.countersign.benchmarks.load;

import io.countersign.benchmarks.load.LoadResult.Use;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;

/** What processes use of the machine, as the operating system counts it. */
public final class ProcessUse {

    private ProcessUse() {}

    /**
     * User and system time of a process so far (on Linux from {@code /proc/<pid>/stat}, in steps of 10 ms).
     *
     * @throws IllegalStateException where there is no such process or the system does not tell
     */
    public static Duration cpu(long pid) {
        return ProcessHandle.of(pid)
                .flatMap(process -> process.info().totalCpuDuration())
                .orElseThrow(() -> new IllegalStateException("the CPU time of process " + pid + " is not to be had"));
    }

    /** Memory in use, in KiB ({@code VmRSS}); -1 where the system does not tell. */
    public static long residentKib(long pid) {
        return status(pid, "VmRSS:");
    }

    /** Most memory ever in use, in KiB ({@code VmHWM}); -1 where the system does not tell. */
    public static long peakResidentKib(long pid) {
        return status(pid, "VmHWM:");
    }

    static Map<String, Duration> cpu(Map<String, Long> processes) {
        Map<String, Duration> result = new TreeMap<>();
        processes.forEach((name, pid) -> result.put(name, cpu(pid)));
        return result;
    }

    static Map<String, Use> since(Map<String, Duration> before, Map<String, Long> processes) {
        Map<String, Use> result = new TreeMap<>();
        processes.forEach((name, pid) -> result.put(
                name,
                new Use(
                        cpu(pid).minus(before.getOrDefault(name, Duration.ZERO)).toMillis(),
                        residentKib(pid),
                        peakResidentKib(pid))));
        return result;
    }

    static Map<String, Long> resident(Map<String, Long> processes) {
        Map<String, Long> result = new TreeMap<>();
        processes.forEach((name, pid) -> result.put(name, residentKib(pid)));
        return result;
    }

    private static long status(long pid, String field) {
        try {
            for (String line : Files.readAllLines(Path.of("/proc", Long.toString(pid), "status"))) {
                if (line.startsWith(field)) {
                    return Long.parseLong(line.replaceAll("[^0-9]", ""));
                }
            }
        } catch (IOException e) {
            // Not Linux, or the process is gone.
        }
        return -1;
    }
}
