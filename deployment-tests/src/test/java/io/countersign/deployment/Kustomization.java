package io.countersign.deployment;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Renders a Kustomization as {@code kubectl kustomize} does, as far as ours go: resources, config maps made of files,
 * namespace, images, and JSON patches (RFC 6902: add, replace, remove). Refuses whatever else one has. {@link KustomizationTest} compares with kubectl where that is
 * to be had.
 */
final class Kustomization {

    private static final Set<String> KNOWN = Set.of(
            "apiVersion", "kind", "namespace", "resources", "components", "configMapGenerator", "images", "patches");
    private static final Set<String> WITHOUT_NAMESPACE = Set.of("Namespace");

    private Kustomization() {}

    /** The resources of the Kustomization in a folder. */
    static List<ObjectNode> render(Path folder) {
        List<ObjectNode> resources = new ArrayList<>();
        render(folder, resources);
        return resources;
    }

    /** Adds to what is there already, which the patches of a component may change. */
    private static void render(Path folder, List<ObjectNode> resources) {
        JsonNode kustomization = Repository.yaml(Repository.text(folder.resolve("kustomization.yaml")))
                .get(0);
        refuseUnknown(kustomization, KNOWN);
        for (JsonNode resource : kustomization.path("resources")) {
            Path path = folder.resolve(resource.asString()).normalize();
            if (path.toFile().isDirectory()) {
                resources.addAll(render(path));
            } else {
                Repository.yaml(Repository.text(path)).forEach(document -> resources.add((ObjectNode) document));
            }
        }
        for (JsonNode generator : kustomization.path("configMapGenerator")) {
            resources.add(configMap(folder, generator));
        }
        for (JsonNode component : kustomization.path("components")) {
            render(folder.resolve(component.asString()).normalize(), resources);
        }
        for (JsonNode patch : kustomization.path("patches")) {
            refuseUnknown(patch, Set.of("target", "patch", "path"));
            patch(folder, patch, resources);
        }
        if (kustomization.has("namespace")) {
            String namespace = kustomization.get("namespace").asString();
            resources.stream()
                    .filter(resource ->
                            !WITHOUT_NAMESPACE.contains(resource.get("kind").asString()))
                    .forEach(resource -> ((ObjectNode) resource.get("metadata")).put("namespace", namespace));
        }
        for (JsonNode image : kustomization.path("images")) {
            refuseUnknown(image, Set.of("name", "newTag"));
            resources.forEach(resource -> tag(
                    resource, image.get("name").asString(), image.get("newTag").asString()));
        }
    }

    private static ObjectNode configMap(Path folder, JsonNode generator) {
        refuseUnknown(generator, Set.of("name", "files", "options"));
        JsonNode options = generator.path("options");
        refuseUnknown(options, Set.of("disableNameSuffixHash", "labels"));
        if (!options.path("disableNameSuffixHash").asBoolean(false)) {
            throw new IllegalArgumentException("not rendered here: the hash in the name of " + generator);
        }
        ObjectNode map = Repository.JSON.createObjectNode();
        map.put("apiVersion", "v1").put("kind", "ConfigMap");
        for (JsonNode file : generator.get("files")) {
            String[] keyAndPath = file.asString().split("=", 2);
            map.withObject("data").put(keyAndPath[0], Repository.text(folder.resolve(keyAndPath[1])));
        }
        ObjectNode metadata = map.putObject("metadata");
        metadata.set("name", generator.get("name"));
        metadata.set("labels", options.get("labels"));
        return map;
    }

    private static void patch(Path folder, JsonNode patch, List<ObjectNode> resources) {
        JsonNode target = patch.get("target");
        refuseUnknown(target, Set.of("kind", "name"));
        List<ObjectNode> targets = resources.stream()
                .filter(resource -> resource.get("kind").equals(target.get("kind"))
                        && (!target.has("name") || resource.at("/metadata/name").equals(target.get("name"))))
                .toList();
        if (targets.isEmpty()) {
            throw new IllegalArgumentException("a patch has no target: " + target);
        }
        String operations = patch.has("path")
                ? Repository.text(folder.resolve(patch.get("path").asString()))
                : patch.get("patch").asString();
        for (JsonNode operation : Repository.yaml(operations).get(0)) {
            targets.forEach(resource -> apply(operation, resource));
        }
    }

    private static void apply(JsonNode operation, ObjectNode resource) {
        String path = operation.get("path").asString();
        int last = path.lastIndexOf('/');
        String name = path.substring(last + 1).replace("~1", "/").replace("~0", "~");
        JsonNode parent = resource.at(path.substring(0, last));
        String kind = operation.get("op").asString();
        boolean exists = !resource.at(path).isMissingNode();
        if (parent.isMissingNode() || (!exists && !kind.equals("add"))) {
            throw new IllegalArgumentException("nothing to " + kind + " at " + path + " of "
                    + resource.at("/metadata/name").asString());
        }
        JsonNode value = operation.has("value") ? operation.get("value").deepCopy() : null;
        if (parent instanceof ObjectNode object) {
            if (kind.equals("remove")) {
                object.remove(name);
            } else {
                object.set(name, value);
            }
            return;
        }
        ArrayNode array = (ArrayNode) parent;
        switch (kind) {
            case "add" -> array.insert(name.equals("-") ? array.size() : Integer.parseInt(name), value);
            case "replace" -> array.set(Integer.parseInt(name), value);
            case "remove" -> array.remove(Integer.parseInt(name));
            default -> throw new IllegalArgumentException("not an operation that is rendered here: " + kind);
        }
    }

    private static void tag(JsonNode node, String name, String tag) {
        if (node instanceof ObjectNode object
                && object.path("image").isString()
                && object.get("image").asString().split(":", 2)[0].equals(name)) {
            object.put("image", name + ":" + tag);
        }
        for (JsonNode child : node) {
            tag(child, name, tag);
        }
    }

    private static void refuseUnknown(JsonNode node, Set<String> known) {
        for (Map.Entry<String, JsonNode> field : node.properties()) {
            if (!known.contains(field.getKey())) {
                throw new IllegalArgumentException("not rendered here: " + field.getKey() + " of " + node);
            }
        }
    }
}
