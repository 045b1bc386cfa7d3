package io.countersign.ingress.redrive;

import io.countersign.cloudevent.CloudEventHeaders;
import io.countersign.ingress.intake.Redriven;
import io.countersign.ingress.intake.Redriver;
import io.countersign.ingress.metrics.IngressMetrics;
import io.countersign.ingress.publish.RegisteredSchemas;
import io.countersign.log.LogFields;
import io.countersign.log.LogText;
import io.countersign.log.WithoutMessages;
import io.countersign.quarantine.QuarantineReason;
import io.countersign.quarantine.QuarantineRecord;
import io.countersign.quarantine.Redrive;
import io.countersign.quarantine.RedriveOutcome;
import io.countersign.serde.Codecs;
import io.countersign.serde.UnreadableRecordException;
import io.countersign.topic.TopicCatalogue;
import java.time.Duration;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.avro.AvroRuntimeException;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.kafka.core.DefaultKafkaConsumerFactory;
import org.springframework.stereotype.Component;

/**
 * Takes the requests for a redrive, on a thread of its own. All instances share them as one consumer group, so that each is
 * taken by one. First what came of it is written, then the outcome, then the request counts as done: whoever takes over reads
 * it again, finds the outcome behind it, and leaves it alone. In between, the same event may be written twice, which the
 * processor recognises.
 */
@Component
final class RedriveConsumer implements SmartLifecycle {

    private static final Logger LOG = LoggerFactory.getLogger(RedriveConsumer.class);
    private static final Duration POLL = Duration.ofSeconds(1);
    private static final Duration POLL_WITH_WORK = Duration.ofMillis(100);
    private static final Duration PAUSE = Duration.ofSeconds(1);
    private static final Duration AFTER_FAILURE = Duration.ofSeconds(10);
    private static final Duration STOP_TIMEOUT = Duration.ofSeconds(5);
    private static final int FETCH_BYTES = 8 << 20;

    /** How many requests are seen to between two polls, which show the group that this one is alive. */
    private static final int REQUESTS_A_ROUND = 500;

    private final DefaultKafkaConsumerFactory<?, ?> kafka;
    private final KafkaProducer<String, byte[]> producer;
    private final RegisteredSchemas schemas;
    private final Redriver redriver;
    private final IngressMetrics metrics;
    private final InstantSource clock;

    private final CountDownLatch stopping = new CountDownLatch(1);
    private volatile @Nullable Thread thread;
    private volatile @Nullable KafkaConsumer<String, byte[]> consumer;

    RedriveConsumer(
            DefaultKafkaConsumerFactory<?, ?> kafka,
            KafkaProducer<String, byte[]> producer,
            RegisteredSchemas schemas,
            Redriver redriver,
            IngressMetrics metrics,
            InstantSource clock) {
        this.kafka = kafka;
        this.producer = producer;
        this.schemas = schemas;
        this.redriver = redriver;
        this.metrics = metrics;
        this.clock = clock;
    }

    @Override
    public void start() {
        Thread started = new Thread(this::run, "redrives");
        started.setDaemon(true);
        started.start();
        thread = started;
    }

    /** Ends after the request under way, if there is one, so that the group knows at once that this one is gone. */
    @Override
    public void stop() {
        stopping.countDown();
        KafkaConsumer<String, byte[]> current = consumer;
        if (current != null) {
            current.wakeup();
        }
        Thread started = thread;
        thread = null;
        if (started != null) {
            try {
                started.join(STOP_TIMEOUT.toMillis());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    @Override
    public boolean isRunning() {
        return thread != null;
    }

    private void run() {
        try {
            while (!isStopping(Duration.ZERO)) {
                Codecs codecs = schemas.codecs();
                if (codecs != null) {
                    consume(codecs);
                }
                isStopping(PAUSE);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Returns when it is to end, or when something went wrong that a new consumer may mend. */
    private void consume(Codecs codecs) throws InterruptedException {
        try (KafkaConsumer<String, byte[]> created =
                new KafkaConsumer<>(configuration(), new StringDeserializer(), new ByteArrayDeserializer())) {
            consumer = created;
            OpenRequests open = new OpenRequests();
            created.subscribe(List.of(TopicCatalogue.redrives().name()), forgettingWhatMovesAway(open));
            boolean uncommitted = false;
            while (!isStopping(Duration.ZERO)) {
                for (ConsumerRecord<String, byte[]> next : created.poll(open.isEmpty() ? POLL : POLL_WITH_WORK)) {
                    read(codecs, next, open);
                    uncommitted = true;
                }
                if (open.isFull() || (!open.isEmpty() && isAtEnd(created))) {
                    seeTo(open, codecs);
                }
                if (uncommitted && open.isEmpty()) {
                    uncommitted = !commit(created);
                }
            }
        } catch (WakeupException e) {
            // It is to end.
        } catch (RuntimeException e) {
            // Whatever it is: this thread goes on as long as the ingress does.
            LOG.atWarn().setCause(new WithoutMessages(e)).log("Redrives wait: they cannot be read.");
            isStopping(AFTER_FAILURE);
        } finally {
            consumer = null;
        }
    }

    private static ConsumerRebalanceListener forgettingWhatMovesAway(OpenRequests open) {
        return new ConsumerRebalanceListener() {
            @Override
            public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
                open.forget(partitions.stream().map(TopicPartition::partition).toList());
            }

            @Override
            public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
                // They are read from where their requests were done.
            }
        };
    }

    private static void read(Codecs codecs, ConsumerRecord<String, byte[]> next, OpenRequests open) {
        try {
            Redrive redrive = codecs.codec(Redrive.class).decode(next.value());
            open.read(next.key(), next.partition(), redrive);
        } catch (UnreadableRecordException | AvroRuntimeException e) {
            LOG.atWarn()
                    .addKeyValue(LogFields.TOPIC, next.topic())
                    .addKeyValue(LogFields.PARTITION, next.partition())
                    .addKeyValue(LogFields.OFFSET, next.offset())
                    .log("A record among the redrives cannot be read and is left alone.");
        }
    }

    /** There it is known that no outcome follows. As of the latest fetch: asking the brokers would wait behind the next one. */
    private static boolean isAtEnd(KafkaConsumer<String, byte[]> consumer) {
        return consumer.assignment().stream()
                .allMatch(partition -> consumer.currentLag(partition).orElse(1) == 0);
    }

    private static boolean commit(KafkaConsumer<String, byte[]> consumer) {
        try {
            consumer.commitSync();
            return true;
        } catch (RetriableException e) {
            return false;
        }
    }

    private void seeTo(OpenRequests open, Codecs codecs) throws InterruptedException {
        for (OpenRequests.Request request : open.first(REQUESTS_A_ROUND)) {
            if (isStopping(Duration.ZERO)) {
                return;
            }
            Redrive ended = redrive(request.content(), codecs);
            if (!write(request, ended, codecs)) {
                isStopping(PAUSE);
                return;
            }
            open.close(ended);
            metrics.redriven(ended.getOutcome());
            LOG.atInfo()
                    .addKeyValue(LogFields.QUARANTINE_ID, LogText.of(ended.getQuarantineId()))
                    .addKeyValue(LogFields.EVENT_ID, LogText.of(ended.getEventId()))
                    .addKeyValue(LogFields.ATTEMPT, ended.getAttempt())
                    .addKeyValue(LogFields.OUTCOME, ended.getOutcome())
                    .log("Something in quarantine was sent through again.");
        }
    }

    private Redrive redrive(Redrive request, Codecs codecs) throws InterruptedException {
        QuarantineRecord quarantined = request.getRecord();
        if (quarantined == null) {
            return refused(
                    request, RedriveOutcome.NOT_REDRIVABLE, null, "expected the quarantine record in the request");
        }
        try {
            Redriven redriven = redriver.redrive(quarantined);
            if (redriven instanceof Redriven.Event event) {
                byte[] value = codecs.encode(event.message());
                return send(event.topic().name(), null, event.key(), value, event.headers())
                        ? published(request, event.topic().name(), event.key(), event.eventId())
                        : notTaken(request);
            }
            if (redriven instanceof Redriven.Original original) {
                return send(
                                original.topic(),
                                original.partition(),
                                original.key(),
                                original.value(),
                                original.headers())
                        ? published(request, original.topic(), original.key(), original.eventId())
                        : notTaken(request);
            }
            Redriven.Refused refused = (Redriven.Refused) redriven;
            return refused(request, refused.outcome(), refused.reason(), refused.detail());
        } catch (RuntimeException e) {
            // The message of an exception may quote what was being read; its kind and place may not.
            LOG.atError()
                    .addKeyValue(LogFields.QUARANTINE_ID, LogText.of(request.getQuarantineId()))
                    .addKeyValue(LogFields.EVENT_ID, LogText.of(quarantined.getEventId()))
                    .addKeyValue(LogFields.SOURCE, LogText.of(quarantined.getSource()))
                    .addKeyValue(LogFields.FAILURE, e.getClass().getName())
                    .addKeyValue(LogFields.PLACE, WithoutMessages.place(e))
                    .log("A redrive failed by a defect.");
            return refused(request, RedriveOutcome.DEFECT, null, "the ingress's log has the place");
        }
    }

    /** To the partition of its request, so that it stands behind it. */
    private boolean write(OpenRequests.Request request, Redrive ended, Codecs codecs) throws InterruptedException {
        Headers headers = CloudEventHeaders.of(
                ended.getQuarantineId() + "/" + ended.getAttempt(),
                "/ingress",
                "redrive." + ended.getOutcome().name().toLowerCase(Locale.ROOT),
                ended.getEndedAt(),
                "quarantine/" + ended.getQuarantineId());
        return send(
                TopicCatalogue.redrives().name(), request.partition(), request.key(), codecs.encode(ended), headers);
    }

    /** Whether all in-sync replicas have the record; the producer's time-outs bound how long this takes. */
    private boolean send(String topic, @Nullable Integer partition, @Nullable String key, byte[] value, Headers headers)
            throws InterruptedException {
        try {
            producer.send(new ProducerRecord<>(topic, partition, clock.millis(), key, value, headers))
                    .get();
            return true;
        } catch (ExecutionException | KafkaException e) {
            LOG.atWarn()
                    .addKeyValue(LogFields.EVENT_ID, CloudEventHeaders.id(headers))
                    .addKeyValue(LogFields.TOPIC, topic)
                    .addKeyValue(LogFields.FAILURE, e.getClass().getName())
                    .log("Kafka did not take a record of a redrive.");
            return false;
        }
    }

    private Redrive published(Redrive request, String topic, @Nullable String key, @Nullable String eventId) {
        return ended(request, RedriveOutcome.PUBLISHED, null, null, topic, key, eventId);
    }

    private Redrive notTaken(Redrive request) {
        return refused(request, RedriveOutcome.NOT_TAKEN, null, "Kafka did not take the event in time");
    }

    private Redrive refused(Redrive request, RedriveOutcome outcome, @Nullable QuarantineReason reason, String detail) {
        return ended(request, outcome, reason, detail, null, null, null);
    }

    private Redrive ended(
            Redrive request,
            RedriveOutcome outcome,
            @Nullable QuarantineReason reason,
            @Nullable String detail,
            @Nullable String topic,
            @Nullable String key,
            @Nullable String eventId) {
        return new Redrive(
                request.getQuarantineId(),
                request.getAttempt(),
                request.getRequestedAt(),
                null,
                outcome,
                clock.instant().truncatedTo(ChronoUnit.MILLIS),
                reason,
                detail,
                topic,
                key,
                eventId);
    }

    private Map<String, Object> configuration() {
        Map<String, Object> configuration = new HashMap<>(kafka.getConfigurationProperties());
        configuration.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        configuration.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        configuration.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        // What a poll brings is held in memory.
        configuration.put(ConsumerConfig.FETCH_MAX_BYTES_CONFIG, FETCH_BYTES);
        // With "rebootstrap", the default, the client spins as long as no broker answers.
        configuration.put(CommonClientConfigs.METADATA_RECOVERY_STRATEGY_CONFIG, "none");
        return configuration;
    }

    /** Whether it is to end; waits for that as long as told. */
    private boolean isStopping(Duration wait) throws InterruptedException {
        return stopping.await(wait.toMillis(), TimeUnit.MILLISECONDS);
    }
}
