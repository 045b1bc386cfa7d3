package io.countersign.processor.runtime;

import io.countersign.generation.Generation;
import io.countersign.log.LogFields;
import io.countersign.registry.RegistryUnavailableException;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.Properties;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.streams.StreamsConfig;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.kafka.config.StreamsBuilderFactoryBean;

/**
 * Starts Kafka Streams as soon as everything that it needs is there: schemas registered, topics created, the own address
 * known. Until then it tries again and says once what is in the way. Starts after the web server, and ends before it.
 */
final class StreamsStart implements SmartLifecycle {

    private static final Duration RETRY = Duration.ofSeconds(2);
    private static final Logger LOG = LoggerFactory.getLogger(StreamsStart.class);

    private final StreamsBuilderFactoryBean streams;
    private final RegistryConnection registry;
    private final ApplicationServer server;
    private final ThreadReplacement replacement;
    private final Generation generation;
    private volatile String obstacle = "not started yet";
    private volatile @Nullable Thread thread;

    StreamsStart(
            StreamsBuilderFactoryBean streams,
            RegistryConnection registry,
            ApplicationServer server,
            ThreadReplacement replacement,
            Generation generation) {
        this.streams = streams;
        this.registry = registry;
        this.server = server;
        this.replacement = replacement;
        this.generation = generation;
    }

    /** What keeps Kafka Streams from being started, in words for an operator; empty once it is. */
    String obstacle() {
        return obstacle;
    }

    @Override
    public void start() {
        Thread starting = new Thread(this::startWhenPossible, "streams-start");
        starting.setDaemon(true);
        thread = starting;
        starting.start();
    }

    @Override
    public void stop() {
        replacement.close();
        Thread starting = thread;
        thread = null;
        if (starting != null) {
            starting.interrupt();
            try {
                starting.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    @Override
    public boolean isRunning() {
        return thread != null;
    }

    @Override
    public int getPhase() {
        return Integer.MAX_VALUE;
    }

    private void startWhenPossible() {
        try {
            Optional<String> found = tryToStart();
            while (found.isPresent()) {
                if (!found.get().equals(obstacle)) {
                    obstacle = found.get();
                    LOG.atWarn().addKeyValue(LogFields.TROUBLE, obstacle).log("The processor waits to start.");
                }
                Thread.sleep(RETRY.toMillis());
                found = tryToStart();
            }
            obstacle = "";
            LOG.atInfo().log("The processor has what it needs and starts.");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private Optional<String> tryToStart() throws InterruptedException {
        Properties properties = Objects.requireNonNull(streams.getStreamsConfiguration(), "set by Spring Boot");
        try {
            registry.connect();
        } catch (RegistryUnavailableException | IllegalStateException e) {
            if (Thread.currentThread().isInterrupted()) {
                throw new InterruptedException();
            }
            return Optional.of(String.valueOf(e.getMessage()));
        }
        try (Admin admin = Admin.create(new StreamsConfig(properties).getAdminConfigs("countersign-start"))) {
            Optional<String> found = TopicCheck.obstacle(admin, generation);
            if (found.isPresent()) {
                return found;
            }
        } catch (KafkaException e) {
            return Optional.of("the brokers cannot be asked: " + e.getMessage());
        }
        properties.put(
                StreamsConfig.APPLICATION_SERVER_CONFIG,
                server.address().host() + ":" + server.address().port());
        streams.setStreamsConfiguration(properties);
        try {
            streams.start();
            return Optional.empty();
        } catch (RuntimeException e) {
            LOG.atError().setCause(e).log("Kafka Streams does not start.");
            return Optional.of("Kafka Streams does not start: " + e.getMessage());
        }
    }
}
