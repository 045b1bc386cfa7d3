package io.countersign.benchmarks.measure;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What the command line says, over the defaults. */
record Options(Map<Option, String> values, boolean quick) {

    /** What can be set, with its default and its value for a smoke run ({@code --quick}), which measures nothing. */
    enum Option {
        RUNS("5", "2", "runs of each server"),
        WARM_UP("60s", "4s", "load on each server before its first run"),
        LEAD_IN("3s", "1s", "load before each run that is not counted"),
        DURATION("20s", "3s", "what is counted of each run"),
        CONNECTIONS("64", "16", "connections; one request at a time on each"),
        RATE("500", "200", "requests per second of fixed-rate and soak, events per second of processor's steady rate"),
        STARTS("7", "2", "starts of each server in start-up"),
        SOAK("10m", "6s", "length of the soak of each server"),
        INTERVAL("5s", "1s", "length of the slices that progress tells of"),
        RESOURCES("100000", "1000", "resources under way at once"),
        EVENTS("1000000", "6000", "events that the processor catches up with, from nothing and again with its state"),
        LEDGER("0", "0", "events of each resource in processor; 0 for as many as the examples show, 1 to 6"),
        STEADY("30s", "3s", "length of the processor's run at the steady rate"),
        DUPLICATES("0.05", "0.05", "share of webhooks that are sent again"),
        HEAP("512m", "512m", "largest heap of each server"),
        FLOOR_JVM("", "", "more options of the floor's JVM"),
        INGRESS_JVM("", "", "more options of the ingress's JVM"),
        INGRESS_JAR("", "", "what is started as the ingress; the executable jar of the build unless told"),
        BEFORE_JAR("", "", "an ingress to compare with in the same run, such as that of the commit before"),
        BEFORE_JVM("", "", "more options of its JVM"),
        TRAINED("", "", "in start-up: a folder for an ingress that has had a training run; it takes its turns too"),
        PROCESSOR_JVM("", "", "more options of the processor's JVM"),
        PROCESSOR_HEAP("1g", "512m", "largest heap of the processor"),
        WORK("", "", "folder for the brokers' data; a temporary one unless told"),
        RESULTS("benchmarks/results", "benchmarks/target/quick-results", "folder for the results");

        private final String usual;
        private final String quick;
        private final String meaning;

        Option(String usual, String quick, String meaning) {
            this.usual = usual;
            this.quick = quick;
            this.meaning = meaning;
        }

        String word() {
            return "--" + name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
        }
    }

    static Options parse(List<String> arguments) {
        Map<Option, String> values = new HashMap<>();
        boolean quick = false;
        for (int i = 0; i < arguments.size(); i++) {
            String word = arguments.get(i);
            if (word.equals("--quick")) {
                quick = true;
                continue;
            }
            Option option = Stream.of(Option.values())
                    .filter(candidate -> candidate.word().equals(word))
                    .findFirst()
                    .orElseThrow(() -> new IllegalArgumentException("there is no option " + word));
            if (++i == arguments.size()) {
                throw new IllegalArgumentException(word + " needs a value");
            }
            values.put(option, arguments.get(i));
        }
        return new Options(Map.copyOf(values), quick);
    }

    static String help() {
        return Stream.of(Option.values())
                .map(option -> "  %-18s %s%s"
                        .formatted(
                                option.word(), option.meaning, option.usual.isEmpty() ? "" : " (" + option.usual + ")"))
                .collect(Collectors.joining(
                        "\n", "  --quick            everything small: shows that it runs, measures nothing\n", "\n"));
    }

    String text(Option option) {
        return values.getOrDefault(option, quick ? option.quick : option.usual);
    }

    int number(Option option) {
        return Integer.parseInt(text(option));
    }

    double decimal(Option option) {
        return Double.parseDouble(text(option));
    }

    /** Such as {@code 90s}, {@code 10m} or {@code 500ms}. */
    Duration duration(Option option) {
        String text = text(option);
        if (text.endsWith("ms")) {
            return Duration.ofMillis(Long.parseLong(text.substring(0, text.length() - 2)));
        }
        return Duration.parse("PT" + text);
    }

    Path path(Option option) {
        return Path.of(text(option)).toAbsolutePath();
    }

    List<String> words(Option option) {
        return Arrays.stream(text(option).split(" ", -1))
                .filter(word -> !word.isEmpty())
                .toList();
    }
}
