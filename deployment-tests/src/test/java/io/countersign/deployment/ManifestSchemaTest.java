package io.countersign.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

class ManifestSchemaTest {

    @ParameterizedTest
    @MethodSource("io.countersign.deployment.Manifests#ofEveryOverlay")
    void every_manifest_is_of_its_kinds_schema(Manifests overlay) {
        List<String> problems = new ArrayList<>();
        for (ObjectNode manifest : overlay.all()) {
            StrictSchemas.problems(manifest)
                    .forEach(problem -> problems.add(
                            manifest.get("kind").asString() + " " + Manifests.name(manifest) + ": " + problem));
        }

        assertThat(overlay.all()).hasSizeGreaterThan(30);
        assertThat(problems).isEmpty();
    }

    /** Each of these is right but for one thing. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Deployment     | /spec/template/spec                        | hostNetworks    | true",
                "Deployment     | /spec/template/spec/containers/0           | imagePullPolice | Always",
                "Deployment     | /spec/template/spec/containers/0/resources/requests | memory | 768Mega",
                "StatefulSet    | /spec                                      | replicas        | two",
                "Service        | /spec/ports/0                              | port            | eighty",
                "NetworkPolicy  | /spec                                      | ingres          | x",
                "HorizontalPodAutoscaler | /spec                             | maxReplica      | 1",
                "PodDisruptionBudget     | /spec                             | maxUnavailables | 1",
                "HTTPRoute      | /spec                                      | hostname        | x",
                "Gateway        | /spec/listeners/0                          | port            | https",
                "ServiceMonitor | /spec/endpoints/0                          | intervall       | 15s",
                "PrometheusRule | /spec/groups/0/rules/0                     | expression      | 1",
                "Kafka          | /spec/kafka                                | replica         | 3",
                "KafkaNodePool  | /spec                                      | replicas        | three",
                "KafkaTopic     | /spec                                      | partition       | 6",
                "KafkaUser      | /spec/authentication                       | type            | password",
            })
    void a_manifest_with_something_else_is_not(String kind, String path, String field, String value) {
        ObjectNode manifest =
                Manifests.ofEveryOverlay().get(0).ofKind(kind).get(0).deepCopy();
        assertThat(StrictSchemas.problems(manifest)).isEmpty();

        ((ObjectNode) manifest.at(path)).put(field, value);

        assertThat(StrictSchemas.problems(manifest)).isNotEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Deployment  | /spec         | selector",
                "StatefulSet | /spec         | template",
                "KafkaNodePool | /spec       | roles",
                "KafkaUser   | /spec/authorization | type",
            })
    void a_manifest_without_what_it_needs_is_not(String kind, String path, String field) {
        ObjectNode manifest =
                Manifests.ofEveryOverlay().get(0).ofKind(kind).get(0).deepCopy();
        JsonNode parent = manifest.at(path);
        assertThat(parent.has(field)).isTrue();

        ((ObjectNode) parent).remove(field);

        assertThat(StrictSchemas.problems(manifest)).isNotEmpty();
    }
}
