package io.countersign.ingress.provider;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.ingress.provider.SourceSettings.EventSettings;
import io.countersign.ingress.provider.devengo.DevengoProvider;
import io.countersign.ingress.provider.generic.GenericProvider;
import io.countersign.ingress.provider.lox24.Lox24Provider;
import io.countersign.ingress.provider.nuapay.NuapayProvider;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import tools.jackson.databind.json.JsonMapper;

/** Every folder under {@code golden/} is a case; its README tells how to add one. */
class GoldenTest {

    private static final Map<String, Provider> PROVIDERS = Stream.of(
                    new DevengoProvider(), new NuapayProvider(), new Lox24Provider(), new GenericProvider())
            .collect(Collectors.toMap(Provider::name, Function.identity()));

    private static final JsonMapper JSON = JsonMapper.builder().build();

    /** What {@code source.json} says. */
    record Source(String name, EventSettings event) {}

    @TestFactory
    Stream<DynamicTest> becomesWhatIsWritten() {
        return Samples.cases().stream()
                .map(folder -> DynamicTest.dynamicTest(
                        folder.getParent().getFileName() + "/" + folder.getFileName(), () -> holds(folder)));
    }

    /** What a normaliser did not understand is kept without its secrets; once understood, it must be the event that was sent. */
    @TestFactory
    Stream<DynamicTest> isTheSameEventWithoutItsSecrets() {
        return Samples.cases().stream()
                .map(folder -> DynamicTest.dynamicTest(
                        folder.getParent().getFileName() + "/" + folder.getFileName(), () -> staysTheSame(folder)));
    }

    private static void staysTheSame(Path folder) throws IOException {
        Normaliser normaliser = normaliser(folder.getParent());
        byte[] body = Samples.body(folder);
        String kept = identity(normaliser.normalise(normaliser.withoutSecrets(body)));
        assertThat(kept).isEqualTo(identity(normaliser.normalise(body)));
    }

    private static String identity(Normalised normalised) {
        return normalised instanceof Normalised.Event event
                ? event.eventId() + " " + event.type() + " " + event.contentDigest() + " " + event.resource()
                : "no event";
    }

    private static void holds(Path folder) throws IOException {
        Path expected = folder.resolve("event.json");
        String shown = show(folder);
        if (Boolean.getBoolean("golden.write")) {
            Path source = Path.of("src/test/resources/golden")
                    .resolve(Samples.golden().relativize(expected));
            Files.writeString(source, shown);
            Files.writeString(expected, shown);
        }
        assertThat(shown).isEqualTo(Files.readString(expected));
    }

    private static String show(Path folder) throws IOException {
        byte[] body = Samples.body(folder);
        Normaliser normaliser = normaliser(folder.getParent());
        byte[] before = body.clone();
        Normalised outcome = normaliser.normalise(body);
        byte[] kept = normaliser.withoutSecrets(body);
        assertThat(body).as("the body is not to be changed").isEqualTo(before);
        String received = new String(body, StandardCharsets.UTF_8);
        String unmarked = received.startsWith("\uFEFF") ? received.substring(1) : received;
        return Rendering.of(
                outcome,
                outcome instanceof Normalised.Event ? unmarked : received,
                new String(kept, StandardCharsets.UTF_8));
    }

    private static Normaliser normaliser(Path provider) throws IOException {
        String name = provider.getFileName().toString();
        Path configured = provider.resolve("source.json");
        Source source = Files.exists(configured)
                ? JSON.readValue(Files.readString(configured), Source.class)
                : new Source(name, null);
        return PROVIDERS
                .get(name)
                .normaliser(new SourceSettings(source.name(), null, Duration.ofMinutes(5), null, source.event()));
    }

    @Test
    void coversEveryDocumentedEvent() throws IOException {
        List<String> mapped = Samples.cases().stream()
                .map(folder -> folder.getParent().getFileName() + "/" + folder.getFileName())
                .toList();
        assertThat(mapped)
                .filteredOn(name -> name.matches("devengo/[a-z_]+\\.[a-z]+"))
                .hasSize(25);
        assertThat(mapped)
                .filteredOn(name -> name.startsWith("lox24/verify_code."))
                .hasSize(6);
        assertThat(mapped).contains("nuapay/VerificationCompleted");
    }

    @Test
    void keepsNoCode() throws IOException {
        for (Path folder : Samples.cases()) {
            assertThat(Files.readString(folder.resolve("event.json")))
                    .as(folder.toString())
                    .doesNotContain("PLANTED-CODE", "77777777", "\"code\": \"1234\"", "\\\"1234\\\"");
        }
    }
}
