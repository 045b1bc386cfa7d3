package io.countersign.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.deployment.Manifests.Workload;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What a manifest points to is there: pods of labels, ports, services, volumes, secrets. */
class ManifestReferencesTest {

    /** Of others, who label their pods themselves. */
    private static final Set<String> LABELS_OF_OTHERS =
            Set.of("countersign.io/reads-resources", "countersign.io/replays", "strimzi.io/cluster", "strimzi.io/kind");

    @ParameterizedTest
    @MethodSource("io.countersign.deployment.Manifests#ofEveryOverlay")
    void nothing_is_there_twice(Manifests overlay) {
        assertThat(overlay.all())
                .extracting(manifest -> manifest.get("kind").asString() + " " + Manifests.name(manifest))
                .doesNotHaveDuplicates();
    }

    @ParameterizedTest
    @MethodSource("io.countersign.deployment.Manifests#ofEveryOverlay")
    void a_workload_selects_its_own_pods_and_no_others(Manifests overlay) {
        assertThat(overlay.workloads()).hasSize(3).allSatisfy(workload -> {
            JsonNode labels = workload.manifest().at("/spec/selector/matchLabels");
            assertThat(overlay.workloadsWith(labels)).containsExactly(workload);
            for (JsonNode spread : workload.pod().path("topologySpreadConstraints")) {
                assertThat(overlay.workloadsWith(spread.at("/labelSelector/matchLabels")))
                        .containsExactly(workload);
            }
        });
    }

    @ParameterizedTest
    @MethodSource("io.countersign.deployment.Manifests#ofEveryOverlay")
    void a_service_leads_to_ports_of_one_workload(Manifests overlay) {
        assertThat(overlay.ofKind("Service")).isNotEmpty().allSatisfy(service -> {
            List<Workload> selected = overlay.workloadsWith(service.at("/spec/selector"));
            assertThat(selected).hasSize(1);
            for (JsonNode port : service.at("/spec/ports")) {
                assertThat(selected.get(0).port(port.get("targetPort").asString()))
                        .isPresent();
            }
        });
    }

    @ParameterizedTest
    @MethodSource("io.countersign.deployment.Manifests#ofEveryOverlay")
    void probes_ask_ports_that_are_there(Manifests overlay) {
        assertThat(overlay.workloads())
                .allSatisfy(workload -> assertThat(List.of("startupProbe", "livenessProbe", "readinessProbe"))
                        .allSatisfy(probe -> assertThat(workload.port(workload.container()
                                        .at("/" + probe + "/httpGet/port")
                                        .asString()))
                                .isPresent()));
    }

    @ParameterizedTest
    @MethodSource("io.countersign.deployment.Manifests#ofEveryOverlay")
    void autoscaler_budgets_and_stateful_sets_point_to_what_is_there(Manifests overlay) {
        assertThat(overlay.ofKind("HorizontalPodAutoscaler")).isNotEmpty().allSatisfy(scaler -> {
            ObjectNode target = overlay.find(
                            scaler.at("/spec/scaleTargetRef/kind").asString(),
                            scaler.at("/spec/scaleTargetRef/name").asString())
                    .orElseThrow();
            // Two would disagree on how many there are.
            assertThat(target.at("/spec/replicas").isMissingNode()).isTrue();
            assertThat(scaler.at("/spec/minReplicas").asInt())
                    .isPositive()
                    .isLessThanOrEqualTo(scaler.at("/spec/maxReplicas").asInt());
        });
        assertThat(overlay.ofKind("PodDisruptionBudget"))
                .hasSize(2)
                .allSatisfy(budget -> assertThat(overlay.workloadsWith(budget.at("/spec/selector/matchLabels")))
                        .hasSize(1));
        assertThat(overlay.ofKind("StatefulSet")).isNotEmpty().allSatisfy(set -> {
            ObjectNode service = overlay.find(
                            "Service", set.at("/spec/serviceName").asString())
                    .orElseThrow();
            assertThat(service.at("/spec/clusterIP").asString()).isEqualTo("None");
        });
    }

    @ParameterizedTest
    @MethodSource("io.countersign.deployment.Manifests#ofEveryOverlay")
    void routes_and_monitors_lead_to_services(Manifests overlay) {
        assertThat(overlay.ofKind("HTTPRoute")).isNotEmpty().allSatisfy(route -> {
            for (JsonNode parent : route.at("/spec/parentRefs")) {
                ObjectNode gateway =
                        overlay.find("Gateway", parent.get("name").asString()).orElseThrow();
                assertThat(values(gateway.at("/spec/listeners"), "name"))
                        .contains(parent.get("sectionName").asString());
                assertThat(values(gateway.at("/spec/listeners"), "hostname"))
                        .contains(route.at("/spec/hostnames/0").asString());
            }
            for (JsonNode backend : route.at("/spec/rules/0/backendRefs")) {
                ObjectNode service =
                        overlay.find("Service", backend.get("name").asString()).orElseThrow();
                assertThat(values(service.at("/spec/ports"), "port"))
                        .contains(backend.get("port").asString());
            }
        });
        assertThat(overlay.ofKind("ServiceMonitor")).hasSize(2).allSatisfy(monitor -> {
            JsonNode labels = monitor.at("/spec/selector/matchLabels");
            List<ObjectNode> services = overlay.ofKind("Service").stream()
                    .filter(service -> labels.properties().stream()
                            .allMatch(label -> label.getValue()
                                    .equals(service.at("/metadata/labels").get(label.getKey()))))
                    .toList();
            assertThat(services).hasSize(1);
            assertThat(values(services.get(0).at("/spec/ports"), "name"))
                    .contains(monitor.at("/spec/endpoints/0/port").asString());
        });
    }

    @ParameterizedTest
    @MethodSource("io.countersign.deployment.Manifests#ofEveryOverlay")
    void a_network_policy_is_about_pods_and_ports_that_are_there(Manifests overlay) {
        assertThat(overlay.ofKind("NetworkPolicy")).isNotEmpty().allSatisfy(policy -> {
            List<Workload> bound = overlay.workloadsWith(policy.at("/spec/podSelector/matchLabels"));
            assertThat(bound).isNotEmpty();
            for (JsonNode rule : policy.at("/spec/ingress")) {
                for (JsonNode port : rule.get("ports")) {
                    assertThat(bound)
                            .allSatisfy(workload -> assertThat(
                                            workload.port(port.get("port").asString()))
                                    .isPresent());
                }
                rule.get("from").forEach(peer -> assertThat(ours(overlay, peer)).isTrue());
            }
            for (JsonNode rule : policy.at("/spec/egress")) {
                for (JsonNode peer : rule.get("to")) {
                    assertThat(ours(overlay, peer)).isTrue();
                    List<Workload> reached = overlay.workloadsWith(peer.at("/podSelector/matchLabels"));
                    if (peer.has("podSelector") && !isOfOthers(peer)) {
                        assertThat(rule.get("ports"))
                                .allSatisfy(port -> assertThat(reached)
                                        .allSatisfy(workload -> assertThat(workload.port(
                                                        port.get("port").asString()))
                                                .isPresent()));
                    }
                }
            }
        });
    }

    /** What one policy lets out, another has to let in. */
    @ParameterizedTest
    @MethodSource("io.countersign.deployment.Manifests#ofEveryOverlay")
    void nobody_but_the_two_services_reaches_the_registry_and_only_gateways_reach_the_public_port(Manifests overlay) {
        ObjectNode registry =
                overlay.find("NetworkPolicy", "countersign-registry").orElseThrow();
        assertThat(registry.at("/spec/ingress")).hasSize(1);
        assertThat(registry.at("/spec/ingress/0/from/0/podSelector/matchExpressions/0/values"))
                .extracting(JsonNode::asString)
                .containsExactly("countersign-ingress", "countersign-processor");
        ObjectNode ingress =
                overlay.find("NetworkPolicy", "countersign-ingress").orElseThrow();
        assertThat(ingress.at("/spec/ingress"))
                .hasSize(2)
                .allSatisfy(rule -> assertThat(rule.get("from"))
                        .allSatisfy(peer ->
                                assertThat(peer.has("namespaceSelector")).isTrue()));
        assertThat(overlay.workloads())
                .allSatisfy(workload -> assertThat(workload.labels()
                                .path("app.kubernetes.io/part-of")
                                .asString())
                        .as("the default that denies")
                        .isEqualTo("countersign"));
    }

    @ParameterizedTest
    @MethodSource("io.countersign.deployment.Manifests#ofEveryOverlay")
    void what_is_mounted_is_a_volume_and_what_is_a_volume_is_mounted(Manifests overlay) {
        assertThat(overlay.workloads()).allSatisfy(workload -> {
            Set<String> volumes = new TreeSet<>(values(workload.pod().path("volumes"), "name"));
            for (JsonNode claim : workload.manifest().at("/spec/volumeClaimTemplates")) {
                volumes.add(Manifests.name(claim));
            }
            assertThat(new TreeSet<>(values(workload.container().path("volumeMounts"), "name")))
                    .isEqualTo(volumes);
            assertThat(workload.container().path("volumeMounts"))
                    .as("a file of a secret that is mounted by itself is never renewed")
                    .allSatisfy(mount -> assertThat(mount.has("subPath")).isFalse());
        });
    }

    @ParameterizedTest
    @MethodSource("io.countersign.deployment.Manifests#ofEveryOverlay")
    void secrets_are_made_by_strimzi_or_told_of_in_the_documentation(Manifests overlay) {
        String documentation = Repository.text(Repository.at("docs/deployment.md"));
        Set<String> secrets = new HashSet<>();
        overlay.all().forEach(manifest -> collect(manifest, secrets));
        Set<String> users = new HashSet<>();
        overlay.ofKind("KafkaUser").forEach(user -> users.add(Manifests.name(user)));
        String authority = Manifests.name(overlay.ofKind("Kafka").get(0)) + "-cluster-ca-cert";

        assertThat(secrets).contains("receipt-key", "countersign-ingress", authority);
        assertThat(secrets)
                .allSatisfy(secret -> assertThat(users.contains(secret)
                                || secret.equals(authority)
                                || documentation.contains("create secret generic " + secret + " ")
                                || documentation.contains("create secret tls " + secret + " ")
                                || documentation.contains("| `" + secret + "` |"))
                        .as(secret)
                        .isTrue());
        assertThat(overlay.ofKind("Secret")).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("io.countersign.deployment.Manifests#ofEveryOverlay")
    void hosts_that_variables_name_are_services_or_the_brokers(Manifests overlay) {
        ObjectNode kafka = overlay.ofKind("Kafka").get(0);
        String brokers = Manifests.name(kafka) + "-kafka-bootstrap:"
                + kafka.at("/spec/kafka/listeners/0/port").asInt();
        assertThat(overlay.workloads())
                .allSatisfy(workload -> workload.environment().forEach((name, value) -> {
                    if (name.contains("BOOTSTRAP")) {
                        assertThat(value).hasValue(brokers);
                    }
                    if (name.equals("COUNTERSIGN_REGISTRY_URL")) {
                        String[] parts = value.orElseThrow().split("[:/]+");
                        ObjectNode service = overlay.find("Service", parts[1]).orElseThrow();
                        assertThat(values(service.at("/spec/ports"), "port")).contains(parts[2]);
                    }
                    value.filter(text -> text.contains("/etc/countersign/"))
                            .ifPresent(text -> assertThat(workload.mountPaths())
                                    .as(name)
                                    .anyMatch(
                                            path -> (text.replaceFirst("^[a-z]+:", "") + "/").startsWith(path + "/")));
                }));
    }

    private static boolean ours(Manifests overlay, JsonNode peer) {
        if (!peer.has("podSelector")) {
            return peer.has("namespaceSelector");
        }
        JsonNode labels = peer.at("/podSelector/matchLabels");
        return peer.at("/podSelector").has("matchExpressions")
                || isOfOthers(peer)
                || !overlay.workloadsWith(labels).isEmpty();
    }

    private static boolean isOfOthers(JsonNode peer) {
        return peer.at("/podSelector/matchLabels").properties().stream()
                .allMatch(label -> LABELS_OF_OTHERS.contains(label.getKey()));
    }

    private static void collect(JsonNode node, Set<String> secrets) {
        for (String path : List.of("/secretName", "/secretKeyRef/name")) {
            Optional.of(node.at(path)).filter(JsonNode::isString).ifPresent(name -> secrets.add(name.asString()));
        }
        node.path("certificateRefs")
                .forEach(reference -> secrets.add(reference.get("name").asString()));
        for (JsonNode child : node) {
            collect(child, secrets);
        }
    }

    private static List<String> values(JsonNode array, String field) {
        List<String> values = new ArrayList<>();
        array.forEach(entry -> values.add(entry.get(field).asString()));
        return values;
    }
}
