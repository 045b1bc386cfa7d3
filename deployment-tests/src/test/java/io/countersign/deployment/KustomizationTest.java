package io.countersign.deployment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

class KustomizationTest {

    @ParameterizedTest
    @MethodSource("io.countersign.deployment.Manifests#ofEveryOverlay")
    void an_overlay_is_rendered_as_kubectl_renders_it(Manifests overlay) throws Exception {
        assumeTrue(kubectlIsHere(), "kubectl is not here");
        Process kubectl = new ProcessBuilder(
                        "kubectl",
                        "kustomize",
                        Repository.at("k8s/overlays/" + overlay).toString())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        String rendered = new String(kubectl.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        List<JsonNode> expected = Repository.yaml(rendered);
        assertThat(expected).isNotEmpty();
        assertThat(overlay.all().stream().map(JsonNode.class::cast)).containsExactlyInAnyOrderElementsOf(expected);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "nameSuffix: -x",
                "images: [{name: a, digest: b}]",
                "configMapGenerator: [{name: a, literals: [b=c]}]",
                "configMapGenerator: [{name: a, files: [b=kustomization.yaml]}]",
                "patches: [{target: {kind: Pod, namespace: x}, patch: '[]'}]"
            })
    void what_is_not_rendered_here_is_refused(String line, @TempDir Path folder) throws IOException {
        Files.writeString(folder.resolve("kustomization.yaml"), line + "\n");

        assertThatIllegalArgumentException()
                .isThrownBy(() -> Kustomization.render(folder))
                .withMessageContaining("not rendered here");
    }

    @Test
    void a_patch_without_a_target_is_refused(@TempDir Path folder) throws IOException {
        Files.writeString(folder.resolve("kustomization.yaml"), "patches: [{target: {kind: Pod}, patch: '[]'}]\n");

        assertThatIllegalArgumentException()
                .isThrownBy(() -> Kustomization.render(folder))
                .withMessageContaining("no target");
    }

    private static boolean kubectlIsHere() {
        return Stream.of(System.getenv().getOrDefault("PATH", "").split(java.io.File.pathSeparator))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, "kubectl")));
    }
}
