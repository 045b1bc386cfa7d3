package io.countersign.benchmarks.measure;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** What was measured on, as far as it bears on the figures. */
final class Machine {

    private Machine() {}

    static Map<String, String> described() {
        Map<String, String> described = new LinkedHashMap<>();
        described.put("cores", Integer.toString(Runtime.getRuntime().availableProcessors()));
        described.put("processor", field("/proc/cpuinfo", "model name"));
        described.put("memory", field("/proc/meminfo", "MemTotal"));
        described.put("Java", System.getProperty("java.vm.name") + ' ' + System.getProperty("java.vm.version"));
        described.put(
                "system",
                System.getProperty("os.name")
                        + ' '
                        + System.getProperty("os.version")
                        + ' '
                        + System.getProperty("os.arch"));
        return described;
    }

    private static String field(String file, String name) {
        try {
            return Files.readAllLines(Path.of(file)).stream()
                    .filter(line -> line.startsWith(name))
                    .map(line -> line.substring(line.indexOf(':') + 1).strip())
                    .findFirst()
                    .orElse("unknown");
        } catch (IOException e) {
            return "unknown";
        }
    }
}
