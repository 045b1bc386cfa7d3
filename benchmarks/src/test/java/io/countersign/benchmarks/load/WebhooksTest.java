package io.countersign.benchmarks.load;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.ingress.provider.Normalised;
import io.countersign.ingress.provider.Provider;
import io.countersign.ingress.provider.SourceSettings;
import io.countersign.ingress.provider.devengo.DevengoProvider;
import io.countersign.ingress.provider.lox24.Lox24Provider;
import io.countersign.ingress.provider.nuapay.NuapayProvider;
import io.countersign.ingress.signature.Authentication;
import io.countersign.ingress.signature.HeaderFields;
import io.countersign.ingress.signature.Secret;
import io.countersign.topic.ResourceType;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class WebhooksTest {

    private static final Secrets SECRETS = Secrets.random();
    private static final Map<String, Provider> PROVIDERS =
            Map.of("devengo", new DevengoProvider(), "nuapay", new NuapayProvider(), "lox24", new Lox24Provider());
    private static final Map<String, String> SECRET_BY_PROVIDER =
            Map.of("devengo", SECRETS.devengo(), "nuapay", SECRETS.nuapay(), "lox24", SECRETS.lox24());

    @Test
    void everyWebhookIsGenuineAndAnEventOfAKnownType() {
        Webhooks webhooks = new Webhooks(SECRETS, 1, 500, 0);
        Set<String> types = new HashSet<>();
        for (int i = 0; i < 3_000; i++) {
            webhooks.next();
            Normalised.Event event = received(webhooks);
            assertThat(event.topicType()).isNotEqualTo(ResourceType.UNMAPPED);
            types.add(event.provider() + ' ' + event.providerType());
        }
        // The 25 kinds of Devengo, and one each of the others.
        assertThat(types).hasSize(27);
    }

    @Test
    void noTwoWebhooksAreTheSameEventUnlessTheyAreDuplicates() {
        Webhooks webhooks = new Webhooks(SECRETS, 2, 300, 0.05);
        Set<String> identities = new HashSet<>();
        Set<String> bodies = new HashSet<>();
        int duplicates = 0;
        int count = 4_000;
        for (int i = 0; i < count; i++) {
            webhooks.next();
            Normalised.Event event = received(webhooks);
            boolean isNew = identities.add(event.provider() + event.eventId() + event.type());
            assertThat(bodies.add(new String(webhooks.body(), StandardCharsets.UTF_8)))
                    .isEqualTo(isNew);
            assertThat(isNew).isEqualTo(!webhooks.isDuplicate());
            duplicates += webhooks.isDuplicate() ? 1 : 0;
        }
        assertThat(duplicates).isBetween(count * 3 / 100, count * 7 / 100);
    }

    @Test
    void twoStreamsHaveNoEventAndNoResourceInCommon() {
        Set<String> seen = new HashSet<>();
        for (long seed = 1; seed <= 2; seed++) {
            Webhooks webhooks = new Webhooks(SECRETS, seed, 100, 0);
            Set<String> own = new HashSet<>();
            for (int i = 0; i < 1_000; i++) {
                webhooks.next();
                Normalised.Event event = received(webhooks);
                own.add(event.eventId());
                own.add(event.resource().getId());
            }
            assertThat(Collections.disjoint(own, seen)).isTrue();
            seen.addAll(own);
        }
    }

    @Test
    void everyResourceHasAsManyEventsAsTheLedgerIsToBeLong() {
        for (int ledger : new int[] {1, 10}) {
            Webhooks webhooks = new Webhooks(SECRETS, 4, 20, 0, ledger);
            Map<String, Integer> events = new HashMap<>();
            for (int i = 0; i < 2_000; i++) {
                webhooks.next();
                events.merge(received(webhooks).resource().getId(), 1, Integer::sum);
            }
            assertThat(webhooks.resourcesBegun()).isEqualTo(events.size());
            assertThat(Collections.max(events.values())).isEqualTo(ledger);
            // Those under way have not had all of theirs.
            assertThat(events.values().stream().filter(count -> count < ledger)).hasSizeLessThanOrEqualTo(20);
        }
    }

    @Test
    void bodiesHaveAboutOneKilobyte() {
        Webhooks webhooks = new Webhooks(SECRETS, 3, 1_000, 0.05);
        long bytes = 0;
        for (int i = 0; i < 2_000; i++) {
            webhooks.next();
            bytes += webhooks.body().length;
        }
        assertThat(bytes / 2_000).isBetween(950L, 1_150L);
    }

    private static Normalised.Event received(Webhooks webhooks) {
        String request = new String(webhooks.request(), 0, webhooks.length(), StandardCharsets.UTF_8);
        Provider provider = PROVIDERS.get(webhooks.provider());
        assertThat(request).startsWith("POST /webhooks/" + provider.name() + " HTTP/1.1\r\n");
        Map<String, String> fields = new HashMap<>();
        for (String line : request.substring(0, request.indexOf("\r\n\r\n")).split("\r\n")) {
            int colon = line.indexOf(": ");
            if (colon > 0) {
                fields.put(line.substring(0, colon).toLowerCase(Locale.ROOT), line.substring(colon + 2));
            }
        }
        byte[] body = webhooks.body();
        assertThat(fields.get("content-length")).isEqualTo(Integer.toString(body.length));
        HeaderFields headers = name -> {
            String value = fields.get(name.toLowerCase(Locale.ROOT));
            return value == null ? List.of() : List.of(value);
        };
        SourceSettings settings = new SourceSettings(provider.name(), null, Duration.ofMinutes(5), null, null);
        assertThat(provider.signatureScheme(settings)
                        .authenticate(
                                headers,
                                body,
                                List.of(new Secret("0", SECRET_BY_PROVIDER.get(provider.name()))),
                                Instant.now()))
                .isInstanceOf(Authentication.Genuine.class);
        Normalised normalised = provider.normaliser(settings).normalise(body);
        assertThat(normalised).isInstanceOf(Normalised.Event.class);
        return (Normalised.Event) normalised;
    }
}
