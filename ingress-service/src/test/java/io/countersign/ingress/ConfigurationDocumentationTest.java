package io.countersign.ingress;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.ingress.source.SourcesProperties;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.core.env.EnumerablePropertySource;
import org.springframework.core.env.PropertySource;
import org.springframework.core.io.ClassPathResource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Holds {@code docs/configuration.md} against the metadata that the compiler generates, and against our defaults. */
class ConfigurationDocumentationTest {

    private static final DocumentationPage PAGE = DocumentationPage.named("configuration.md");
    private static final String METADATA = "META-INF/spring-configuration-metadata.json";
    private static final JsonMapper JSON = new JsonMapper();

    private static final Map<String, String> TYPES = Map.of(
            "java.lang.Integer", "number",
            "java.lang.String", "text",
            "java.net.URI", "URL",
            "java.nio.file.Path", "file",
            "java.time.Duration", "duration",
            "java.util.List<java.lang.String>", "list of texts",
            "java.util.List<java.nio.file.Path>", "list of files",
            "org.springframework.util.unit.DataSize", "size");

    @Test
    void thePageHasEveryPropertyOfThisService() throws IOException {
        StringBuilder table = new StringBuilder(
                "| property | environment | type | default | meaning |\n| --- | --- | --- | --- | --- |\n");
        for (JsonNode property : properties(METADATA)) {
            String name = property.get("name").asString();
            // The map of sources has no row: what its values consist of has.
            if (name.startsWith("countersign.") && !name.equals("countersign.sources")) {
                table.append(row("", property));
            }
        }
        for (JsonNode property : properties("META-INF/spring/configuration-metadata/"
                + SourcesProperties.SourceProperties.class.getName() + ".json")) {
            table.append(row("countersign.sources.<name>.", property));
        }
        PAGE.holdsTable("Written from the ingress's metadata.", table.toString(), getClass());
    }

    @Test
    void springsOwnPropertiesExist() throws IOException {
        List<String> known = properties(METADATA).stream()
                .map(property -> property.get("name").asString())
                .toList();
        assertThat(PAGE.rows("### Spring's own, ingress"))
                .isNotEmpty()
                .extracting(row -> row.get(0).replaceFirst("(\\.properties|logging\\.level)[.\\[].*", "$1"))
                .isSubsetOf(known);
    }

    @Test
    void theValuesOfSpringsOwnPropertiesAreOurs() throws IOException {
        List<PropertySource<?>> sources =
                new YamlPropertySourceLoader().load("ours", new ClassPathResource("application.yaml"));
        EnumerablePropertySource<?> ours = (EnumerablePropertySource<?>) sources.get(0);
        for (List<String> row : PAGE.rows("### Spring's own, ingress")) {
            String name = row.get(0).replaceAll("\\[(.*)]", ".$1");
            Object value = ours.getProperty(name);
            assertThat(row.get(1)).as(name).isEqualTo(value == null ? "–" : value.toString());
        }
    }

    /** The properties in all resources of this name: ours and those of the libraries. */
    private static List<JsonNode> properties(String resource) throws IOException {
        List<JsonNode> properties = new ArrayList<>();
        for (URL metadata : Collections.list(
                ConfigurationDocumentationTest.class.getClassLoader().getResources(resource))) {
            try (InputStream json = metadata.openStream()) {
                JSON.readTree(json).get("properties").forEach(properties::add);
            }
        }
        assertThat(properties).as(resource).isNotEmpty();
        return properties;
    }

    private static String row(String prefix, JsonNode property) {
        String name = prefix + property.get("name").asString();
        String type = property.get("type").asString();
        String environment = name.replace("-", "").replace('.', '_').toUpperCase(Locale.ROOT)
                + (type.startsWith("java.util.List") ? "_0" : "");
        assertThat(TYPES).as("a word for the type of " + name).containsKey(type);
        String value = property.has("defaultValue")
                ? "`" + property.get("defaultValue").asString() + "`"
                : "–";
        String meaning = property.get("description").asString();
        return "| `" + name + "` | `" + environment + "` | " + TYPES.get(type) + " | " + value + " | "
                + meaning.substring(0, 1).toUpperCase(Locale.ROOT) + meaning.substring(1) + " |\n";
    }
}
