package io.countersign.deployment;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * All manifests of an overlay, rendered.
 *
 * @param overlay name of its folder
 * @param all the manifests
 */
record Manifests(String overlay, List<ObjectNode> all) {

    private static final Set<String> WITH_PODS =
            Set.of("Deployment", "StatefulSet", "DaemonSet", "Job", "CronJob", "Pod");

    /** Each overlay that there is. */
    static List<Manifests> ofEveryOverlay() {
        try (Stream<Path> folders = Files.list(Repository.at("k8s/overlays"))) {
            return folders.sorted()
                    .map(folder -> new Manifests(folder.getFileName().toString(), Kustomization.render(folder)))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    List<ObjectNode> ofKind(String kind) {
        return all.stream()
                .filter(manifest -> manifest.get("kind").asString().equals(kind))
                .toList();
    }

    Optional<ObjectNode> find(String kind, String name) {
        return ofKind(kind).stream()
                .filter(manifest -> name(manifest).equals(name))
                .findFirst();
    }

    /** What runs pods; fails for kinds of which this test does not know where their pods are. */
    List<Workload> workloads() {
        return all.stream()
                .filter(manifest -> WITH_PODS.contains(manifest.get("kind").asString()))
                .map(Workload::new)
                .toList();
    }

    /** The workloads whose pods have all of these labels. */
    List<Workload> workloadsWith(JsonNode labels) {
        return workloads().stream()
                .filter(workload -> labels.properties().stream()
                        .allMatch(label ->
                                label.getValue().equals(workload.labels().get(label.getKey()))))
                .toList();
    }

    static String name(JsonNode manifest) {
        return manifest.at("/metadata/name").asString();
    }

    @Override
    public String toString() {
        return overlay;
    }

    /** A manifest that runs pods of one container. */
    record Workload(ObjectNode manifest) {

        String name() {
            return Manifests.name(manifest);
        }

        JsonNode labels() {
            return manifest.at("/spec/template/metadata/labels");
        }

        JsonNode pod() {
            JsonNode pod = manifest.at("/spec/template/spec");
            if (pod.path("containers").size() != 1 || pod.has("initContainers")) {
                throw new IllegalStateException("expected one container in " + name());
            }
            return pod;
        }

        JsonNode container() {
            return pod().get("containers").get(0);
        }

        /** The programs of ours that this runs, by their image: {@code ingress}, {@code processor} or nothing. */
        Optional<String> program() {
            String image = container().get("image").asString().split(":", 2)[0];
            return image.startsWith("countersign/")
                    ? Optional.of(image.substring("countersign/".length()))
                    : Optional.empty();
        }

        /** The variables, by name; one that comes from elsewhere has no value. */
        Map<String, Optional<String>> environment() {
            Map<String, Optional<String>> variables = new java.util.LinkedHashMap<>();
            for (JsonNode variable : container().path("env")) {
                variables.put(
                        variable.get("name").asString(),
                        Optional.ofNullable(variable.get("value")).map(JsonNode::asString));
            }
            return variables;
        }

        /** The number of a port, by its name. */
        Optional<Integer> port(String name) {
            for (JsonNode port : container().path("ports")) {
                if (port.get("name").asString().equals(name)) {
                    return Optional.of(port.get("containerPort").asInt());
                }
            }
            return Optional.empty();
        }

        List<String> mountPaths() {
            List<String> paths = new ArrayList<>();
            container()
                    .path("volumeMounts")
                    .forEach(mount -> paths.add(mount.get("mountPath").asString()));
            return paths;
        }

        @Override
        public String toString() {
            return name();
        }
    }
}
