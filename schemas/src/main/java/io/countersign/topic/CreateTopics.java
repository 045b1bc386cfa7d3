package io.countersign.topic;

import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;

/** The program that creates the catalogue's topics on a cluster that asks for no login, and ends. */
public final class CreateTopics {

    private CreateTopics() {}

    /**
     * Creates the topics that are missing.
     *
     * @param arguments the brokers to ask, such as {@code kafka:9092}, and how many replicas each partition has
     * @throws IllegalArgumentException where these are not given
     * @throws IllegalStateException where the cluster does not answer or refuses
     */
    public static void main(String[] arguments) {
        if (arguments.length != 2) {
            throw new IllegalArgumentException("expected <bootstrap servers> <replicas>");
        }
        Map<String, Object> cluster = Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, arguments[0]);
        try (Admin admin = Admin.create(cluster)) {
            TopicCreation.createMissing(admin, Short.parseShort(arguments[1]));
        }
    }
}
