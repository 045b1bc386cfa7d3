package io.countersign.benchmarks.measure;

import java.time.LocalTime;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;

/** What a benchmark is doing, on standard error, so that nobody waits in the dark. */
final class Progress {

    private Progress() {}

    static void say(String line) {
        System.err.println(LocalTime.now(ZoneId.systemDefault()).truncatedTo(ChronoUnit.SECONDS) + "  " + line);
    }
}
