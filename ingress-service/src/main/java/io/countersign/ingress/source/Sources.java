package io.countersign.ingress.source;

import io.countersign.ingress.address.Networks;
import io.countersign.ingress.metrics.IngressMetrics;
import io.countersign.ingress.metrics.IngressMetrics.SourceMetrics;
import io.countersign.ingress.provider.Provider;
import io.countersign.ingress.provider.SourceSettings;
import io.countersign.ingress.provider.SourceSettings.EventSettings;
import io.countersign.ingress.provider.SourceSettings.SignatureSettings;
import io.countersign.ingress.rotation.Rotation;
import io.countersign.ingress.signature.BasicAuthentication;
import io.countersign.ingress.source.SourcesProperties.EventProperties;
import io.countersign.ingress.source.SourcesProperties.SignatureProperties;
import io.countersign.ingress.source.SourcesProperties.SourceProperties;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** All configured sources. Whatever is wrong with one stops the start: a source that proves nothing must not exist. */
@Component
public final class Sources {

    private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9-]{0,62}");
    private static final Duration LONGEST_TOLERANCE = Duration.ofHours(1);

    /** What Kafka's default limit of a message (1 MiB) leaves for a body, which is kept twice: typed and as received. */
    private static final int LARGEST_BODY_LIMIT = 400 * 1024;

    private final Rotation rotation;
    private final IngressMetrics metrics;
    private final Map<String, Source> byName;

    Sources(SourcesProperties properties, List<Provider> providers, Rotation rotation, IngressMetrics metrics) {
        this.rotation = rotation;
        this.metrics = metrics;
        Map<String, Provider> byProviderName = providers.stream()
                .collect(Collectors.toMap(Provider::name, Function.identity(), (one, other) -> {
                    throw new IllegalStateException("two providers are called " + one.name());
                }));
        if (properties.sources().isEmpty()) {
            throw new IllegalStateException(
                    "no source is configured: set countersign.sources.<name>.provider and .secrets");
        }
        Map<String, Source> sources = new HashMap<>();
        properties.sources().forEach((name, source) -> {
            try {
                sources.put(name, source(name, source, byProviderName));
            } catch (IllegalArgumentException e) {
                throw new IllegalStateException("countersign.sources." + name + ": " + e.getMessage(), e);
            }
        });
        this.byName = Map.copyOf(sources);
    }

    /** The source of this name, or {@code null} where there is none. */
    public @Nullable Source find(String name) {
        return byName.get(name);
    }

    /** All of them. */
    public Collection<Source> all() {
        return byName.values();
    }

    private Source source(String name, SourceProperties properties, Map<String, Provider> providers) {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException(
                    "a name must be lower-case letters, digits and hyphens, at most 63, and start with no hyphen");
        }
        Provider provider = properties.provider() == null ? null : providers.get(properties.provider());
        if (provider == null) {
            throw new IllegalArgumentException("provider must be one of "
                    + providers.keySet().stream().sorted().toList() + ", not " + properties.provider());
        }
        if (!provider.name().equals(name) && providers.containsKey(name)) {
            // A generic event's provider is its source's name: its keys would mix with the real provider's.
            throw new IllegalArgumentException("a source that is called " + name + " must be one of that provider");
        }
        SourceSettings settings = settings(name, properties);
        List<Proof> proofs = new ArrayList<>();
        Proof signature = new Proof(
                provider.signatureScheme(settings), "secrets", properties.secrets(), properties.secretFiles());
        proofs.add(signature);
        SourceMetrics counters = metrics.source(name);
        signature.secretIds().forEach(counters::listed);
        if (signature.hasFiles()) {
            rotation.follow("sources." + name, () -> {
                boolean changed = signature.refresh();
                signature.secretIds().forEach(counters::listed);
                return changed;
            });
        }
        if (!properties.basic().secrets().isEmpty()
                || !properties.basic().secretFiles().isEmpty()) {
            Proof basic = new Proof(
                    new BasicAuthentication(),
                    "basic.secrets",
                    properties.basic().secrets(),
                    properties.basic().secretFiles());
            proofs.add(basic);
            if (basic.hasFiles()) {
                rotation.follow("sources." + name + ".basic", basic::refresh);
            }
        }
        long bodyLimit = properties.bodyLimit().toBytes();
        if (bodyLimit < 1 || bodyLimit > LARGEST_BODY_LIMIT) {
            throw new IllegalArgumentException(
                    "body-limit must be from 1 B to " + LARGEST_BODY_LIMIT / 1024 + " KB, not " + bodyLimit + " B");
        }
        return new Source(
                name,
                provider.nameFor(settings),
                proofs,
                provider.normaliser(settings),
                (int) bodyLimit,
                Networks.of("allowed-addresses", properties.allowedAddresses()));
    }

    private static SourceSettings settings(String name, SourceProperties properties) {
        SignatureProperties signature = properties.signature();
        Duration tolerance = signature.tolerance();
        if (tolerance.isNegative() || tolerance.isZero() || tolerance.compareTo(LONGEST_TOLERANCE) > 0) {
            throw new IllegalArgumentException(
                    "signature.tolerance must be positive and at most " + LONGEST_TOLERANCE + ", not " + tolerance);
        }
        return new SourceSettings(
                name,
                signature.scheme(),
                tolerance,
                new SignatureSettings(
                        signature.header(),
                        signature.prefix(),
                        signature.encoding(),
                        signature.algorithm(),
                        signature.template(),
                        signature.timestampHeader(),
                        signature.idHeader()),
                event(properties.event()));
    }

    private static @Nullable EventSettings event(@Nullable EventProperties event) {
        if (event == null) {
            return null;
        }
        if (event.id() == null || event.type() == null || event.time() == null) {
            throw new IllegalArgumentException("event.id, event.type and event.time must all be set");
        }
        return new EventSettings(event.id(), event.type(), event.time(), event.resourceType(), event.resourceId());
    }
}
