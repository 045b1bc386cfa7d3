package io.countersign.replay.command;

import io.countersign.replay.ReplayException;
import io.countersign.replay.cluster.Cluster;
import java.io.IOException;
import java.io.Reader;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options of every command that talks to brokers. */
final class ClusterOptions {

    @Option(
            names = "--bootstrap-servers",
            paramLabel = "<host:port>",
            defaultValue = "${env:COUNTERSIGN_BOOTSTRAP_SERVERS:-127.0.0.1:9092}",
            description = "The Kafka brokers (${DEFAULT-VALUE}; also COUNTERSIGN_BOOTSTRAP_SERVERS).")
    private String bootstrapServers = "";

    @Option(
            names = "--registry",
            paramLabel = "<url>",
            defaultValue = "${env:COUNTERSIGN_REGISTRY_URL:-http://127.0.0.1:8070/apis/ccompat/v7}",
            description = "The schema registry's Confluent API (${DEFAULT-VALUE}; also COUNTERSIGN_REGISTRY_URL).")
    private String registry = "";

    @Option(
            names = "--config",
            paramLabel = "<file>",
            description = "More properties of the Kafka clients, such as those of TLS and a login.")
    private @Nullable Path config;

    /**
     * The cluster; nothing is connected yet.
     *
     * @throws ReplayException where the file cannot be read, or the registry's address is none
     */
    Cluster cluster() {
        try {
            return new Cluster(bootstrapServers, URI.create(registry), clientProperties());
        } catch (IllegalArgumentException e) {
            throw ReplayException.usage(e);
        }
    }

    private Map<String, String> clientProperties() {
        Map<String, String> all = new HashMap<>();
        if (config != null) {
            Properties read = new Properties();
            try (Reader file = Files.newBufferedReader(config, StandardCharsets.UTF_8)) {
                read.load(file);
            } catch (IOException e) {
                throw ReplayException.usage("The file " + config + " cannot be read: " + e.getMessage());
            }
            read.stringPropertyNames().forEach(name -> all.put(name, read.getProperty(name)));
        }
        return all;
    }
}
