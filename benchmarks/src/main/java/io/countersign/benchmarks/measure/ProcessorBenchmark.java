package io.countersign.benchmarks.measure;

import io.countersign.benchmarks.load.ProcessUse;
import io.countersign.benchmarks.load.Secrets;
import io.countersign.benchmarks.load.Webhooks;
import io.countersign.benchmarks.measure.Options.Option;
import io.countersign.benchmarks.report.Figure;
import io.countersign.benchmarks.report.Section;
import io.countersign.platform.Ports;
import io.countersign.platform.ReadinessProbe;
import io.countersign.topic.ResourceType;
import io.countersign.topic.Topic;
import io.countersign.topic.TopicCatalogue;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * The processor on full topics: how fast it catches up from nothing and with its state, how long it takes to be ready
 * with and without its folder, and what a resource takes on disk and in the changelog.
 */
final class ProcessorBenchmark {

    private static final String APPLICATION = "countersign-processor";
    private static final String FRESH = "from nothing";
    private static final String AGAIN = "with its state";
    private static final String STEADY = "at a steady rate";
    private static final Duration POLL = Duration.ofMillis(100);
    private static final Duration SAY_EVERY = Duration.ofSeconds(5);

    /** Longest without any progress. */
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    private final Options options;
    private final Path folder;
    private final Path state;
    private final Map<String, Map<String, List<Double>>> values = new LinkedHashMap<>();
    private final Map<String, String> units = new LinkedHashMap<>();

    ProcessorBenchmark(Options options, Path folder) {
        this.options = options;
        this.folder = folder;
        this.state = folder.resolve("processor-state");
    }

    /**
     * Runs it.
     *
     * @throws IllegalStateException where the events that came out are not exactly those that went in once
     */
    Section run() {
        try (Platform platform = Platform.start(folder, true)) {
            int events = options.number(Option.EVENTS);
            Webhooks webhooks = new Webhooks(
                    Secrets.random(),
                    System.nanoTime(),
                    options.number(Option.RESOURCES),
                    options.decimal(Option.DUPLICATES),
                    options.number(Option.LEDGER));
            ReceivedTopics received = new ReceivedTopics(platform);

            long fresh = received.fill(webhooks, events);
            catchUp(platform, FRESH, () -> 0);
            fresh += received.fill(webhooks, events);
            fresh += catchUp(platform, AGAIN, () -> keepUp(platform, received, webhooks));

            requireEachOnce(platform, fresh);
            put("resources", "", AGAIN, (double) webhooks.resourcesBegun());
            put("events per resource", "", AGAIN, fresh / (double) webhooks.resourcesBegun());
            put("state on disk per resource", "bytes", AGAIN, size(state) / (double) webhooks.resourcesBegun());
            put(
                    "changelog per resource, not yet compacted",
                    "bytes",
                    AGAIN,
                    changelogBytes(platform) / (double) webhooks.resourcesBegun());
            put("start to ready", "s", AGAIN, readyAfter(platform, "restart"));
            delete(state);
            put("start to ready", "s", FRESH, readyAfter(platform, "rebuild"));
        }
        List<Figure> figures = new ArrayList<>();
        values.forEach((name, bySubject) -> figures.add(new Figure(name, units.getOrDefault(name, ""), bySubject)));
        return MacroBenchmark.section(
                "processor",
                "The processor on full topics",
                MacroBenchmark.settings(
                        options,
                        Option.EVENTS,
                        Option.RESOURCES,
                        Option.LEDGER,
                        Option.RATE,
                        Option.STEADY,
                        Option.DUPLICATES,
                        Option.PROCESSOR_HEAP,
                        Option.PROCESSOR_JVM),
                List.of(FRESH, AGAIN, STEADY),
                figures,
                List.of(
                        "Start to ready, from nothing: the folder was deleted, and the state rebuilt from the changelog.",
                        "The second half tells of the program, the whole also of its compiler."));
    }

    /** Where the processor is at a moment. */
    private record Mark(long nanos, long events, Duration cpu) {

        double perSecondUntil(Mark later) {
            return (later.events - events) * 1e9 / (later.nanos - nanos);
        }

        double cpuMillisPerThousandUntil(Mark later) {
            return later.cpu.minus(cpu).toNanos() / 1e3 / (later.events - events);
        }
    }

    /** Lets a processor catch up, and then, while it is warm, something else happen, whose answer this gives. */
    private long catchUp(Platform platform, String subject, LongSupplier then) {
        long before = committed(platform);
        long end = platform.records(Platform.receivedTopics());
        long begin = System.nanoTime();
        try (Child child = start(platform, Ports.free())) {
            List<Mark> marks = new ArrayList<>();
            long[] said = {begin};
            await(
                    child,
                    () -> {
                        Mark mark = new Mark(System.nanoTime(), committed(platform), ProcessUse.cpu(child.pid()));
                        long last = marks.isEmpty()
                                ? before
                                : marks.get(marks.size() - 1).events();
                        if (mark.events() > last) {
                            marks.add(mark);
                            if (mark.nanos() - said[0] > SAY_EVERY.toNanos()) {
                                said[0] = mark.nanos();
                                Progress.say("Processor %s: %,d of %,d events."
                                        .formatted(subject, mark.events() - before, end - before));
                            }
                        }
                        return mark.events() >= end;
                    },
                    () -> marks.size());
            Mark first = marks.get(0);
            Mark last = marks.get(marks.size() - 1);
            Mark middle = marks.stream()
                    .filter(mark -> mark.events() - before >= (end - before) / 2)
                    .findFirst()
                    .orElse(last);
            put("start to first commit", "s", subject, (first.nanos() - begin) / 1e9);
            if (marks.size() > 1) {
                put("events", "per second", subject, first.perSecondUntil(last));
                put("CPU per 1,000 events", "ms", subject, first.cpuMillisPerThousandUntil(last));
                put("events per core", "per second", subject, 1e6 / first.cpuMillisPerThousandUntil(last));
            }
            if (middle.events() < last.events()) {
                put("CPU per 1,000 events, second half", "ms", subject, middle.cpuMillisPerThousandUntil(last));
                put("events, second half", "per second", subject, middle.perSecondUntil(last));
                put(
                        "events per core, second half",
                        "per second",
                        subject,
                        1e6 / middle.cpuMillisPerThousandUntil(last));
            }
            put("memory", "MiB", subject, ProcessUse.residentKib(child.pid()) / 1024.0);
            return then.getAsLong();
        }
    }

    /** A steady rate before the processor that has just caught up; returns how many events were new. */
    private long keepUp(Platform platform, ReceivedTopics received, Webhooks webhooks) {
        double perSecond = options.decimal(Option.RATE);
        Progress.say("Processor at %.0f events a second.".formatted(perSecond));
        SteadyRate.Outcome outcome = new SteadyRate(platform, received)
                .run(
                        webhooks,
                        perSecond,
                        options.duration(Option.LEAD_IN),
                        options.duration(Option.STEADY),
                        () -> platform.records(Platform.receivedTopics()) - committed(platform));
        put("received to readable, p50", "ms", STEADY, outcome.latency().p50());
        put("received to readable, p99", "ms", STEADY, outcome.latency().p99());
        put("received to readable, longest", "ms", STEADY, outcome.latency().max());
        put("events behind, first quarter", "", STEADY, MacroBenchmark.firstQuarter(outcome.lags()));
        put("events behind, last quarter", "", STEADY, MacroBenchmark.lastQuarter(outcome.lags()));
        return outcome.fresh();
    }

    /** From the start of the process until it serves all partitions, in seconds. */
    private double readyAfter(Platform platform, String what) {
        int management = Ports.free();
        ReadinessProbe probe =
                ReadinessProbe.http(URI.create("http://127.0.0.1:" + management + "/actuator/health/readiness"));
        long begin = System.nanoTime();
        try (Child child = start(platform, management)) {
            await(child, () -> isReady(probe), () -> 0);
            double seconds = (System.nanoTime() - begin) / 1e9;
            Progress.say("Processor, %s: ready after %.1f s.".formatted(what, seconds));
            return seconds;
        }
    }

    private static boolean isReady(ReadinessProbe probe) {
        try {
            return probe.isReady();
        } catch (Exception e) {
            return false; // it does not listen yet
        }
    }

    private Child start(Platform platform, int management) {
        Map<String, String> environment = new HashMap<>(Server.connections(platform));
        environment.put("SERVER_PORT", Integer.toString(Ports.free()));
        environment.put("MANAGEMENT_SERVER_PORT", Integer.toString(management));
        environment.put("SPRING_KAFKA_STREAMS_STATE_DIR", state.toString());
        List<String> command = Server.java(options, Option.PROCESSOR_HEAP, Option.PROCESSOR_JVM);
        command.addAll(List.of("-jar", Server.executable("processor-service").toString()));
        return Child.start(command, environment, folder, folder.resolve("processor.log"));
    }

    /** How far something has come. */
    @FunctionalInterface
    private interface Measure {
        long now();
    }

    private static void await(Child child, BooleanSupplier done, Measure progress) {
        long reached = progress.now();
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!done.getAsBoolean()) {
            if (!child.isAlive()) {
                throw new IllegalStateException("the processor has ended; see its log");
            }
            if (progress.now() > reached) {
                reached = progress.now();
                deadline = System.nanoTime() + PATIENCE.toNanos();
            } else if (System.nanoTime() > deadline) {
                throw new IllegalStateException("the processor makes no progress; see its log");
            }
            try {
                Thread.sleep(POLL.toMillis());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("interrupted", e);
            }
        }
    }

    private static long committed(Platform platform) {
        Set<String> topics = Set.copyOf(Platform.receivedTopics());
        Map<TopicPartition, OffsetAndMetadata> offsets = Platform.wait(
                platform.admin().listConsumerGroupOffsets(APPLICATION).partitionsToOffsetAndMetadata());
        return offsets.entrySet().stream()
                .filter(entry -> topics.contains(entry.getKey().topic()) && entry.getValue() != null)
                .mapToLong(entry -> entry.getValue().offset())
                .sum();
    }

    private static void requireEachOnce(Platform platform, long expected) {
        List<String> events = Stream.of(ResourceType.values())
                .map(TopicCatalogue::events)
                .map(Topic::name)
                .toList();
        long found = readable(platform, events);
        long quarantined =
                readable(platform, List.of(TopicCatalogue.quarantine().name()));
        Progress.say("%,d different events went in, %,d came out, %,d were quarantined."
                .formatted(expected, found, quarantined));
        if (found != expected || quarantined != 0) {
            throw new IllegalStateException("each event must count once: " + expected + " went in, " + found
                    + " came out, " + quarantined + " were quarantined");
        }
    }

    /** How many records a reader of committed transactions sees. Markers take offsets too, so ends do not tell. */
    private static long readable(Platform platform, List<String> topics) {
        Map<TopicPartition, Long> ends = platform.endOffsets(topics);
        Map<String, Object> settings = Map.of(
                "bootstrap.servers",
                platform.bootstrapServers(),
                "isolation.level",
                "read_committed",
                "auto.offset.reset",
                "earliest",
                "enable.auto.commit",
                false,
                "max.poll.records",
                5_000);
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            consumer.assign(ends.keySet());
            consumer.seekToBeginning(ends.keySet());
            long count = 0;
            long deadline = System.nanoTime() + PATIENCE.toNanos();
            while (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
                int polled = consumer.poll(Duration.ofSeconds(1)).count();
                count += polled;
                if (polled > 0) {
                    deadline = System.nanoTime() + PATIENCE.toNanos();
                } else if (System.nanoTime() > deadline) {
                    throw new IllegalStateException("a transaction on " + topics + " stays open");
                }
            }
            return count;
        }
    }

    private static long changelogBytes(Platform platform) {
        return platform.bytes().entrySet().stream()
                .filter(entry -> entry.getKey().endsWith("-changelog"))
                .mapToLong(Map.Entry::getValue)
                .sum();
    }

    private void put(String name, String unit, String subject, double value) {
        put(name, unit, subject, List.of(value));
    }

    private void put(String name, String unit, String subject, List<Double> measured) {
        units.put(name, unit);
        values.computeIfAbsent(name, unused -> new LinkedHashMap<>()).put(subject, measured);
    }

    private static long size(Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile)
                    .mapToLong(file -> file.toFile().length())
                    .sum();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void delete(Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
