package io.countersign.ingress.source;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.ingress.metrics.IngressMetrics;
import io.countersign.ingress.provider.Provider;
import io.countersign.ingress.rotation.Rotation;
import io.countersign.ingress.rotation.RotationProperties;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.ComponentScan;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

class SourcesTest {

    private static final String SECRET = "0123456789abcdef";

    private final ApplicationContextRunner runner = new ApplicationContextRunner()
            .withUserConfiguration(Providers.class)
            .withPropertyValues(
                    "countersign.sources.shop.provider=devengo", "countersign.sources.shop.secrets[0]=" + SECRET);

    @Configuration(proxyBeanMethods = false)
    @EnableConfigurationProperties({SourcesProperties.class, RotationProperties.class})
    @ComponentScan(basePackageClasses = Provider.class)
    @Import({Sources.class, Rotation.class, IngressMetrics.class, SimpleMeterRegistry.class})
    static class Providers {}

    @Test
    void aSourceHasItsProviderAndTheDocumentedDefaults() {
        runner.run(context -> {
            Source source = context.getBean(Sources.class).find("shop");
            assertThat(source.provider()).isEqualTo("devengo");
            assertThat(source.bodyLimit()).isEqualTo(256 * 1024);
            assertThat(context.getBean(SourcesProperties.class)
                            .sources()
                            .get("shop")
                            .signature()
                            .tolerance())
                    .hasMinutes(5);
        });
    }

    @Test
    void sandboxAndProductionAreTwoSourcesOfOneProvider() {
        runner.withPropertyValues(
                        "countersign.sources.sandbox.provider=devengo", "countersign.sources.sandbox.secrets=" + SECRET)
                .run(context -> assertThat(context.getBean(Sources.class).all())
                        .extracting(Source::name)
                        .containsExactlyInAnyOrder("shop", "sandbox"));
    }

    @Test
    void theEnvironmentMayHoldSources() {
        new ApplicationContextRunner()
                .withUserConfiguration(Providers.class)
                .withInitializer(context -> context.getEnvironment()
                        .getPropertySources()
                        .addFirst(new org.springframework.core.env.SystemEnvironmentPropertySource(
                                "systemEnvironment",
                                Map.of(
                                        "COUNTERSIGN_SOURCES_SHOP_PROVIDER",
                                        "nuapay",
                                        "COUNTERSIGN_SOURCES_SHOP_SECRETS_0",
                                        SECRET))))
                .run(context ->
                        assertThat(context.getBean(Sources.class).find("shop")).isNotNull());
    }

    @Test
    void filesMayHoldSecretsOneALine(@TempDir Path folder) throws Exception {
        Path file = Files.writeString(folder.resolve("secret"), SECRET + "\n\n" + SECRET + "2\n");

        new ApplicationContextRunner()
                .withUserConfiguration(Providers.class)
                .withPropertyValues(
                        "countersign.sources.shop.provider=lox24", "countersign.sources.shop.secret-files=" + file)
                .run(context -> assertThat(context.getBean(Sources.class)
                                .find("shop")
                                .authenticate(
                                        name -> name.equalsIgnoreCase("X-Lox24-Secret")
                                                ? List.of(SECRET + "2")
                                                : List.of(),
                                        new byte[0],
                                        java.time.Instant.EPOCH))
                        .hasToString("Genuine[secretId=secret-2]"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "countersign.sources.empty.provider=devengo | secrets is empty: a source without a secret",
                "countersign.sources.weak.provider=devengo;countersign.sources.weak.secrets=short | shorter than 16",
                "countersign.sources.who.provider=unknown;countersign.sources.who.secrets=0123456789abcdef | provider must be one of [devengo, generic, lox24, nuapay], not unknown",
                "countersign.sources.none.secrets=0123456789abcdef | provider must be one of",
                "countersign.sources.nuapay.provider=devengo;countersign.sources.nuapay.secrets=0123456789abcdef | a source that is called nuapay must be one of that provider",
                "countersign.sources[Sh/op].provider=devengo;countersign.sources[Sh/op].secrets=0123456789abcdef | a name must be lower-case",
                "countersign.sources.shop.signature.tolerance=0s | signature.tolerance must be positive",
                "countersign.sources.shop.signature.tolerance=61m | at most PT1H, not PT1H1M",
                "countersign.sources.shop.body-limit=0B | body-limit must be from 1 B",
                "countersign.sources.shop.body-limit=401KB | body-limit must be from 1 B to 400 KB",
                "countersign.sources.shop.allowed-addresses=example.org | allowed-addresses: 'example.org' is neither an IP address nor a network",
                "countersign.sources.shop.secret-files=/does/not/exist | a secret file cannot be read",
                "countersign.sources.weak.provider=devengo;countersign.sources.weak.secrets=0123456789abcde | shorter than 16",
                "countersign.sources.shop.secrets[1]= | secret 1 is empty",
            })
    void whatIsWrongWithASourceStopsTheStart(String properties, String message) {
        runner.withPropertyValues(properties.split(";")).run(context -> {
            assertThat(context).hasFailed();
            assertThat(context.getStartupFailure()).hasStackTraceContaining(message.strip());
            assertThat(context.getStartupFailure().getMessage()).doesNotContain(SECRET);
        });
    }

    @Test
    void noSourceAtAllStopsTheStart() {
        new ApplicationContextRunner()
                .withUserConfiguration(Providers.class)
                .run(context ->
                        assertThat(context).getFailure().rootCause().hasMessageStartingWith("no source is configured"));
    }
}
