package io.countersign.benchmarks.measure;

import io.countersign.benchmarks.load.Load;
import io.countersign.benchmarks.load.LoadGenerator;
import io.countersign.benchmarks.load.LoadResult;
import io.countersign.benchmarks.load.Secrets;
import io.countersign.benchmarks.measure.Options.Option;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;

/** The load generator's process, seen from here. */
final class Generator implements AutoCloseable {

    private static final String NAME = "generator";

    private final JsonMapper json = new JsonMapper();
    private final Child child;
    private final Writer out;
    private final BufferedReader in;

    private Generator(Child child) {
        this.child = child;
        this.out =
                new BufferedWriter(new OutputStreamWriter(child.process().getOutputStream(), StandardCharsets.UTF_8));
        this.in = new BufferedReader(new InputStreamReader(child.process().getInputStream(), StandardCharsets.UTF_8));
    }

    static Generator start(Secrets secrets, long seed, Options options) {
        ProcessBuilder builder = new ProcessBuilder(
                        Child.java(),
                        "-Xmx256m",
                        "-XX:+UseSerialGC",
                        "-cp",
                        System.getProperty("java.class.path"),
                        LoadGenerator.class.getName(),
                        Long.toString(seed),
                        options.text(Option.RESOURCES),
                        options.text(Option.DUPLICATES))
                .redirectError(ProcessBuilder.Redirect.INHERIT);
        builder.environment().putAll(secrets.environment());
        return new Generator(Child.start(builder));
    }

    /** Sends a load and waits for its result. The generator itself is among the processes whose use is told. */
    LoadResult send(Load load) {
        Map<String, Long> processes = new HashMap<>(load.processes());
        processes.put(NAME, child.pid());
        Load observed = new Load(
                load.name(),
                load.port(),
                load.connections(),
                load.perSecond(),
                load.leadIn(),
                load.duration(),
                load.interval(),
                processes);
        try {
            out.write(json.writeValueAsString(observed));
            out.write('\n');
            out.flush();
            String line = in.readLine();
            if (line == null) {
                throw new IllegalStateException("the load generator has ended");
            }
            return json.readValue(line, LoadResult.class);
        } catch (IOException e) {
            throw new UncheckedIOException("the load generator has ended", e);
        }
    }

    @Override
    public void close() {
        child.close();
    }
}
