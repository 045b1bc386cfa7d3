package io.countersign.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.generation.Generation;
import io.countersign.processor.topology.ProcessorTopology;
import io.countersign.state.ResourceState;
import io.countersign.topic.ResourceType;
import io.countersign.topic.Topic;
import io.countersign.topic.TopicCatalogue;
import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Topics and rights on Kafka are what the code's catalogue and the programs say, no less and no more. */
class KafkaManifestsTest {

    private static final String REPLAY = "countersign-replay";
    private static final String TOOL = "replay-tool";

    @ParameterizedTest
    @MethodSource("io.countersign.deployment.Manifests#ofEveryOverlay")
    void topics_are_the_catalogues(Manifests overlay) {
        Map<String, ObjectNode> topics =
                overlay.ofKind("KafkaTopic").stream().collect(Collectors.toMap(Manifests::name, topic -> topic));

        assertThat(topics.keySet()).isEqualTo(names(TopicCatalogue.all()));
        for (Topic topic : TopicCatalogue.all()) {
            JsonNode spec = topics.get(topic.name()).get("spec");
            Map<String, String> configuration = new TreeMap<>();
            spec.get("config")
                    .properties()
                    .forEach(entry ->
                            configuration.put(entry.getKey(), entry.getValue().asString()));
            int replicas = spec.get("replicas").asInt();
            assertThat(configuration.remove("min.insync.replicas")).isEqualTo(replicas >= 3 ? "2" : "1");
            assertThat(configuration).as(topic.name()).isEqualTo(topic.configuration());
            assertThat(spec.get("partitions").asInt()).isEqualTo(topic.partitions());
            assertThat(replicas)
                    .isLessThanOrEqualTo(overlay.find("KafkaNodePool", "brokers")
                            .orElseThrow()
                            .at("/spec/replicas")
                            .asInt());
        }
    }

    @ParameterizedTest
    @MethodSource("io.countersign.deployment.Manifests#ofEveryOverlay")
    void what_brokers_make_by_themselves_has_as_many_replicas_as_there_are_brokers(Manifests overlay) {
        JsonNode configuration = overlay.ofKind("Kafka").get(0).at("/spec/kafka/config");
        int brokers = overlay.find("KafkaNodePool", "brokers")
                .orElseThrow()
                .at("/spec/replicas")
                .asInt();
        int inSync = brokers >= 3 ? 2 : 1;
        assertThat(configuration.properties()).allSatisfy(entry -> {
            if (entry.getKey().endsWith("replication.factor")) {
                assertThat(entry.getValue().asInt()).isEqualTo(brokers);
            }
            if (entry.getKey().endsWith("min.isr") || entry.getKey().equals("min.insync.replicas")) {
                assertThat(entry.getValue().asInt()).isEqualTo(inSync);
            }
        });
        assertThat(configuration.get("auto.create.topics.enable").asBoolean()).isFalse();
    }

    @ParameterizedTest
    @MethodSource("io.countersign.deployment.Manifests#ofEveryOverlay")
    void the_ingress_may_write_what_it_writes(Manifests overlay) {
        Rights ingress = new Rights(overlay, "countersign-ingress");

        assertThat(ingress.on("topic", "Write")).isEqualTo(names(writtenBy("ingress")));
        assertThat(ingress.on("topic", "Read"))
                .containsExactly(TopicCatalogue.redrives().name());
        assertThat(ingress.on("group", "Read"))
                .containsExactly(Settings.usual("ingress", "spring.kafka.consumer.group-id"));
        assertThat(ingress.on("topic", "Describe")).isEqualTo(ingress.on("topic", "Write"));
        assertThat(ingress.operations()).containsExactlyInAnyOrder("Describe", "Read", "Write");
        assertThat(ingress.on("transactionalId", "Write")).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("io.countersign.deployment.Manifests#ofEveryOverlay")
    void the_processor_may_read_what_it_reads_write_what_it_writes_and_keep_its_own(Manifests overlay) {
        Rights processor = new Rights(overlay, "countersign-processor");
        String application = Settings.usual("processor", "spring.kafka.streams.application-id");
        Set<String> own = Set.of(application + "-*");
        Set<String> read = names(
                Stream.concat(ProcessorTopology.receivedTopics().stream(), ProcessorTopology.viewedTopics().stream())
                        .toList());
        Set<String> ofGenerations = hasReplays(overlay) ? stateTopicsOfGenerations() : Set.of();

        assertThat(processor.on("topic", "Read")).isEqualTo(union(read, own));
        assertThat(processor.on("topic", "Write"))
                .isEqualTo(union(union(names(writtenBy("processor")), own), ofGenerations));
        assertThat(processor.on("topic", "Create")).isEqualTo(own);
        assertThat(processor.on("topic", "Describe"))
                .isEqualTo(union(union(names(ProcessorTopology.usedTopics(Generation.FIRST)), own), ofGenerations));
        assertThat(processor.on("group", "Read"))
                .isEqualTo(hasReplays(overlay) ? union(Set.of(application), own) : Set.of(application));
        assertThat(processor.on("transactionalId", "Write")).isEqualTo(own);
        assertThat(processor.operations())
                .containsExactlyInAnyOrder("Create", "Describe", "DescribeConfigs", "Read", "Write");
    }

    @Test
    void whoever_replays_may_what_the_tool_does_and_no_more() {
        Manifests overlay = Manifests.ofEveryOverlay().stream()
                .filter(KafkaManifestsTest::hasReplays)
                .findFirst()
                .orElseThrow();
        Rights replay = new Rights(overlay, REPLAY);
        String application = Settings.usual("processor", "spring.kafka.streams.application-id");
        Set<String> received = names(ProcessorTopology.receivedTopics());
        Set<String> shown = names(TopicCatalogue.all().stream()
                .filter(topic -> topic.valueType().equals(ResourceState.class))
                .toList());
        Set<String> made = union(stateTopicsOfGenerations(), Set.of(application + "-*"));

        assertThat(replay.on("topic", "Read"))
                .isEqualTo(union(names(TopicCatalogue.all()), made))
                .isEqualTo(replay.on("topic", "Describe"));
        assertThat(replay.on("topic", "Write")).isEqualTo(union(union(names(writtenBy(TOOL)), received), shown));
        assertThat(replay.on("topic", "Create")).isEqualTo(stateTopicsOfGenerations());
        assertThat(replay.on("topic", "Delete")).isEqualTo(made);
        assertThat(replay.on("topic", "DescribeConfigs")).isEqualTo(shown);
        assertThat(replay.on("group", "Read")).containsExactly(REPLAY);
        assertThat(replay.on("group", "Delete")).containsExactly(application + "-*");
        assertThat(replay.on("transactionalId", "Write")).containsExactly(REPLAY);
        assertThat(replay.operations())
                .containsExactlyInAnyOrder("Create", "Delete", "Describe", "DescribeConfigs", "Read", "Write");
    }

    @ParameterizedTest
    @MethodSource("io.countersign.deployment.Manifests#ofEveryOverlay")
    void nobody_but_the_ingress_and_who_replays_can_write_a_received_topic(Manifests overlay) {
        Set<String> received = names(ProcessorTopology.receivedTopics());
        Set<String> writers = new TreeSet<>();
        for (ObjectNode user : overlay.ofKind("KafkaUser")) {
            if (new Rights(overlay, Manifests.name(user))
                    .on("topic", "Write").stream()
                            .anyMatch(pattern -> received.stream().anyMatch(matches(pattern)))) {
                writers.add(Manifests.name(user));
            }
        }
        assertThat(writers)
                .isEqualTo(hasReplays(overlay) ? Set.of("countersign-ingress", REPLAY) : Set.of("countersign-ingress"));
        assertThat(overlay.ofKind("KafkaUser"))
                .hasSize(hasReplays(overlay) ? 4 : 3)
                .allSatisfy(
                        user -> assertThat(user.at("/spec/authentication/type").asString())
                                .isEqualTo("tls"));
        assertThat(overlay.ofKind("Kafka")
                        .get(0)
                        .at("/spec/kafka/authorization")
                        .toString())
                .isEqualTo("{\"type\":\"simple\"}");
    }

    /** Power like this nobody gets who has not asked for it. */
    @Test
    void only_the_overlay_to_try_things_has_who_replays() {
        assertThat(Manifests.ofEveryOverlay())
                .filteredOn(KafkaManifestsTest::hasReplays)
                .extracting(Manifests::overlay)
                .containsExactly("dev");
    }

    private static boolean hasReplays(Manifests overlay) {
        return overlay.find("KafkaUser", REPLAY).isPresent();
    }

    private static Set<String> stateTopicsOfGenerations() {
        return ResourceType.withState().stream()
                .map(type -> TopicCatalogue.state(type).name() + ".*")
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static Predicate<String> matches(String pattern) {
        return pattern.endsWith("*")
                ? name -> name.startsWith(pattern.substring(0, pattern.length() - 1))
                : pattern::equals;
    }

    private static Collection<Topic> writtenBy(String service) {
        return TopicCatalogue.all().stream()
                .filter(topic -> topic.writtenBy().contains(service))
                .toList();
    }

    private static Set<String> names(Collection<Topic> topics) {
        return topics.stream().map(Topic::name).collect(Collectors.toCollection(TreeSet::new));
    }

    private static Set<String> union(Set<String> one, Set<String> other) {
        Set<String> union = new TreeSet<>(one);
        union.addAll(other);
        return union;
    }

    /** What a user may do; a prefix has a star at its end. */
    private record Rights(JsonNode rules) {

        Rights(Manifests overlay, String user) {
            this(overlay.find("KafkaUser", user).orElseThrow().at("/spec/authorization/acls"));
        }

        Set<String> on(String type, String operation) {
            Set<String> names = new TreeSet<>();
            for (JsonNode rule : rules) {
                JsonNode resource = rule.get("resource");
                for (JsonNode allowed : rule.get("operations")) {
                    if (resource.get("type").asString().equals(type)
                            && allowed.asString().equals(operation)) {
                        boolean prefix = resource.get("patternType").asString().equals("prefix");
                        names.add(resource.get("name").asString() + (prefix ? "*" : ""));
                    }
                }
            }
            return names;
        }

        Set<String> operations() {
            Set<String> operations = new TreeSet<>();
            rules.forEach(rule -> rule.get("operations").forEach(allowed -> operations.add(allowed.asString())));
            return operations;
        }
    }
}
