package io.countersign.benchmarks.parts;

import io.countersign.benchmarks.load.Secrets;
import io.countersign.benchmarks.load.Webhooks;
import io.countersign.event.EventMetadata;
import io.countersign.ingress.provider.Normalised;
import io.countersign.ingress.provider.Normaliser;
import io.countersign.ingress.provider.Provider;
import io.countersign.ingress.provider.SourceSettings;
import io.countersign.ingress.provider.SourceSettings.EventSettings;
import io.countersign.ingress.provider.devengo.DevengoProvider;
import io.countersign.ingress.provider.generic.GenericProvider;
import io.countersign.ingress.provider.lox24.Lox24Provider;
import io.countersign.ingress.provider.nuapay.NuapayProvider;
import io.countersign.ingress.signature.HeaderFields;
import io.countersign.ingress.signature.Secret;
import io.countersign.ingress.signature.SignatureScheme;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.avro.specific.SpecificRecordBase;

/** Webhooks of one provider, and that provider as the ingress sees it. The generic one's are Devengo's. */
final class Examples {

    static final int COUNT = 256; // more than a branch predictor learns by heart
    /** JMH's runs outlast the five minutes after which a signature is too old. */
    static final Duration TOLERANCE = Duration.ofHours(1);

    private static final String RECEIPT = "e".repeat(60) + '.' + "e".repeat(260) + '.' + "e".repeat(43);

    /**
     * A request as the ingress has it.
     *
     * @param headers its header fields
     * @param body its body
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Received(HeaderFields headers, byte[] body) {}

    private final Provider provider;
    private final SourceSettings settings;
    private final List<Secret> secrets;
    private final List<Received> requests = new ArrayList<>();

    Examples(String name) {
        provider =
                List.of(new DevengoProvider(), new NuapayProvider(), new Lox24Provider(), new GenericProvider())
                        .stream()
                        .filter(candidate -> candidate.name().equals(name))
                        .findFirst()
                        .orElseThrow();
        settings = new SourceSettings(
                name, null, TOLERANCE, null, new EventSettings("/id", "/type", "/created_at", null, "/data/object/id"));
        Secrets random = Secrets.random();
        secrets = List.of(new Secret(
                "0",
                switch (name) {
                    case "nuapay" -> random.nuapay();
                    case "lox24" -> random.lox24();
                    default -> random.devengo();
                }));
        String sender = name.equals("generic") ? "devengo" : name;
        Webhooks webhooks = new Webhooks(random, 1, 10_000, 0);
        while (requests.size() < COUNT) {
            webhooks.next();
            if (webhooks.provider().equals(sender)) {
                requests.add(new Received(headers(webhooks), webhooks.body()));
            }
        }
    }

    private static HeaderFields headers(Webhooks webhooks) {
        String request = new String(webhooks.request(), 0, webhooks.length(), StandardCharsets.US_ASCII);
        Map<String, List<String>> fields = new HashMap<>();
        request.substring(0, request.indexOf("\r\n\r\n")).lines().skip(1).forEach(line -> {
            int colon = line.indexOf(": ");
            fields.put(line.substring(0, colon).toLowerCase(Locale.ROOT), List.of(line.substring(colon + 2)));
        });
        return name -> fields.getOrDefault(name.toLowerCase(Locale.ROOT), List.of());
    }

    SignatureScheme scheme() {
        return provider.signatureScheme(settings);
    }

    Normaliser normaliser() {
        return provider.normaliser(settings);
    }

    List<Secret> secrets() {
        return secrets;
    }

    /** One of them; others with other numbers. */
    Received request(int number) {
        return requests.get(number & (COUNT - 1));
    }

    /** The records that the ingress would write. */
    List<SpecificRecordBase> records() {
        Normaliser normaliser = normaliser();
        List<SpecificRecordBase> records = new ArrayList<>();
        for (Received request : requests) {
            Normalised.Event event = (Normalised.Event) normaliser.normalise(request.body());
            records.add(event.toRecord()
                    .apply(new EventMetadata(
                            event.eventId(),
                            event.type(),
                            event.providerType(),
                            event.provider(),
                            event.provider(),
                            event.occurredAt(),
                            Instant.ofEpochMilli(System.currentTimeMillis()),
                            event.resource(),
                            event.apiVersion(),
                            event.deliveryAttempt(),
                            event.contentDigest(),
                            RECEIPT)));
        }
        return records;
    }
}
