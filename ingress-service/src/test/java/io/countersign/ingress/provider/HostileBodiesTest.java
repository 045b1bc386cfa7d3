package io.countersign.ingress.provider;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.ingress.json.JsonReader;
import io.countersign.ingress.provider.SourceSettings.EventSettings;
import io.countersign.ingress.provider.devengo.DevengoProvider;
import io.countersign.ingress.provider.generic.GenericProvider;
import io.countersign.ingress.provider.lox24.Lox24Provider;
import io.countersign.ingress.provider.nuapay.NuapayProvider;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificDatumWriter;
import org.apache.avro.specific.SpecificRecordBase;
import org.junit.jupiter.api.Test;

/** Damages genuine bodies at random: whatever comes of it, nothing is thrown, and no code is kept. */
class HostileBodiesTest {

    private static final int ROUNDS = Integer.getInteger("hostile.rounds", 5_000);
    private static final String CODE = "QXJZWKVYQX";

    private static final List<Normaliser> NORMALISERS = List.of(
            normaliser(new DevengoProvider()),
            normaliser(new NuapayProvider()),
            normaliser(new Lox24Provider()),
            normaliser(new GenericProvider()));

    private static Normaliser normaliser(Provider provider) {
        EventSettings event = new EventSettings("/id", "/type", "/created_at", null, "/data/object/id");
        return provider.normaliser(new SourceSettings("source", null, Duration.ofMinutes(5), null, event));
    }

    @Test
    void neverMakeANormaliserThrow() {
        List<byte[]> bodies = Samples.cases().stream().map(Samples::body).toList();
        long seed = Long.getLong("hostile.seed", System.nanoTime());
        RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
        for (int round = 0; round < ROUNDS; round++) {
            byte[] body = Damage.to(bodies.get(random.nextInt(bodies.size())), random);
            Normaliser normaliser = NORMALISERS.get(random.nextInt(NORMALISERS.size()));
            try {
                normaliser.withoutSecrets(body);
                encode(normaliser.normalise(body));
            } catch (RuntimeException | IOException | StackOverflowError e) {
                throw new AssertionError("seed " + seed + ", round " + round, e);
            }
        }
    }

    @Test
    void neverLetACodeThrough() throws IOException {
        String sample = new String(Samples.body("lox24/verify_code.channel.failed"), StandardCharsets.UTF_8)
                .replace("PLANTED-CODE", CODE);
        neverLetACodeThrough(sample);
        neverLetACodeThrough(sample.replaceAll("\\s", ""));
    }

    private static void neverLetACodeThrough(String text) throws IOException {
        Normaliser lox24 = normaliser(new Lox24Provider());
        byte[] planted = text.getBytes(StandardCharsets.UTF_8);
        // Damage in the code or right before its name makes another field of it; damage elsewhere must not set it free.
        int from = text.lastIndexOf(',', text.indexOf("\"code\""));
        int to = text.indexOf(CODE) + CODE.length() + 1;
        long seed = Long.getLong("hostile.seed", System.nanoTime());
        RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
        for (int round = 0; round < ROUNDS; round++) {
            ByteArrayOutputStream body = new ByteArrayOutputStream();
            body.writeBytes(Damage.to(Arrays.copyOfRange(planted, 0, from), random));
            body.write(planted, from, to - from);
            body.writeBytes(Damage.to(Arrays.copyOfRange(planted, to, planted.length), random));
            String kept = new String(lox24.withoutSecrets(body.toByteArray()), StandardCharsets.ISO_8859_1);
            String known = encode(lox24.normalise(body.toByteArray()));
            assertThat(kept + known).as("seed %d, round %d", seed, round).doesNotContain(CODE);
        }
    }

    @Test
    void loseNothingButTheCodeWhileTheyAreJson() {
        Normaliser lox24 = normaliser(new Lox24Provider());
        List<byte[]> bodies = Samples.cases().stream().map(Samples::body).toList();
        long seed = Long.getLong("hostile.seed", System.nanoTime());
        RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
        int read = 0;
        for (int round = 0; round < ROUNDS; round++) {
            byte[] body = Damage.to(bodies.get(random.nextInt(bodies.size())), random);
            if (JsonReader.read(body) instanceof JsonReader.Reading.Document document
                    && !document.text().contains("code\"")
                    && !document.text().contains("\\u")) {
                read++;
                assertThat(lox24.withoutSecrets(body))
                        .as("seed %d, round %d", seed, round)
                        .isEqualTo(body);
            }
        }
        assertThat(read).as("bodies that were still JSON").isGreaterThan(ROUNDS / 100);
    }

    /** All of what would be written, or told: as text, and as Avro, which must be able to write it. */
    private static String encode(Normalised outcome) throws IOException {
        if (outcome instanceof Normalised.Event event) {
            SpecificRecordBase record = Rendering.record(event);
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            var encoder = EncoderFactory.get().directBinaryEncoder(out, null);
            new SpecificDatumWriter<SpecificRecordBase>(record.getSchema(), record.getSpecificData())
                    .write(record, encoder);
            return out.toString(StandardCharsets.ISO_8859_1) + Rendering.of(event, "", "");
        }
        return outcome.toString();
    }
}
