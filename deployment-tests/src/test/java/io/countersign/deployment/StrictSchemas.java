package io.countersign.deployment;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.introspect.Annotated;
import com.fasterxml.jackson.databind.introspect.JacksonAnnotationIntrospector;
import com.google.gson.JsonElement;
import com.google.gson.JsonParser;
import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.Gateway;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.HTTPRoute;
import io.fabric8.openshift.api.model.monitoring.v1.PrometheusRule;
import io.fabric8.openshift.api.model.monitoring.v1.ServiceMonitor;
import io.kubernetes.client.openapi.JSON;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.InvocationTargetException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Says what is wrong with a manifest by the schema of its kind. Unknown fields, missing ones and values of another type are wrong
 * in the kinds of Kubernetes and Strimzi, and with the latter also values that are not allowed; in those of the Gateway API and of
 * the Prometheus operator unknown fields and values of another type are. What nobody says here: whether a text is one of the words
 * that Kubernetes knows for a field.
 */
final class StrictSchemas {

    private static final Map<String, String> KUBERNETES = Map.ofEntries(
            Map.entry("v1/Namespace", "V1Namespace"),
            Map.entry("v1/Service", "V1Service"),
            Map.entry("v1/ServiceAccount", "V1ServiceAccount"),
            Map.entry("v1/ConfigMap", "V1ConfigMap"),
            Map.entry("apps/v1/Deployment", "V1Deployment"),
            Map.entry("apps/v1/StatefulSet", "V1StatefulSet"),
            Map.entry("autoscaling/v2/HorizontalPodAutoscaler", "V2HorizontalPodAutoscaler"),
            Map.entry("policy/v1/PodDisruptionBudget", "V1PodDisruptionBudget"),
            Map.entry("networking.k8s.io/v1/NetworkPolicy", "V1NetworkPolicy"));

    private static final Map<String, Class<?>> OTHERS = Map.of(
            "gateway.networking.k8s.io/v1/Gateway", Gateway.class,
            "gateway.networking.k8s.io/v1/HTTPRoute", HTTPRoute.class,
            "monitoring.coreos.com/v1/ServiceMonitor", ServiceMonitor.class,
            "monitoring.coreos.com/v1/PrometheusRule", PrometheusRule.class);

    private static final String KEEPS_ALL = "x-kubernetes-preserve-unknown-fields";
    private static final String STRIMZI = "kafka.strimzi.io/v1/";

    /** The models keep what they do not know, unless they cannot. */
    private static final ObjectMapper STRICT = com.fasterxml.jackson.databind.json.JsonMapper.builder()
            .annotationIntrospector(new JacksonAnnotationIntrospector() {
                private static final long serialVersionUID = 1L;

                @Override
                public Boolean hasAnySetter(Annotated annotated) {
                    return false;
                }
            })
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
            .build();

    private StrictSchemas() {}

    /** What is wrong; empty for nothing. */
    static List<String> problems(JsonNode manifest) {
        String kind = manifest.get("apiVersion").asString() + "/"
                + manifest.get("kind").asString();
        if (KUBERNETES.containsKey(kind)) {
            return kubernetes(manifest, KUBERNETES.get(kind));
        }
        if (OTHERS.containsKey(kind)) {
            return other(manifest, OTHERS.get(kind));
        }
        if (kind.startsWith(STRIMZI)) {
            return strimzi(manifest, kind.substring(STRIMZI.length()));
        }
        return List.of("no schema is known here of " + kind);
    }

    private static List<String> kubernetes(JsonNode manifest, String model) {
        JsonElement element = JsonParser.parseString(manifest.toString());
        try {
            Class<?> type = Class.forName("io.kubernetes.client.openapi.models." + model);
            type.getMethod("validateJsonElement", JsonElement.class).invoke(null, element);
            // Numbers, times and quantities are looked at only when they are read.
            JSON.getGson().fromJson(element, type);
            return List.of();
        } catch (InvocationTargetException e) {
            return List.of(String.valueOf(e.getCause().getMessage()));
        } catch (RuntimeException e) {
            return List.of(String.valueOf(e.getMessage()));
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    private static List<String> other(JsonNode manifest, Class<?> model) {
        try {
            STRICT.readValue(manifest.toString(), model);
            return List.of();
        } catch (JsonProcessingException e) {
            return List.of(e.getOriginalMessage());
        }
    }

    private static List<String> strimzi(JsonNode manifest, String kind) {
        try (InputStream file = StrictSchemas.class.getResourceAsStream("/strimzi-1.2.0/" + kind + ".json")) {
            JsonNode rules = strict(Repository.JSON.readTree(Objects.requireNonNull(file, "no schema of " + kind)));
            Schema schema = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                    .getSchema(rules);
            return schema.validate(manifest).stream().map(Error::toString).toList();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Kubernetes drops what a schema does not name, unless it is told to keep it; here that is wrong. */
    private static JsonNode strict(JsonNode schema) {
        for (JsonNode child : schema) {
            strict(child);
        }
        if (schema instanceof ObjectNode object) {
            boolean keepsAll = object.path(KEEPS_ALL).asBoolean(false) || object.has("additionalProperties");
            if (object.path("type").asString("").equals("object") && object.has("properties") && !keepsAll) {
                object.put("additionalProperties", false);
            }
            // What is Kubernetes' own says nothing to the validator, which would say so.
            object.remove(List.of(KEEPS_ALL, "x-kubernetes-int-or-string", "x-kubernetes-validations"));
            if (object.path("example").isString()) {
                object.remove("example");
            }
        }
        return schema;
    }
}
