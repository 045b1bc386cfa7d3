package io.countersign.benchmarks.measure;

import io.countersign.benchmarks.load.Load;
import io.countersign.benchmarks.load.LoadResult;
import io.countersign.benchmarks.load.Secrets;
import io.countersign.benchmarks.load.Webhooks;
import io.countersign.benchmarks.measure.Options.Option;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Broker, registry, servers and load generator, running at the same time; only one server is under load at a time. */
final class Session implements AutoCloseable {

    private static final double SATURATION = 0;

    private final Options options;
    private final Platform platform;
    private final Generator generator;
    private final Map<Server, Child> servers = new LinkedHashMap<>();
    private final List<String> remarks = new ArrayList<>();

    /** Starts everything and waits for each server's first acknowledged webhook. */
    Session(Options options, Path folder, boolean withFloor) {
        this.options = options;
        Secrets secrets = Secrets.random();
        platform = Platform.start(folder, false);
        List<Server> described = withFloor
                ? Server.compared(platform, secrets, options)
                : List.of(Server.ingress(platform, secrets, options));
        Webhooks webhooks = new Webhooks(secrets, System.nanoTime(), 1, 0);
        for (Server server : described) {
            Progress.say("Starting the " + server.name() + ".");
            Child child = server.start(folder);
            servers.put(server, child);
            FirstAnswer.await(server, child, webhooks);
        }
        generator = Generator.start(secrets, System.nanoTime(), options);
    }

    List<Server> servers() {
        return List.copyOf(servers.keySet());
    }

    /** What went otherwise than it should, without making the figures worthless. */
    List<String> remarks() {
        return List.copyOf(remarks);
    }

    /** Loads each server as much as it can take, for as long as compilers need. */
    void warmUp() {
        for (Server server : servers()) {
            run(server, SATURATION, Duration.ZERO, options.duration(Option.WARM_UP), " warm-up");
        }
    }

    LoadResult saturate(Server server, int run) {
        return run(server, SATURATION, options.duration(Option.LEAD_IN), options.duration(Option.DURATION), " " + run);
    }

    LoadResult atFixedRate(Server server, Duration duration, int run) {
        return run(server, options.decimal(Option.RATE), options.duration(Option.LEAD_IN), duration, " " + run);
    }

    /**
     * @throws IllegalStateException where there are not exactly as many new records as acknowledged requests
     */
    private LoadResult run(Server server, double perSecond, Duration leadIn, Duration duration, String what) {
        String name = server.name() + what;
        Child child = servers.get(server);
        if (child == null) {
            throw new IllegalArgumentException(name + " does not run");
        }
        long before = platform.records(server.topics());
        LoadResult result = generator.send(new Load(
                name,
                server.port(),
                options.number(Option.CONNECTIONS),
                perSecond,
                leadIn,
                duration,
                options.duration(Option.INTERVAL),
                Map.of(server.name(), child.pid(), "broker", platform.brokerPid())));
        long records = platform.records(server.topics()) - before;
        LoadResult.Whole whole = result.whole();
        Progress.say("%s: %,.0f/s, %.1f ms of CPU for a thousand, p99 %.2f ms; %,d acknowledged, %,d records."
                .formatted(
                        name,
                        result.rate(),
                        result.cpuMillisPerThousand(server.name()),
                        result.latency().p99(),
                        whole.acknowledged(),
                        records));
        if (whole.sent() != whole.acknowledged()) {
            remarks.add(name + ": not everything was acknowledged: " + whole);
        }
        if (records != whole.acknowledged()) {
            throw new IllegalStateException(name + ": " + whole.acknowledged() + " requests were acknowledged, but "
                    + records + " records are on the topics; " + whole);
        }
        return result;
    }

    @Override
    public void close() {
        generator.close();
        servers.values().forEach(Child::close);
        platform.close();
    }
}
