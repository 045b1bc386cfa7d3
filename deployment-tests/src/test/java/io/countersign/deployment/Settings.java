package io.countersign.deployment;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URL;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.springframework.boot.autoconfigure.ssl.SslProperties;
import org.springframework.boot.context.properties.bind.BindHandler;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.bind.handler.NoUnboundElementsBindHandler;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.core.env.SystemEnvironmentPropertySource;
import tools.jackson.databind.JsonNode;

/** What the programs can be told: by the metadata that the compiler has written, and by their own {@code application.yaml}. */
final class Settings {

    private static final String METADATA = "META-INF/spring-configuration-metadata.json";
    private static final String SOURCE =
            "META-INF/spring/configuration-metadata/io.countersign.ingress.source.SourcesProperties$SourceProperties.json";

    /** Variables that the JVM reads, and none of Spring's. */
    private static final List<String> OF_THE_JVM = List.of("JDK_JAVA_OPTIONS");

    private static final String BUNDLES = "SPRING_SSL_BUNDLE_PEM_";
    private static final String SOURCES = "COUNTERSIGN_SOURCES_";

    private final Map<String, String> typeByVariable = new HashMap<>();
    private final List<String> ofSources = new ArrayList<>();

    private Settings(String without) {
        properties(METADATA, without)
                .forEach(property -> typeByVariable.put(
                        variable(property), property.path("type").asString("")));
        properties(SOURCE, without).forEach(property -> ofSources.add(variable(property)));
    }

    /** What {@code ingress} or {@code processor} can be told. */
    static Settings of(String program) {
        return switch (program) {
            case "ingress" -> new Settings("processor-service");
            case "processor" -> new Settings("ingress-service");
            default -> throw new IllegalArgumentException("no program of ours: " + program);
        };
    }

    /** Whether an environment variable sets a property that exists. */
    boolean knows(String variable) {
        if (OF_THE_JVM.contains(variable)) {
            return true;
        }
        if (variable.startsWith(BUNDLES)) {
            return isOfABundle(variable);
        }
        if (variable.startsWith(SOURCES)) {
            String ofSource = variable.substring(SOURCES.length())
                    .replaceFirst("^[A-Z0-9]+_", "")
                    .replaceFirst("_\\d+$", "");
            return ofSources.contains(ofSource);
        }
        String type = typeByVariable.get(variable);
        if (type != null) {
            return !type.startsWith("java.util.Map<");
        }
        String list = typeByVariable.get(variable.replaceFirst("_\\d+$", ""));
        return (list != null && list.startsWith("java.util.List<")) || isEntryOfAMap(variable);
    }

    /** Whether a program has an opinion of its own on a setting. */
    static boolean sets(String program, String property) {
        return !own(program, property).isMissingNode();
    }

    private static JsonNode own(String program, String property) {
        return Repository.yaml(Repository.text(Repository.at(program + "-service/src/main/resources/application.yaml")))
                .get(0)
                .at("/" + property.replace('.', '/'));
    }

    /** A setting of a program, as it is unless somebody says otherwise. */
    static String usual(String program, String property) {
        JsonNode value = own(program, property);
        if (value.isMissingNode()) {
            throw new IllegalArgumentException(program + " has no " + property + " of its own");
        }
        return value.asString();
    }

    private boolean isEntryOfAMap(String variable) {
        return typeByVariable.entrySet().stream()
                .anyMatch(entry -> entry.getValue().startsWith("java.util.Map<java.lang.String,java.lang.String>")
                        && variable.startsWith(entry.getKey() + "_"));
    }

    /** Metadata does not go into the bundles, but Spring Boot's own binding does. */
    private static boolean isOfABundle(String variable) {
        Map<String, Object> environment = Map.of(variable, variable.endsWith("_RELOADONUPDATE") ? "true" : "file:/x");
        Binder binder = new Binder(ConfigurationPropertySources.from(
                new SystemEnvironmentPropertySource("test-systemEnvironment", environment)));
        try {
            Optional<SslProperties> bound = Optional.ofNullable(binder.bind(
                            "spring.ssl",
                            Bindable.of(SslProperties.class),
                            new NoUnboundElementsBindHandler(BindHandler.DEFAULT))
                    .orElse(null));
            return bound.isPresent();
        } catch (RuntimeException e) {
            return false;
        }
    }

    private static String variable(JsonNode property) {
        return property.get("name")
                .asString()
                .replace("-", "")
                .replace('.', '_')
                .toUpperCase(Locale.ROOT);
    }

    private static List<JsonNode> properties(String resource, String without) {
        List<JsonNode> properties = new ArrayList<>();
        try {
            for (URL metadata : Collections.list(Settings.class.getClassLoader().getResources(resource))) {
                if (!metadata.getPath().contains("/" + without)) {
                    try (InputStream json = metadata.openStream()) {
                        Repository.JSON.readTree(json).get("properties").forEach(properties::add);
                    }
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return properties;
    }
}
