package io.countersign.replay.renormalise;

import io.countersign.ingress.envelope.Envelope;
import io.countersign.ingress.provider.Normalised;
import io.countersign.ingress.provider.Normaliser;
import io.countersign.ingress.provider.Provider;
import io.countersign.ingress.provider.SourceSettings;
import io.countersign.ingress.provider.SourceSettings.EventSettings;
import io.countersign.ingress.provider.devengo.DevengoProvider;
import io.countersign.ingress.provider.generic.GenericProvider;
import io.countersign.ingress.provider.lox24.Lox24Provider;
import io.countersign.ingress.provider.nuapay.NuapayProvider;
import io.countersign.topic.ResourceType;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.avro.specific.SpecificRecordBase;
import org.jspecify.annotations.Nullable;

/** Events as the ingress receives them, of the providers' own examples. */
public final class ReceivedEvents {

    public static final Instant RECEIVED_AT = Instant.parse("2026-03-01T12:00:00.123Z");

    /** Where the shop's events have their parts. */
    public static final EventSettings SHOP = new EventSettings("/id", "/type", "/at", "/object/kind", "/object/id");

    private static final Path SAMPLES = Path.of("../quickstart-app/src/main/resources/samples");
    private static final Path GOLDEN = Path.of("../ingress-service/src/test/resources/golden");

    private static final Map<String, Provider> PROVIDERS = Stream.of(
                    new DevengoProvider(), new NuapayProvider(), new Lox24Provider(), new GenericProvider())
            .collect(Collectors.toMap(Provider::name, Function.identity()));

    private ReceivedEvents() {}

    /**
     * An event on its received topic.
     *
     * @param type which topic
     * @param key its key
     * @param record its value
     */
    public record Received(ResourceType type, String key, SpecificRecordBase record) {}

    /** The providers' examples, all 27, each as a file of its provider's folder. */
    public static List<Path> samples() {
        return files(SAMPLES, ".json");
    }

    /** The bodies of the ingress's own cases. */
    public static List<Path> goldenBodies() {
        return files(GOLDEN, "request.json");
    }

    private static List<Path> files(Path folder, String name) {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile)
                    .filter(file -> file.getFileName().toString().endsWith(name))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The bytes of an example, such as {@code devengo/account.created}. */
    public static byte[] body(String name) {
        try {
            return Files.readAllBytes(SAMPLES.resolve(name + ".json"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What the ingress makes of an example, such as {@code devengo/account.created}. */
    public static Received sample(String name) {
        return received(SAMPLES.resolve(name + ".json")).orElseThrow();
    }

    /** What the ingress makes of a body; nothing where it is no event. */
    public static Optional<Received> received(Path file) {
        String provider = (file.startsWith(SAMPLES) ? SAMPLES : GOLDEN)
                .relativize(file)
                .getName(0)
                .toString();
        try {
            return received(provider, sourceOf(provider), Files.readAllBytes(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String sourceOf(String provider) {
        return provider.equals("generic") ? "shop" : provider + "-sandbox";
    }

    /** What the ingress makes of a body that came in through a source. */
    public static Optional<Received> received(String provider, String source, byte[] body) {
        boolean generic = provider.equals("generic");
        Normaliser normaliser = PROVIDERS.get(provider).normaliser(settings(source, generic ? SHOP : null));
        if (!(normaliser.normalise(body) instanceof Normalised.Event event)) {
            return Optional.empty();
        }
        return Optional.of(new Received(
                event.topicType(),
                Envelope.key(event, Envelope.subject(event)),
                event.toRecord().apply(Envelope.metadata(source, event, RECEIVED_AT, "receipt"))));
    }

    private static SourceSettings settings(String source, @Nullable EventSettings event) {
        return new SourceSettings(source, null, Duration.ofMinutes(5), null, event);
    }
}
