package io.countersign.ingress.fuzz;

import io.countersign.ingress.json.JsonReader;
import io.countersign.ingress.json.JsonReader.Reading;
import io.countersign.ingress.provider.Normalised;
import io.countersign.ingress.provider.Normaliser;
import io.countersign.ingress.provider.Provider;
import io.countersign.ingress.provider.Rendering;
import io.countersign.ingress.provider.Samples;
import io.countersign.ingress.provider.SourceSettings;
import io.countersign.ingress.provider.SourceSettings.EventSettings;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.stream.Stream;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificDatumReader;
import org.apache.avro.specific.SpecificDatumWriter;
import org.apache.avro.specific.SpecificRecordBase;

/** What is true of every body, whoever wrote it. */
final class Invariants {

    static {
        // Avro makes only what it is told to trust; it looks when it is first used.
        System.setProperty(
                "org.apache.avro.SERIALIZABLE_PACKAGES", "io.countersign,java.lang,java.math,java.time,java.util");
    }

    private Invariants() {}

    static Normaliser normaliser(Provider provider) {
        EventSettings event = new EventSettings("/id", "/type", "/created_at", "/data/kind", "/data/object/id");
        return provider.normaliser(new SourceSettings("source", null, Duration.ofMinutes(5), null, event));
    }

    /** The bodies of all golden cases, of the provider's own and of the others. */
    static Stream<byte[]> seeds() {
        return Samples.cases().stream().map(Samples::body);
    }

    static void holdFor(Normaliser normaliser, byte[] body) {
        byte[] given = body.clone();
        Normalised outcome = normaliser.normalise(given);
        byte[] kept = normaliser.withoutSecrets(given);
        require(Arrays.equals(given, body), "the body was changed");
        require(same(outcome, normaliser.normalise(given)), "the second time is not as the first");
        require(Arrays.equals(kept, normaliser.withoutSecrets(kept)), "secrets were left the first time");
        if (outcome instanceof Normalised.Event event) {
            require(event.contentDigest().matches("[0-9a-f]{64}"), "the digest is none");
            SpecificRecordBase record = Rendering.record(event);
            // Maps have no order, and UTF-8 no half surrogates: the bytes are compared once they have been through
            // both.
            byte[] first = encoded(record);
            byte[] encoded = encoded(decoded(record, first));
            require(
                    encoded.length == first.length && Arrays.equals(encoded, encoded(decoded(record, encoded))),
                    "what was decoded is not what was encoded");
            String payload = (String) record.get("payload");
            // Of what is kept, the same comes again: that is what replaying it rests on.
            require(
                    same(event, normaliser.normalise(payload.getBytes(StandardCharsets.UTF_8))),
                    "what is kept is another event");
            require(
                    payload.equals(new String(
                            normaliser.withoutSecrets(payload.getBytes(StandardCharsets.UTF_8)),
                            StandardCharsets.UTF_8)),
                    "the payload has a secret");
        } else if (JsonReader.read(body) instanceof Reading.Document) {
            require(JsonReader.read(kept) instanceof Reading.Document, "what is kept of a document is none any more");
            require(same(outcome, normaliser.normalise(kept)), "what is kept is refused for something else");
        }
    }

    private static boolean same(Normalised one, Normalised other) {
        if (one instanceof Normalised.Event event && other instanceof Normalised.Event again) {
            return Rendering.of(event, "", "").equals(Rendering.of(again, "", ""));
        }
        return one.equals(other);
    }

    private static byte[] encoded(SpecificRecordBase record) {
        try {
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            var encoder = EncoderFactory.get().directBinaryEncoder(out, null);
            new SpecificDatumWriter<SpecificRecordBase>(record.getSchema(), record.getSpecificData())
                    .write(record, encoder);
            return out.toByteArray();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static SpecificRecordBase decoded(SpecificRecordBase like, byte[] bytes) {
        try {
            return new SpecificDatumReader<SpecificRecordBase>(
                            like.getSchema(), like.getSchema(), like.getSpecificData())
                    .read(null, DecoderFactory.get().binaryDecoder(bytes, null));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static void require(boolean holds, String otherwise) {
        if (!holds) {
            throw new AssertionError(otherwise);
        }
    }
}
