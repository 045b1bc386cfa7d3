package io.countersign.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.quickstart.stack.StackPorts;
import io.countersign.quickstart.stack.StackPorts.Part;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** The compose file and the images, as far as they can be looked at without an engine. */
class ComposeTest {

    private static final JsonNode SERVICES = Repository.yaml(Repository.text(Repository.at("docker-compose.yml")))
            .get(0)
            .get("services");

    @Test
    void without_a_profile_the_ports_are_the_quickstarts() {
        StackPorts usual = StackPorts.usual();
        List<Integer> published = new ArrayList<>();
        SERVICES.properties().stream()
                .filter(service -> !service.getValue().has("profiles"))
                .flatMap(service -> ports(service.getValue()))
                .forEach(port -> published.add(
                        Integer.valueOf(port.replaceAll("^127\\.0\\.0\\.1:\\$\\{[A-Z_]+:-(\\d+)}:\\d+$", "$1"))));

        assertThat(published)
                .containsExactlyInAnyOrderElementsOf(
                        Stream.of(Part.values()).map(usual::of).toList());
    }

    @Test
    void everything_that_is_published_is_on_this_machine_only_and_on_a_port_of_its_own() {
        List<String> published = SERVICES.properties().stream()
                .flatMap(service -> ports(service.getValue()))
                .toList();

        assertThat(published).hasSizeGreaterThan(8).allMatch(port -> port.startsWith("127.0.0.1:"));
        assertThat(published).extracting(port -> port.replaceAll(":\\d+$", "")).doesNotHaveDuplicates();
        assertThat(SERVICES)
                .allSatisfy(service -> assertThat(service.path("network_mode").asString("none"))
                        .isEqualTo("none"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"ingress", "processor", "second-processor"})
    void every_variable_is_a_property_that_exists(String service) {
        String program = service.replace("second-", "");
        Settings settings = Settings.of(program);

        assertThat(SERVICES.get(service).get("environment").properties())
                .isNotEmpty()
                .allSatisfy(variable -> assertThat(settings.knows(variable.getKey()))
                        .as(variable.getKey())
                        .isTrue());
        assertThat(SERVICES.get(service).get("environment").properties())
                .as("secrets come from files")
                .extracting(Map.Entry::getKey)
                .noneMatch(name -> name.matches(".*(PASSWORD|SECRETS_\\d+|RECEIPT_KEY)"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"ingress", "processor", "second-processor", "topics", "ingress-secrets", "processor-secrets"})
    void our_containers_have_no_rights_and_a_read_only_file_system(String name) {
        JsonNode service = SERVICES.get(name);

        assertThat(service.get("read_only").asBoolean()).isTrue();
        assertThat(service.get("cap_drop").toString()).isEqualTo("[\"ALL\"]");
        assertThat(service.get("security_opt").toString()).isEqualTo("[\"no-new-privileges:true\"]");
        assertThat(service.get("tmpfs").asString())
                .as("native libraries run there")
                .contains("exec");
    }

    @Test
    void our_images_are_built_once_and_pulled_from_nowhere() {
        Map<String, List<JsonNode>> ours = StreamSupport.stream(SERVICES.spliterator(), false)
                .filter(service -> service.get("image").asString().startsWith("countersign/"))
                .collect(Collectors.groupingBy(service -> service.get("image").asString()));

        assertThat(ours).containsOnlyKeys("countersign/ingress", "countersign/processor");
        assertThat(ours.values())
                .allSatisfy(services -> assertThat(services)
                        .filteredOn(service -> service.has("build"))
                        .hasSize(1));
        assertThat(ours.values())
                .allSatisfy(services -> assertThat(services)
                        .extracting(service -> service.get("pull_policy").asString())
                        .containsOnly("never"));
    }

    @Test
    void what_the_end_to_end_tests_add_is_for_services_and_properties_that_exist() {
        JsonNode added = Repository.yaml(Repository.text(Repository.at("end-to-end-tests/docker-compose.shop.yml")))
                .get(0)
                .get("services");

        assertThat(added.propertyNames()).isNotEmpty().allMatch(SERVICES::has);
        assertThat(added.properties())
                .allSatisfy(service -> assertThat(
                                service.getValue().get("environment").properties())
                        .isNotEmpty()
                        .allMatch(variable -> Settings.of(service.getKey()).knows(variable.getKey())));
    }

    @Test
    void what_others_wait_for_says_whether_it_is_healthy() {
        for (JsonNode service : SERVICES) {
            for (Map.Entry<String, JsonNode> other : service.path("depends_on").properties()) {
                JsonNode awaited = SERVICES.get(other.getKey());
                boolean healthy = other.getValue().get("condition").asString().equals("service_healthy");
                assertThat(awaited.at("/healthcheck").has("test"))
                        .as(other.getKey())
                        .isEqualTo(healthy);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"ingress", "processor"})
    void an_image_runs_as_nobody_and_asks_the_ports_of_its_program(String program) {
        String image = Repository.text(Repository.at(program + "-service/Dockerfile"));
        String port = Settings.usual(program, "server.port");
        String management = Settings.usual(program, "management.server.port");

        assertThat(image)
                .containsPattern("(?m)^USER [1-9]\\d*:[1-9]\\d*$")
                .contains("\nEXPOSE " + port + " " + management + "\n")
                .contains("CMD [\"./health\", \"" + management + "\"]")
                .contains("./train " + management + " " + program + ".jar " + program + ".aot")
                .contains("ENTRYPOINT [\"./start\", \"" + program + "\"]");
        assertThat(image.lines().filter(line -> line.startsWith("ENV ")))
                .isNotEmpty()
                .allMatch(line -> Settings.of(program).knows(line.replaceAll("ENV ([A-Z_]+)=.*", "$1")));
    }

    @Test
    void every_file_that_is_mounted_is_there() {
        List<String> files = SERVICES.properties().stream()
                .flatMap(service -> texts(service.getValue().path("volumes")))
                .filter(volume -> volume.startsWith("./"))
                .map(volume -> volume.split(":", 2)[0])
                .toList();

        assertThat(files)
                .isNotEmpty()
                .allSatisfy(file -> assertThat(Repository.at(file)).exists());
    }

    /** One file each, for Kubernetes and for here: {@code AlertRulesTest} and {@code DashboardTest} look into them. */
    @Test
    void alerts_and_dashboard_are_those_of_kubernetes() {
        JsonNode prometheus = SERVICES.get("prometheus");
        JsonNode grafana = SERVICES.get("grafana");
        String dashboards = Repository.text(Repository.at("docker/grafana/dashboards.yml"));
        String datasource = Repository.text(Repository.at("docker/grafana/datasource.yml"));

        assertThat(texts(prometheus.get("volumes"))).contains("./k8s/base/alerts.yaml:/etc/prometheus/alerts.yaml:ro");
        assertThat(prometheus.get("command").toString())
                .contains("sed -e '1,/^spec:/d' -e 's/^  //' /etc/prometheus/alerts.yaml > /prometheus/alerts.yml");
        assertThat(Repository.text(Repository.at("docker/prometheus.yml")))
                .contains("rule_files: [/prometheus/alerts.yml]");
        assertThat(texts(grafana.get("volumes")))
                .contains("./k8s/base/dashboard.json:/etc/grafana/dashboards/countersign.json:ro");
        assertThat(Repository.yaml(dashboards)
                        .get(0)
                        .at("/providers/0/options/path")
                        .asString())
                .isEqualTo("/etc/grafana/dashboards");
        assertThat(Repository.yaml(datasource).get(0).at("/datasources/0/type").asString())
                .isEqualTo("prometheus");
    }

    @Test
    void kafka_is_the_one_that_the_clients_are_of() {
        String kafka = SERVICES.at("/kafka/image").asString();

        assertThat(kafka).isEqualTo("apache/kafka:" + org.apache.kafka.common.utils.AppInfoParser.getVersion());
        assertThat(Manifests.ofEveryOverlay())
                .allSatisfy(overlay -> assertThat(overlay.ofKind("Kafka")
                                .get(0)
                                .at("/spec/kafka/version")
                                .asString())
                        .isEqualTo(kafka.replace("apache/kafka:", "")));
    }

    private static Stream<String> ports(JsonNode service) {
        return texts(service.path("ports"));
    }

    private static Stream<String> texts(JsonNode list) {
        List<String> texts = new ArrayList<>();
        list.forEach(text -> texts.add(text.asString()));
        return texts.stream();
    }
}
