package io.countersign.ingress.source;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.ingress.DocumentationPage;
import io.countersign.ingress.provider.Provider;
import io.countersign.ingress.provider.SourceSettings;
import io.countersign.ingress.provider.SourceSettings.SignatureSettings;
import io.countersign.ingress.provider.devengo.DevengoProvider;
import io.countersign.ingress.provider.generic.GenericProvider;
import io.countersign.ingress.provider.lox24.Lox24Provider;
import io.countersign.ingress.provider.nuapay.NuapayProvider;
import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.PropertySource;
import org.springframework.core.env.SystemEnvironmentPropertySource;
import org.springframework.core.io.ByteArrayResource;
import org.springframework.util.unit.DataSize;

/** Starts the sources with every example of {@code docs/configuration.md}, so that none of them can rot. */
class DocumentedSourcesTest {

    private static final Pattern EXAMPLE = Pattern.compile("```yaml\n(.*?)```", Pattern.DOTALL);
    private static final Pattern PLACEHOLDER = Pattern.compile("\\$\\{([A-Z_]+)}");
    private static final Pattern DEFAULT = Pattern.compile("(\\w+) \\(default\\)");
    private static final Pattern SECRET_FILE = Pattern.compile("/run/secrets/([a-z-]+)");

    /** Good as a text, as a password, and as base64 of 24 bytes. */
    private static final String SECRET = "0123456789abcdef0123456789abcdef";

    /** A value of each type that is nobody's default. */
    private static final Map<String, String> VALUES =
            Map.of("text", "x", "list of texts", "x", "list of files", "x", "duration", "7s", "size", "7KB");

    private static final List<Provider> PROVIDERS =
            List.of(new DevengoProvider(), new NuapayProvider(), new Lox24Provider(), new GenericProvider());

    @TempDir
    private Path secrets;

    @TestFactory
    Stream<DynamicTest> everyExampleStarts() {
        List<String> examples = EXAMPLE.matcher(
                        DocumentationPage.named("configuration.md").section("## Sources by example"))
                .results()
                .map(example -> example.group(1))
                .toList();
        assertThat(examples).isNotEmpty();
        return Stream.iterate(0, i -> i < examples.size(), i -> i + 1)
                .map(i -> DynamicTest.dynamicTest("example " + (i + 1), () -> starts(examples.get(i))));
    }

    private void starts(String example) throws IOException {
        for (MatchResult file : SECRET_FILE.matcher(example).results().toList()) {
            Files.writeString(secrets.resolve(file.group(1)), SECRET);
        }
        String yaml = SECRET_FILE.matcher(example).replaceAll(Matcher.quoteReplacement(secrets + "/") + "$1");
        PropertySource<?> properties = new YamlPropertySourceLoader()
                .load("example", new ByteArrayResource(yaml.getBytes(StandardCharsets.UTF_8)))
                .get(0);
        List<String> placeholders = PLACEHOLDER
                .matcher(example)
                .results()
                .map(placeholder -> placeholder.group(1) + "=" + SECRET)
                .toList();

        new ApplicationContextRunner()
                .withUserConfiguration(SourcesTest.Providers.class)
                .withPropertyValues(placeholders.toArray(String[]::new))
                .withInitializer(
                        context -> context.getEnvironment().getPropertySources().addLast(properties))
                .run(context -> assertThat(context.getBean(Sources.class).all())
                        .extracting(source -> "countersign.sources." + source.name() + ".provider")
                        .allSatisfy(property -> assertThat(((MapPropertySource) properties).getPropertyNames())
                                .contains(property))
                        .isNotEmpty());
    }

    @Test
    void theSchemesTableSaysWhichProviderOffersWhat() {
        for (List<String> row : DocumentationPage.named("configuration.md").rows("## Schemes")) {
            String scheme = row.get(0);
            List<String> offering = List.of(row.get(1).replace(" (default)", "").split(", "));
            assertThat(PROVIDERS)
                    .filteredOn(provider -> offers(provider, scheme))
                    .extracting(Provider::name)
                    .as(scheme)
                    .containsExactlyInAnyOrderElementsOf(offering);
        }
    }

    @Test
    void theSchemesTableSaysWhichProviderHasWhichDefault() {
        Map<String, String> documented = new HashMap<>();
        for (List<String> row : DocumentationPage.named("configuration.md").rows("## Schemes")) {
            Matcher provider = DEFAULT.matcher(row.get(1));
            if (provider.find()) {
                documented.put(provider.group(1), row.get(0));
            }
        }

        assertThat(PROVIDERS)
                .filteredOn(provider -> offers(provider, null))
                .allSatisfy(provider -> assertThat(provider.signatureScheme(settings(null)))
                        .as(provider.name())
                        .hasSameClassAs(provider.signatureScheme(settings(documented.get(provider.name())))))
                .extracting(Provider::name)
                .containsExactlyInAnyOrderElementsOf(documented.keySet());
    }

    @Test
    void everyEnvironmentVariableOfASourceSetsItsProperty() throws ReflectiveOperationException {
        Map<String, Object> environment = new HashMap<>();
        for (List<String> row : DocumentationPage.named("configuration.md").rows("## Ingress")) {
            if (row.get(0).contains("<name>")) {
                environment.put(row.get(1).replace("<NAME>", "SHOP"), VALUES.get(row.get(2)));
            }
        }

        SourcesProperties bound = new Binder(ConfigurationPropertySources.from(
                        new SystemEnvironmentPropertySource("systemEnvironment", environment)))
                .bind("countersign", SourcesProperties.class)
                .get();

        assertThat(bound.sources()).containsOnlyKeys("shop");
        assertSet(bound.sources().get("shop"));
    }

    private static void assertSet(Record properties) throws ReflectiveOperationException {
        for (RecordComponent component : properties.getClass().getRecordComponents()) {
            Object value = component.getAccessor().invoke(properties);
            if (value instanceof Record nested) {
                assertSet(nested);
            } else {
                assertThat(value)
                        .as(component.toString())
                        .isIn("x", List.of("x"), List.of(Path.of("x")), Duration.ofSeconds(7), DataSize.ofKilobytes(7));
            }
        }
    }

    private static boolean offers(Provider provider, String scheme) {
        try {
            provider.signatureScheme(settings(scheme));
            return true;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private static SourceSettings settings(String scheme) {
        SignatureSettings signature = new SignatureSettings("X-Signature", null, null, null, null, null, null);
        return new SourceSettings("shop", scheme, Duration.ofMinutes(5), signature, null);
    }
}
