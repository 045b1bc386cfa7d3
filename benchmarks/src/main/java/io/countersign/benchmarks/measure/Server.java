package io.countersign.benchmarks.measure;

import io.countersign.benchmarks.floor.Floor;
import io.countersign.benchmarks.load.Secrets;
import io.countersign.benchmarks.load.Webhooks;
import io.countersign.benchmarks.measure.Options.Option;
import io.countersign.platform.Ports;
import java.io.File;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A server that takes webhooks, as it is started.
 *
 * @param name what the report calls it
 * @param command what is run
 * @param environment what is set beside our own environment
 * @param port of 127.0.0.1 that it listens on
 * @param topics where its acknowledged webhooks are
 */
record Server(String name, List<String> command, Map<String, String> environment, int port, Collection<String> topics) {

    static final String FLOOR = "floor";
    static final String INGRESS = "ingress";
    static final String BEFORE = "ingress before";
    static final String TRAINED = "ingress trained";

    /** All that the floor needs; a longer class path would cost it time at the start. */
    private static final Pattern FLOOR_JARS =
            Pattern.compile("(netty-|kafka-clients-|slf4j-api-|benchmarks).*|classes");

    static Server floor(Platform platform, Options options) {
        int port = Ports.free();
        String classPath = Stream.of(System.getProperty("java.class.path").split(File.pathSeparator, -1))
                .filter(entry -> FLOOR_JARS
                        .matcher(Path.of(entry).getFileName().toString())
                        .matches())
                .map(entry -> Path.of(entry).toAbsolutePath().toString()) // it runs in another folder
                .collect(Collectors.joining(File.pathSeparator));
        List<String> command = java(options, Option.HEAP, Option.FLOOR_JVM);
        command.addAll(List.of(
                "-cp",
                classPath,
                Floor.class.getName(),
                platform.bootstrapServers(),
                Platform.FLOOR_TOPIC,
                Integer.toString(port)));
        return new Server(FLOOR, command, Map.of(), port, List.of(Platform.FLOOR_TOPIC));
    }

    static Server ingress(Platform platform, Secrets secrets, Options options) {
        return ingress(INGRESS, ingressJar(options), options.words(Option.INGRESS_JVM), platform, secrets, options);
    }

    private static Path ingressJar(Options options) {
        return options.text(Option.INGRESS_JAR).isEmpty()
                ? executable("ingress-service")
                : options.path(Option.INGRESS_JAR);
    }

    /** The ingress after a training run, which happens now; its jar and what it has learnt are left in a folder. */
    static Server trained(Platform platform, Secrets secrets, Options options) {
        Training training = Training.of(ingressJar(options), options.path(Option.TRAINED));
        List<String> jvm = options.words(Option.INGRESS_JVM);
        training.run(
                ingress(TRAINED, training.jar(), with(jvm, training.learning()), platform, secrets, options),
                new Webhooks(secrets, System.nanoTime(), 1, 0));
        return ingress(TRAINED, training.jar(), with(jvm, training.learnt()), platform, secrets, options);
    }

    private static List<String> with(List<String> words, String another) {
        return Stream.concat(words.stream(), Stream.of(another)).toList();
    }

    /** The servers that are compared: the floor, an earlier ingress where one is named, and the ingress. */
    static List<Server> compared(Platform platform, Secrets secrets, Options options) {
        List<Server> servers = new ArrayList<>(List.of(floor(platform, options)));
        if (!options.text(Option.BEFORE_JAR).isEmpty()) {
            servers.add(ingress(
                    BEFORE,
                    options.path(Option.BEFORE_JAR),
                    options.words(Option.BEFORE_JVM),
                    platform,
                    secrets,
                    options));
        }
        servers.add(ingress(platform, secrets, options));
        return servers;
    }

    private static Server ingress(
            String name, Path jar, List<String> jvm, Platform platform, Secrets secrets, Options options) {
        int port = Ports.free();
        byte[] receiptKey = new byte[32];
        new SecureRandom().nextBytes(receiptKey);
        Map<String, String> environment = new HashMap<>(secrets.environment());
        for (String provider : List.of("devengo", "nuapay", "lox24")) {
            environment.put(
                    "COUNTERSIGN_SOURCES_" + provider.toUpperCase(java.util.Locale.ROOT) + "_PROVIDER", provider);
        }
        environment.put("COUNTERSIGN_RECEIPT_KEY", Base64.getEncoder().encodeToString(receiptKey));
        environment.putAll(connections(platform));
        environment.put("SERVER_PORT", Integer.toString(port));
        environment.put("MANAGEMENT_SERVER_PORT", Integer.toString(Ports.free()));
        List<String> command = java(options, Option.HEAP, jvm);
        command.addAll(List.of("-jar", jar.toAbsolutePath().toString()));
        return new Server(name, command, environment, port, Platform.receivedTopics());
    }

    static Map<String, String> connections(Platform platform) {
        return Map.of(
                "SPRING_KAFKA_BOOTSTRAP_SERVERS",
                platform.bootstrapServers(),
                "COUNTERSIGN_REGISTRY_URL",
                platform.registryUrl().toString());
    }

    static List<String> java(Options options, Option heap, Option more) {
        return java(options, heap, options.words(more));
    }

    private static List<String> java(Options options, Option heap, List<String> more) {
        List<String> command = new ArrayList<>(List.of(Child.java(), "-Xmx" + options.text(heap)));
        command.addAll(more);
        return command;
    }

    /** The executable jar of a module, as the build has left it. */
    static Path executable(String module) {
        File[] jars = Path.of(module, "target").toFile().listFiles((folder, name) -> name.endsWith("-exec.jar"));
        if (jars == null || jars.length != 1) {
            throw new IllegalStateException("expected one *-exec.jar in " + module + "/target: build " + module
                    + ", and start from the root of the clone");
        }
        return jars[0].toPath().toAbsolutePath();
    }

    Child start(Path folder) {
        return Child.start(command, environment, folder, folder.resolve(name + ".log"));
    }
}
