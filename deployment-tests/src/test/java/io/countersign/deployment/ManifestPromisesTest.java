package io.countersign.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.deployment.Manifests.Workload;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What docs/deployment.md says that the manifests do: nothing of it can be taken away unnoticed. */
class ManifestPromisesTest {

    private static final Pattern HEAP = Pattern.compile("-Xmx(\\d+)([mg])\\b");
    private static final Pattern MEMORY = Pattern.compile("(\\d+)([MG])i");

    @ParameterizedTest
    @MethodSource("io.countersign.deployment.Manifests#ofEveryOverlay")
    void services_are_spread_over_zones_and_machines(Manifests overlay) {
        assertThat(ours(overlay))
                .allSatisfy(workload -> assertThat(workload.pod().path("topologySpreadConstraints"))
                        .extracting(spread -> spread.get("topologyKey").asString())
                        .containsExactly("topology.kubernetes.io/zone", "kubernetes.io/hostname"));
    }

    @Test
    void production_bears_the_loss_of_a_zone() {
        Manifests production = overlay("production");
        assertThat(ours(production))
                .allSatisfy(workload -> assertThat(workload.pod()
                                .at("/topologySpreadConstraints/0/whenUnsatisfiable")
                                .asString())
                        .isEqualTo("DoNotSchedule"));
        assertThat(one(production, "HorizontalPodAutoscaler")
                        .at("/spec/minReplicas")
                        .asInt())
                .isGreaterThanOrEqualTo(3);
        assertThat(one(production, "StatefulSet").at("/spec/replicas").asInt()).isGreaterThanOrEqualTo(3);
        assertThat(production
                        .find("Deployment", "countersign-registry")
                        .orElseThrow()
                        .at("/spec/replicas")
                        .asInt())
                .isGreaterThanOrEqualTo(2);
        assertThat(production.ofKind("KafkaNodePool"))
                .allSatisfy(
                        pool -> assertThat(pool.at("/spec/replicas").asInt()).isEqualTo(3));
        assertThat(one(production, "Kafka").at("/spec/kafka/rack/topologyKey").asString())
                .isEqualTo("topology.kubernetes.io/zone");
    }

    @ParameterizedTest
    @MethodSource("io.countersign.deployment.Manifests#ofEveryOverlay")
    void one_at_a_time_may_be_taken_away_and_the_autoscaler_looks_at_what_is_asked_for(Manifests overlay) {
        assertThat(overlay.ofKind("PodDisruptionBudget"))
                .allSatisfy(budget ->
                        assertThat(budget.at("/spec/maxUnavailable").asInt(0)).isEqualTo(1))
                .extracting(budget -> overlay.workloadsWith(budget.at("/spec/selector/matchLabels")))
                .containsExactlyInAnyOrderElementsOf(
                        ours(overlay).stream().map(List::of).toList());
        JsonNode metric = one(overlay, "HorizontalPodAutoscaler").at("/spec/metrics/0/resource");
        assertThat(metric.get("name").asString()).isEqualTo("cpu");
        assertThat(metric.at("/target/type").asString()).isEqualTo("Utilization");
    }

    /** An instance that comes back under its name finds its partitions; one that does not is taken over from. */
    @ParameterizedTest
    @MethodSource("io.countersign.deployment.Manifests#ofEveryOverlay")
    void processors_keep_state_on_volumes_copies_on_others_and_partitions_over_an_update(Manifests overlay) {
        Workload processor = program(overlay, "processor");
        String volume = null;
        for (JsonNode mount : processor.container().get("volumeMounts")) {
            if (mount.get("mountPath").asString().equals("/var/lib/countersign")) {
                volume = mount.get("name").asString();
            }
        }
        assertThat(processor.manifest().at("/spec/volumeClaimTemplates"))
                .extracting(Manifests::name)
                .containsExactly(volume);
        Map<String, Optional<String>> environment = processor.environment();
        assertThat(number(environment, "SPRING_KAFKA_STREAMS_PROPERTIES_NUM_STANDBY_REPLICAS"))
                .isPositive();
        int pause = number(environment, "SPRING_KAFKA_STREAMS_PROPERTIES_SESSION_TIMEOUT_MS");
        assertThat(pause)
                .as("long enough for a restart")
                .isGreaterThanOrEqualTo(30_000)
                .as("no longer than brokers allow")
                .isLessThanOrEqualTo(1_800_000);
        assertThat(processor.manifest().at("/spec/updateStrategy/type").asString("RollingUpdate"))
                .isEqualTo("RollingUpdate");
    }

    @ParameterizedTest
    @MethodSource("io.countersign.deployment.Manifests#ofEveryOverlay")
    void whoever_comes_from_outside_comes_by_tls_and_so_does_whoever_speaks_to_kafka_or_the_api(Manifests overlay) {
        assertThat(one(overlay, "Gateway").at("/spec/listeners")).isNotEmpty().allSatisfy(listener -> {
            assertThat(listener.get("protocol").asString()).isEqualTo("HTTPS");
            assertThat(listener.at("/tls/mode").asString()).isEqualTo("Terminate");
            assertThat(listener.at("/tls/certificateRefs")).isNotEmpty();
        });
        assertThat(one(overlay, "Kafka").at("/spec/kafka/listeners"))
                .isNotEmpty()
                .allSatisfy(listener -> {
                    assertThat(listener.get("type").asString()).isEqualTo("internal");
                    assertThat(listener.get("tls").asBoolean()).isTrue();
                    assertThat(listener.at("/authentication/type").asString()).isEqualTo("tls");
                });
        assertThat(ours(overlay))
                .allSatisfy(workload -> assertThat(workload.environment())
                        .containsEntry("SPRING_KAFKA_SECURITY_PROTOCOL", Optional.of("SSL"))
                        .containsEntry("SPRING_KAFKA_SSL_BUNDLE", Optional.of("kafka")));
        assertThat(program(overlay, "processor").environment())
                .containsEntry("SERVER_SSL_BUNDLE", Optional.of("api"))
                .containsEntry("SPRING_SSL_BUNDLE_PEM_API_RELOADONUPDATE", Optional.of("true"));
    }

    @ParameterizedTest
    @MethodSource("io.countersign.deployment.Manifests#ofEveryOverlay")
    void everything_that_no_policy_allows_is_denied_both_ways(Manifests overlay) {
        ObjectNode deny =
                overlay.find("NetworkPolicy", "countersign-default-deny").orElseThrow();
        assertThat(deny.at("/spec/podSelector").toString())
                .isEqualTo("{\"matchLabels\":{\"app.kubernetes.io/part-of\":\"countersign\"}}");
        assertThat(deny.at("/spec/policyTypes")).extracting(JsonNode::asString).containsExactly("Ingress", "Egress");
        assertThat(deny.at("/spec").has("ingress")).isFalse();
        assertThat(deny.at("/spec/egress")).hasSize(1);
        assertThat(deny.at("/spec/egress/0/ports"))
                .extracting(port -> port.get("port").asInt())
                .containsOnly(53);
        // A rule without peers is a rule for everybody.
        assertThat(overlay.ofKind("NetworkPolicy")).allSatisfy(policy -> {
            assertThat(policy.at("/spec/ingress"))
                    .allSatisfy(rule -> assertThat(rule.path("from")).isNotEmpty());
            assertThat(policy.at("/spec/egress"))
                    .allSatisfy(rule -> assertThat(rule.path("to")).isNotEmpty());
        });
    }

    @ParameterizedTest
    @MethodSource("io.countersign.deployment.Manifests#ofEveryOverlay")
    void what_has_to_talk_may(Manifests overlay) {
        for (String program : List.of("ingress", "processor")) {
            Workload client = program(overlay, program);
            assertThat(isLetOut(overlay, client, "countersign-registry", "http"))
                    .isTrue();
            assertThat(allowed(overlay, "countersign-registry", "http")).contains("countersign-" + program);
            assertThat(allowed(overlay, client.name(), "management")).contains("countersign.io/monitoring");
            assertThat(client.labels().path("countersign.io/speaks-kafka").asString())
                    .isEqualTo("true");
        }
        Workload processor = program(overlay, "processor");
        assertThat(isLetOut(overlay, processor, processor.name(), "https")).isTrue();
        assertThat(allowed(overlay, processor.name(), "https"))
                .contains(processor.name(), "countersign.io/reads-resources");
        assertThat(allowed(overlay, "countersign-ingress", "http"))
                .contains("countersign.io/gateway")
                .doesNotContain("podSelector");
        JsonNode brokers =
                overlay.find("NetworkPolicy", "countersign-speaks-kafka").orElseThrow();
        JsonNode listener = one(overlay, "Kafka").at("/spec/kafka/listeners/0");
        assertThat(brokers.at("/spec/egress/0/ports/0/port").asInt())
                .isEqualTo(listener.get("port").asInt());
        assertThat(listener.at("/networkPolicyPeers/0/podSelector/matchLabels").toString())
                .isEqualTo("{\"countersign.io/speaks-kafka\":\"true\"}");
    }

    /** No variable holds a secret: those of a process can be seen by others, and are as they were at its start. */
    @ParameterizedTest
    @MethodSource("io.countersign.deployment.Manifests#ofEveryOverlay")
    void secrets_come_in_files(Manifests overlay) {
        assertThat(ours(overlay)).allSatisfy(workload -> {
            assertThat(workload.container().has("envFrom")).isFalse();
            assertThat(workload.container().path("env").toString()).doesNotContain("secretKeyRef");
            workload.environment().forEach((name, value) -> {
                if (name.matches(".*(SECRETFILES_\\d+|KEYFILE|CERTIFICATE|PRIVATEKEY)")) {
                    assertThat(value.orElseThrow().replaceFirst("^file:", "")).startsWith("/etc/countersign/");
                } else {
                    assertThat(name).doesNotContainPattern("SECRET|PASSWORD|RECEIPT_KEY");
                }
            });
        });
    }

    @ParameterizedTest
    @MethodSource("io.countersign.deployment.Manifests#ofEveryOverlay")
    void the_heap_leaves_memory_for_what_is_beside_it(Manifests overlay) {
        assertThat(ours(overlay)).allSatisfy(workload -> {
            String options = workload.environment().get("JDK_JAVA_OPTIONS").orElseThrow();
            long heap = mebibytes(HEAP, options);
            long memory = mebibytes(
                    MEMORY, workload.container().at("/resources/limits/memory").asString());
            assertThat(heap).isLessThanOrEqualTo(memory * 3 / 4);
        });
    }

    /** The start may wait for nothing but the program itself: the registry or Kafka being away must not kill it. */
    @ParameterizedTest
    @MethodSource("io.countersign.deployment.Manifests#ofEveryOverlay")
    void there_is_time_to_start_and_to_be_slow_once(Manifests overlay) {
        assertThat(ours(overlay)).allSatisfy(workload -> {
            JsonNode start = workload.container().get("startupProbe");
            assertThat(start.get("periodSeconds").asInt()
                            * start.get("failureThreshold").asInt())
                    .isGreaterThanOrEqualTo(120);
            JsonNode liveness = workload.container().get("livenessProbe");
            assertThat(liveness.path("failureThreshold").asInt(3)).isGreaterThanOrEqualTo(3);
            assertThat(liveness.get("timeoutSeconds").asInt()).isGreaterThanOrEqualTo(3);
            String program = workload.program().orElseThrow();
            assertThat(Settings.sets(program, "management.endpoint.health.group.liveness"))
                    .as("liveness is Spring Boot's own: of this program, and of nobody else")
                    .isFalse();
        });
    }

    private static boolean isLetOut(Manifests overlay, Workload client, String server, String port) {
        return overlay.ofKind("NetworkPolicy").stream()
                .filter(policy -> overlay.workloadsWith(policy.at("/spec/podSelector/matchLabels"))
                        .contains(client))
                .flatMap(policy -> policy.at("/spec/egress").valueStream())
                .anyMatch(rule -> rule.toString().contains("\"" + server + "\"")
                        && rule.get("ports").toString().contains("\"" + port + "\""));
    }

    /** Who may come to a port, as the policies have it. */
    private static String allowed(Manifests overlay, String server, String port) {
        StringBuilder peers = new StringBuilder();
        overlay.ofKind("NetworkPolicy").stream()
                .filter(policy ->
                        policy.at("/spec/podSelector/matchLabels").toString().contains("\"" + server + "\""))
                .flatMap(policy -> policy.at("/spec/ingress").valueStream())
                .filter(rule -> rule.get("ports").toString().contains("\"" + port + "\""))
                .forEach(rule -> peers.append(rule.get("from")));
        return peers.toString();
    }

    private static long mebibytes(Pattern pattern, String text) {
        Matcher size = pattern.matcher(text);
        assertThat(size.find()).as(text).isTrue();
        return Long.parseLong(size.group(1)) * (size.group(2).equalsIgnoreCase("g") ? 1024 : 1);
    }

    private static int number(Map<String, Optional<String>> environment, String name) {
        return Integer.parseInt(environment.getOrDefault(name, Optional.empty()).orElse("0"));
    }

    private static ObjectNode one(Manifests overlay, String kind) {
        assertThat(overlay.ofKind(kind)).hasSize(1);
        return overlay.ofKind(kind).get(0);
    }

    private static Manifests overlay(String name) {
        return Manifests.ofEveryOverlay().stream()
                .filter(overlay -> overlay.overlay().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static Workload program(Manifests overlay, String program) {
        return ours(overlay).stream()
                .filter(workload -> workload.program().equals(Optional.of(program)))
                .findFirst()
                .orElseThrow();
    }

    private static List<Workload> ours(Manifests overlay) {
        return overlay.workloads().stream()
                .filter(workload -> workload.program().isPresent())
                .toList();
    }
}
