package io.countersign.benchmarks.measure;

import io.countersign.benchmarks.load.LoadResult;
import io.countersign.benchmarks.load.LoadResult.Interval;
import io.countersign.benchmarks.load.Secrets;
import io.countersign.benchmarks.load.Webhooks;
import io.countersign.benchmarks.measure.Options.Option;
import io.countersign.benchmarks.report.Figure;
import io.countersign.benchmarks.report.Results;
import io.countersign.benchmarks.report.Section;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;

/** The macro benchmarks, by their names on the command line. Run from the root of a clone that has been built. */
public final class MacroBenchmark {

    private static final double KIB_IN_MIB = 1024;
    private static final double NANOS = 1e9;

    private final Options options;
    private final Path folder;

    private MacroBenchmark(Options options, Path folder) {
        this.options = options;
        this.folder = folder;
    }

    /** Takes the benchmark's name and its options. */
    public static void main(String[] arguments) throws IOException {
        List<String> words = Arrays.asList(arguments);
        if (words.isEmpty() || words.contains("--help")) {
            System.out.println("saturation | fixed-rate | start-up | processor | soak | all, and:\n" + Options.help());
            return;
        }
        Options options;
        List<String> names;
        try {
            options = Options.parse(words.subList(1, words.size()));
            names = names(words.get(0));
        } catch (IllegalArgumentException e) {
            System.err.println(e.getMessage() + "; see --help");
            System.exit(2);
            return;
        }
        Results results = new Results(options.path(Option.RESULTS));
        for (String name : names) {
            Path folder = options.text(Option.WORK).isEmpty()
                    ? Files.createTempDirectory("countersign-benchmark-")
                    : Files.createDirectories(options.path(Option.WORK).resolve(name));
            Progress.say("Logs and data of " + name + " are in " + folder + ".");
            System.out.println(results.put(new MacroBenchmark(options, folder).run(name)));
            delete(folder); // only what went well: the logs of a failure are wanted
        }
        Progress.say("Results are in " + options.path(Option.RESULTS) + ".");
    }

    private static List<String> names(String word) {
        List<String> all = List.of("saturation", "fixed-rate", "start-up", "processor", "soak");
        if (word.equals("all")) {
            return all;
        }
        if (!all.contains(word)) {
            throw new IllegalArgumentException("there is no benchmark " + word);
        }
        return List.of(word);
    }

    private Section run(String name) {
        return switch (name) {
            case "saturation" -> saturation();
            case "fixed-rate" -> fixedRate();
            case "start-up" -> startUp();
            case "soak" -> soak();
            case "processor" -> new ProcessorBenchmark(options, folder).run();
            default -> throw new IllegalArgumentException("there is no benchmark " + name);
        };
    }

    private Section saturation() {
        try (Session session = new Session(options, folder, true)) {
            Map<String, List<LoadResult>> results = runs(session, session::saturate);
            return section(
                    "saturation",
                    "As many webhooks as the server acknowledges",
                    settings(
                            Option.RUNS,
                            Option.DURATION,
                            Option.WARM_UP,
                            Option.CONNECTIONS,
                            Option.RESOURCES,
                            Option.DUPLICATES,
                            Option.HEAP,
                            Option.FLOOR_JVM,
                            Option.INGRESS_JVM,
                            Option.BEFORE_JVM),
                    List.copyOf(results.keySet()),
                    figures(results),
                    session.remarks());
        }
    }

    private Section fixedRate() {
        Duration duration = options.duration(Option.DURATION);
        try (Session session = new Session(options, folder, true)) {
            Map<String, List<LoadResult>> results =
                    runs(session, (server, run) -> session.atFixedRate(server, duration, run));
            return section(
                    "fixed-rate",
                    "A steady rate, latency from the time at which each webhook was to be sent",
                    settings(
                            Option.RATE,
                            Option.RUNS,
                            Option.DURATION,
                            Option.WARM_UP,
                            Option.CONNECTIONS,
                            Option.DUPLICATES,
                            Option.HEAP,
                            Option.FLOOR_JVM,
                            Option.INGRESS_JVM,
                            Option.BEFORE_JVM),
                    List.copyOf(results.keySet()),
                    figures(results),
                    session.remarks());
        }
    }

    /** Measures a server once. */
    @FunctionalInterface
    private interface Measurement {
        LoadResult of(Server server, int run);
    }

    /** The servers in turn, so that what the machine does meanwhile hits both. */
    private Map<String, List<LoadResult>> runs(Session session, Measurement measurement) {
        session.warmUp();
        Map<String, List<LoadResult>> results = new LinkedHashMap<>();
        for (int run = 1; run <= options.number(Option.RUNS); run++) {
            for (Server server : session.servers()) {
                results.computeIfAbsent(server.name(), name -> new ArrayList<>())
                        .add(measurement.of(server, run));
            }
        }
        return results;
    }

    private static List<Figure> figures(Map<String, List<LoadResult>> results) {
        List<Figure> figures = new ArrayList<>(List.of(
                figure("acknowledged", "per second", results, LoadResult::rate),
                figure("p50", "ms", results, result -> result.latency().p50()),
                figure("p99", "ms", results, result -> result.latency().p99()),
                figure("p99.9", "ms", results, result -> result.latency().p999())));
        figures.add(perServer("CPU of the server per 1,000", "ms", results, LoadResult::cpuMillisPerThousand));
        for (String other : List.of("broker", "generator")) {
            figures.add(figure(
                    "CPU of the " + other + " per 1,000", "ms", results, result -> result.cpuMillisPerThousand(other)));
        }
        figures.add(perServer("memory of the server", "MiB", results, MacroBenchmark::residentMib));
        return figures;
    }

    private static double residentMib(LoadResult result, String process) {
        LoadResult.Use use = result.processes().get(process);
        return use == null ? -1 : use.residentKib() / KIB_IN_MIB;
    }

    private static Figure figure(
            String name, String unit, Map<String, List<LoadResult>> results, ToDoubleFunction<LoadResult> value) {
        return perServer(name, unit, results, (result, server) -> value.applyAsDouble(result));
    }

    /** Reads a figure of one server out of a result. */
    @FunctionalInterface
    private interface Reading {
        double of(LoadResult result, String server);
    }

    private static Figure perServer(String name, String unit, Map<String, List<LoadResult>> results, Reading reading) {
        Map<String, List<Double>> values = new LinkedHashMap<>();
        results.forEach((server, runs) -> values.put(
                server, runs.stream().map(run -> reading.of(run, server)).toList()));
        return new Figure(name, unit, values);
    }

    private Section startUp() {
        Secrets secrets = Secrets.random();
        Webhooks webhooks = new Webhooks(secrets, System.nanoTime(), 1, 0);
        Map<String, List<Double>> seconds = new LinkedHashMap<>();
        try (Platform platform = Platform.start(folder, false)) {
            List<Server> servers = new ArrayList<>(Server.compared(platform, secrets, options));
            if (!options.text(Option.TRAINED).isEmpty()) {
                servers.add(Server.trained(platform, secrets, options));
            }
            // The first start of each is not counted: it reads jars from the disk, and registers the schemas.
            for (int run = 0; run <= options.number(Option.STARTS); run++) {
                for (Server server : servers) {
                    long begin = System.nanoTime();
                    try (Child child = server.start(folder)) {
                        double taken = (FirstAnswer.await(server, child, webhooks) - begin) / NANOS;
                        Progress.say("%s, start %d: %.2f s".formatted(server.name(), run, taken));
                        if (run > 0) {
                            seconds.computeIfAbsent(server.name(), name -> new ArrayList<>())
                                    .add(taken);
                        }
                    }
                }
            }
            return section(
                    "start-up",
                    "From the start of the process to the first acknowledged webhook",
                    settings(
                            Option.STARTS,
                            Option.HEAP,
                            Option.FLOOR_JVM,
                            Option.INGRESS_JVM,
                            Option.INGRESS_JAR,
                            Option.BEFORE_JVM,
                            Option.BEFORE_JAR,
                            Option.TRAINED),
                    List.copyOf(seconds.keySet()),
                    List.of(new Figure("first acknowledged webhook", "s", seconds)),
                    List.of());
        }
    }

    private Section soak() {
        try (Session session = new Session(options, folder, false)) {
            session.warmUp();
            Server ingress = session.servers().get(0);
            List<Interval> slices = session.atFixedRate(ingress, options.duration(Option.SOAK), 1)
                    .intervals();
            List<Figure> figures = new ArrayList<>();
            Map<String, List<Interval>> parts = new LinkedHashMap<>();
            parts.put("first quarter", firstQuarter(slices));
            parts.put("last quarter", lastQuarter(slices));
            parts.put("whole", slices);
            figures.add(slices("acknowledged", "per second", parts, Interval::rate));
            figures.add(slices("p50 of a slice", "ms", parts, Interval::p50));
            figures.add(slices("p99 of a slice", "ms", parts, Interval::p99));
            figures.add(slices("longest of a slice", "ms", parts, Interval::max));
            figures.add(slices(
                    "memory of the ingress",
                    "MiB",
                    parts,
                    slice -> slice.residentKib().getOrDefault(ingress.name(), -1L) / KIB_IN_MIB));
            return section(
                    "soak",
                    "Memory and latency of the ingress over time",
                    settings(Option.SOAK, Option.RATE, Option.INTERVAL, Option.HEAP),
                    List.copyOf(parts.keySet()),
                    figures,
                    session.remarks());
        }
    }

    /** The first of four parts in time; like the last where nothing changes over time. */
    static <T> List<T> firstQuarter(List<T> slices) {
        return slices.subList(0, Math.max(1, slices.size() / 4));
    }

    static <T> List<T> lastQuarter(List<T> slices) {
        return slices.subList(slices.size() - Math.max(1, slices.size() / 4), slices.size());
    }

    private static Figure slices(
            String name, String unit, Map<String, List<Interval>> parts, ToDoubleFunction<Interval> value) {
        Map<String, List<Double>> values = new LinkedHashMap<>();
        parts.forEach((part, slices) ->
                values.put(part, slices.stream().mapToDouble(value).boxed().toList()));
        return new Figure(name, unit, values);
    }

    private Map<String, String> settings(Option... named) {
        return settings(options, named);
    }

    static Map<String, String> settings(Options options, Option... named) {
        Map<String, String> settings = new LinkedHashMap<>();
        if (options.quick()) {
            settings.put("quick", "(a smoke run: the figures mean nothing)");
        }
        for (Option option : named) {
            if (!options.text(option).isEmpty()) {
                settings.put(option.word().substring(2), options.text(option));
            }
        }
        return settings;
    }

    static Section section(
            String name,
            String title,
            Map<String, String> settings,
            List<String> subjects,
            List<Figure> figures,
            List<String> remarks) {
        return new Section(
                name,
                title,
                Instant.now().truncatedTo(ChronoUnit.SECONDS).toString(),
                commit(),
                Machine.described(),
                settings,
                subjects,
                figures,
                remarks);
    }

    private static String commit() {
        try {
            Process git = new ProcessBuilder("git", "describe", "--always", "--dirty")
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            return new String(git.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        } catch (IOException e) {
            return "";
        }
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
