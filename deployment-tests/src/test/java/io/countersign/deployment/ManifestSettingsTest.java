package io.countersign.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.deployment.Manifests.Workload;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

/** What the manifests set is what the programs can be told, and what they ask is what the programs answer. */
class ManifestSettingsTest {

    @ParameterizedTest
    @MethodSource("io.countersign.deployment.Manifests#ofEveryOverlay")
    void every_variable_is_a_property_that_exists(Manifests overlay) {
        assertThat(ours(overlay)).hasSize(2).allSatisfy(workload -> {
            Settings settings = Settings.of(workload.program().orElseThrow());
            Map<String, Optional<String>> environment = workload.environment();
            assertThat(environment.keySet())
                    .allSatisfy(name -> assertThat(settings.knows(name) || isUsedByAnother(name, environment))
                            .as(name)
                            .isTrue());
        });
    }

    @ParameterizedTest
    @CsvSource({
        "ingress, COUNTERSIGN_RECEIPT_KEYFILE, true",
        "ingress, COUNTERSIGN_RECEIPT_KEY_FILE, false",
        "ingress, COUNTERSIGN_LEDGER_LIMIT, false",
        "processor, COUNTERSIGN_LEDGER_LIMIT, true",
        "processor, COUNTERSIGN_RECEIPT_KEYFILE, false",
        "ingress, COUNTERSIGN_SOURCES_SHOP_SIGNATURE_IDHEADER, true",
        "ingress, COUNTERSIGN_SOURCES_SHOP_SECRETFILES_0, true",
        "ingress, COUNTERSIGN_SOURCES_SHOP_SECRETFILE, false",
        "ingress, COUNTERSIGN_PROXIES_TRUSTED_0, true",
        "ingress, COUNTERSIGN_PROXIES_TRUSTED_X, false",
        "ingress, SPRING_KAFKA_BOOTSTRAPSERVERS, true",
        "ingress, SPRING_KAFKA_BOOTSTRAPSERVER, false",
        "processor, SPRING_KAFKA_STREAMS_PROPERTIES_GROUP_INSTANCE_ID, true",
        "processor, SPRING_KAFKA_STREAMS_PROPERTIES, false",
        "processor, SPRING_SSL_BUNDLE_PEM_API_KEYSTORE_PRIVATEKEY, true",
        "processor, SPRING_SSL_BUNDLE_PEM_API_KEYSTORE_PRIVATEKEYS, false",
        "processor, SPRING_SSL_BUNDLE_PEM_API_RELOADONUPDATE, true",
        "processor, SPRING_CONFIG_IMPORT, true"
    })
    void a_property_that_exists_is_told_from_one_that_does_not(String program, String variable, boolean exists) {
        assertThat(Settings.of(program).knows(variable)).isEqualTo(exists);
    }

    @ParameterizedTest
    @MethodSource("io.countersign.deployment.Manifests#ofEveryOverlay")
    void ports_are_those_that_the_programs_listen_at(Manifests overlay) {
        assertThat(ours(overlay)).allSatisfy(workload -> {
            String program = workload.program().orElseThrow();
            assertThat(workload.environment()).doesNotContainKeys("SERVER_PORT", "MANAGEMENT_SERVER_PORT");
            assertThat(workload.container().get("ports"))
                    .extracting(port -> port.get("containerPort").asString())
                    .containsExactly(
                            Settings.usual(program, "server.port"), Settings.usual(program, "management.server.port"));
            assertThat(workload.port("management"))
                    .hasValue(Integer.valueOf(Settings.usual(program, "management.server.port")));
        });
    }

    @ParameterizedTest
    @MethodSource("io.countersign.deployment.Manifests#ofEveryOverlay")
    void probes_ask_what_the_programs_answer_and_from_outside_they_can(Manifests overlay) {
        assertThat(ours(overlay)).allSatisfy(workload -> {
            JsonNode container = workload.container();
            assertThat(Settings.usual(workload.program().orElseThrow(), "management.endpoint.health.probes.enabled"))
                    .isEqualTo("true");
            assertThat(container.at("/livenessProbe/httpGet/path").asString())
                    .isEqualTo("/actuator/health/liveness")
                    .isEqualTo(container.at("/startupProbe/httpGet/path").asString());
            assertThat(container.at("/readinessProbe/httpGet/path").asString()).isEqualTo("/actuator/health/readiness");
            assertThat(List.of("livenessProbe", "startupProbe", "readinessProbe"))
                    .allSatisfy(probe -> assertThat(
                                    container.at("/" + probe + "/httpGet/port").asString())
                            .isEqualTo("management"));
            assertThat(workload.environment().get("MANAGEMENT_SERVER_ADDRESS")).hasValue("0.0.0.0");
        });
    }

    @ParameterizedTest
    @MethodSource("io.countersign.deployment.Manifests#ofEveryOverlay")
    void monitors_ask_where_metrics_are(Manifests overlay) {
        for (String program : List.of("ingress", "processor")) {
            assertThat(Settings.usual(program, "management.endpoints.web.exposure.include"))
                    .contains("prometheus");
        }
        assertThat(overlay.ofKind("ServiceMonitor"))
                .allSatisfy(monitor -> assertThat(
                                monitor.at("/spec/endpoints/0/path").asString())
                        .isEqualTo("/actuator/prometheus"));
    }

    /** The timetable of an end: the pause, then what Spring Boot and Kafka Streams take. */
    @ParameterizedTest
    @MethodSource("io.countersign.deployment.Manifests#ofEveryOverlay")
    void there_is_time_to_end(Manifests overlay) {
        assertThat(ours(overlay)).allSatisfy(workload -> {
            int pause =
                    workload.container().at("/lifecycle/preStop/sleep/seconds").asInt(0);
            assertThat(workload.pod().get("terminationGracePeriodSeconds").asInt())
                    .isGreaterThanOrEqualTo(pause + 30);
        });
        JsonNode ingress = overlay.find("Deployment", "countersign-ingress").orElseThrow();
        assertThat(ingress.at("/spec/template/spec/containers/0/lifecycle/preStop/sleep/seconds")
                        .asInt())
                .isGreaterThanOrEqualTo(5);
        assertThat(ingress.at("/spec/strategy/rollingUpdate/maxUnavailable").asInt(-1))
                .isZero();
    }

    @ParameterizedTest
    @MethodSource("io.countersign.deployment.Manifests#ofEveryOverlay")
    void the_processors_folder_is_its_volume_and_its_name_is_its_own(Manifests overlay) {
        Workload processor = ours(overlay).stream()
                .filter(workload -> workload.program().equals(Optional.of("processor")))
                .findFirst()
                .orElseThrow();
        assertThat(Repository.text(Repository.at("processor-service/Dockerfile")))
                .contains("ENV SPRING_KAFKA_STREAMS_STATEDIR=/var/lib/countersign/");
        assertThat(processor.mountPaths()).contains("/var/lib/countersign");
        assertThat(processor.environment().get("SPRING_KAFKA_STREAMS_PROPERTIES_GROUP_INSTANCE_ID"))
                .hasValue("$(POD_NAME)");
        assertThat(processor.environment().get("COUNTERSIGN_RESOURCES_ADVERTISEDADDRESS"))
                .hasValue("$(POD_NAME)."
                        + processor.manifest().at("/spec/serviceName").asString() + ".$(POD_NAMESPACE).svc");
    }

    @ParameterizedTest
    @MethodSource("io.countersign.deployment.Manifests#ofEveryOverlay")
    void pods_are_restricted_and_ask_for_what_they_take(Manifests overlay) {
        assertThat(overlay.ofKind("Namespace"))
                .hasSize(1)
                .allSatisfy(namespace -> assertThat(namespace
                                .at("/metadata/labels")
                                .get("pod-security.kubernetes.io/enforce")
                                .asString())
                        .isEqualTo("restricted"));
        assertThat(overlay.workloads()).allSatisfy(workload -> {
            JsonNode pod = workload.pod();
            JsonNode container = workload.container();
            assertThat(pod.at("/securityContext/runAsNonRoot").asBoolean()).isTrue();
            assertThat(pod.at("/securityContext/seccompProfile/type").asString())
                    .isEqualTo("RuntimeDefault");
            assertThat(pod.get("automountServiceAccountToken").asBoolean()).isFalse();
            assertThat(pod.properties())
                    .extracting(Map.Entry::getKey)
                    .doesNotContain("hostNetwork", "hostPID", "hostIPC");
            assertThat(pod.path("volumes"))
                    .allSatisfy(volume -> assertThat(volume.has("emptyDir") || volume.has("secret"))
                            .isTrue());
            assertThat(container.at("/securityContext/allowPrivilegeEscalation").asBoolean(true))
                    .isFalse();
            assertThat(container.at("/securityContext/capabilities").toString()).isEqualTo("{\"drop\":[\"ALL\"]}");
            assertThat(container.at("/resources/requests").has("cpu")).isTrue();
            assertThat(container.at("/resources/requests").get("memory"))
                    .isEqualTo(container.at("/resources/limits").get("memory"));
        });
        assertThat(ours(overlay))
                .allSatisfy(workload -> assertThat(workload.container()
                                .at("/securityContext/readOnlyRootFilesystem")
                                .asBoolean())
                        .isTrue());
    }

    /** Who knows the log of one reads that of the other. */
    @Test
    void both_programs_log_alike_as_text_and_in_images_as_ecs() {
        assertThat(Settings.usual("ingress", "logging.pattern.console"))
                .isEqualTo(Settings.usual("processor", "logging.pattern.console"))
                .contains("%kvp");
        for (String program : List.of("ingress", "processor")) {
            assertThat(Settings.sets(program, "logging.structured")).isFalse();
            assertThat(Repository.text(Repository.at(program + "-service/Dockerfile")))
                    .containsPattern("LOGGING_STRUCTURED_FORMAT_CONSOLE=ecs\\b");
        }
    }

    @Test
    void there_are_two_overlays() {
        assertThat(Manifests.ofEveryOverlay()).extracting(Manifests::overlay).containsExactly("dev", "production");
    }

    private static List<Workload> ours(Manifests overlay) {
        return overlay.workloads().stream()
                .filter(workload -> workload.program().isPresent())
                .toList();
    }

    /** The pod's own name, for example, is there to be put into other values. */
    private static boolean isUsedByAnother(String name, Map<String, Optional<String>> environment) {
        return environment.get(name).isEmpty()
                && environment.values().stream()
                        .flatMap(Optional::stream)
                        .anyMatch(value -> value.contains("$(" + name + ")"));
    }
}
