package io.countersign.replay.job;

import io.countersign.replay.ExitCode;
import io.countersign.replay.ReplayException;
import io.countersign.replay.cluster.Cluster;
import io.countersign.topic.TopicCatalogue;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.admin.ConsumerGroupDescription;
import org.apache.kafka.clients.admin.MemberDescription;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.errors.GroupIdNotFoundException;

/**
 * The place of the one job that may run: whoever has it is a member of a consumer group, so that the brokers know, and
 * forget ten seconds after it was killed. Two that take it in the same moment are told apart by the transactions, which
 * all jobs make under one id: the later one wins, the other's next transaction is refused.
 */
final class OneAtATime implements AutoCloseable {

    static final String GROUP = "countersign-replay";

    private static final Duration FORGOTTEN_AFTER = Duration.ofSeconds(10);
    private static final Duration POLL = Duration.ofMillis(500);

    private final KafkaConsumer<byte[], byte[]> member;
    private final Thread thread;
    private volatile boolean closed;

    private OneAtATime(KafkaConsumer<byte[], byte[]> member) {
        this.member = member;
        this.thread = new Thread(this::stay, "one-at-a-time");
        this.thread.setDaemon(true);
    }

    /**
     * Takes the place.
     *
     * @param job id of the job, for those who find the place taken
     * @throws ReplayException where another job has it
     */
    static OneAtATime take(Cluster cluster, String job) {
        holder(cluster).ifPresent(holder -> {
            throw new ReplayException(
                    ExitCode.BUSY,
                    "Another job is running: " + words(holder) + ". If it was killed, its place is free after "
                            + FORGOTTEN_AFTER.toSeconds() + " s.");
        });
        OneAtATime place = new OneAtATime(cluster.consumer(Map.of(
                ConsumerConfig.GROUP_ID_CONFIG,
                GROUP,
                ConsumerConfig.CLIENT_ID_CONFIG,
                job,
                ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG,
                Long.toString(FORGOTTEN_AFTER.toMillis()),
                ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG,
                Long.toString(FORGOTTEN_AFTER.toMillis() / 4))));
        place.member.subscribe(List.of(TopicCatalogue.jobs().name()));
        place.thread.start();
        return place;
    }

    /** Who has the place, with the job's id as client id; empty where nobody has. */
    static Optional<MemberDescription> holder(Cluster cluster) {
        KafkaFuture<ConsumerGroupDescription> described =
                cluster.admin().describeConsumerGroups(List.of(GROUP)).all().thenApply(groups -> groups.get(GROUP));
        try {
            return cluster.answer(described).members().stream().findFirst();
        } catch (ReplayException e) {
            if (e.getCause() instanceof GroupIdNotFoundException) {
                return Optional.empty();
            }
            throw e;
        }
    }

    private static String words(MemberDescription member) {
        return member.clientId() + " on " + member.host().replaceFirst("^/", "");
    }

    /** Membership is kept up by polling; nothing is wanted of what is read. */
    private void stay() {
        try {
            while (!closed) {
                member.poll(POLL);
                member.pause(member.assignment());
            }
        } catch (KafkaException e) {
            // The place may be lost then; the transactions still keep two jobs apart.
        } finally {
            member.close(CloseOptions.timeout(Duration.ofSeconds(2)));
        }
    }

    @Override
    public void close() {
        closed = true;
        try {
            thread.join(Duration.ofSeconds(5).toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
