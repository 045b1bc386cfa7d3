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

    private static final List<String> PIECES = List.of(
            "{",
            "}",
            "[",
            "]",
            "\"",
            "\\",
            ":",
            ",",
            "null",
            "true",
            "0",
            "-",
            "1e1000000000",
            "9".repeat(40),
            "\"code\":",
            "\"c\\u006fde\"",
            "\\ud800",
            "\"id\":",
            "\u0000",
            "\uFEFF",
            "é",
            "[[[[[[[[",
            "\n",
            "'",
            "/**/",
            "NaN",
            "code");

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
            byte[] body = damaged(bodies.get(random.nextInt(bodies.size())), random);
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
            body.writeBytes(damaged(Arrays.copyOfRange(planted, 0, from), random));
            body.write(planted, from, to - from);
            body.writeBytes(damaged(Arrays.copyOfRange(planted, to, planted.length), random));
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
            byte[] body = damaged(bodies.get(random.nextInt(bodies.size())), random);
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

    private static byte[] damaged(byte[] body, RandomGenerator random) {
        byte[] bytes = body;
        for (int times = random.nextInt(4); times > 0 && bytes.length > 0; times--) {
            int at = random.nextInt(bytes.length);
            int length = Math.min(random.nextInt(1, 9), bytes.length - at);
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            out.write(bytes, 0, at);
            switch (random.nextInt(6)) {
                case 0 -> out.write(random.nextInt(256));
                case 1 ->
                    out.writeBytes(PIECES.get(random.nextInt(PIECES.size())).getBytes(StandardCharsets.UTF_8));
                case 2 -> {
                    out.write(bytes, at, length);
                    out.write(bytes, at, length);
                }
                case 3 -> length = bytes.length - at;
                case 4 -> length = 0;
                default -> out.write(bytes[at] ^ 1 << random.nextInt(8));
            }
            out.write(bytes, at + length, bytes.length - at - length);
            bytes = out.toByteArray();
        }
        return bytes;
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
