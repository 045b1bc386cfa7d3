package io.countersign.ingress.provider;

import io.countersign.ingress.provider.SourceSettings.SignatureSettings;
import io.countersign.ingress.signature.BasicAuthentication;
import io.countersign.ingress.signature.HmacAlgorithm;
import io.countersign.ingress.signature.SharedSecret;
import io.countersign.ingress.signature.SignatureEncoding;
import io.countersign.ingress.signature.SignatureHeader;
import io.countersign.ingress.signature.SignatureScheme;
import io.countersign.ingress.signature.StandardWebhooks;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The signature schemes that a provider offers to its sources, by their names in configuration. Immutable. */
public final class SignatureSchemes {

    private static final SignatureSettings NOT_CONFIGURED =
            new SignatureSettings(null, null, null, null, null, null, null);

    private final Map<String, Function<SourceSettings, SignatureScheme>> schemes;
    private final @Nullable String own;

    private SignatureSchemes(Map<String, Function<SourceSettings, SignatureScheme>> schemes, @Nullable String own) {
        this.schemes = schemes;
        this.own = own;
    }

    /** No scheme yet, and none of the provider's own: a source has to name one. */
    public static SignatureSchemes none() {
        return new SignatureSchemes(Map.of(), null);
    }

    /** These schemes and the provider's own one, which a source has if it names none. */
    public SignatureSchemes own(String name, Function<SourceSettings, SignatureScheme> scheme) {
        return new SignatureSchemes(with(name, scheme).schemes, name);
    }

    private SignatureSchemes with(String name, Function<SourceSettings, SignatureScheme> scheme) {
        Map<String, Function<SourceSettings, SignatureScheme>> more = new LinkedHashMap<>(schemes);
        more.put(name, scheme);
        return new SignatureSchemes(more, own);
    }

    /** These schemes and {@code basic}: HTTP Basic authentication. */
    public SignatureSchemes basic() {
        return with("basic", settings -> new BasicAuthentication());
    }

    /** These schemes and {@code hmac}: one signature in a header field, put together from configuration. */
    public SignatureSchemes hmac() {
        return with("hmac", settings -> {
            SignatureSettings signature = signature(settings);
            return new SignatureHeader(
                            required(signature.header(), "hmac"),
                            Objects.requireNonNullElse(signature.prefix(), ""),
                            encoding(signature.encoding()),
                            algorithm(signature.algorithm()),
                            Objects.requireNonNullElse(signature.template(), "{body}"),
                            signature.timestampHeader(),
                            signature.idHeader())
                    .scheme(settings.tolerance());
        });
    }

    /**
     * These schemes and {@code shared-secret}: a secret in a header field.
     *
     * @param header the field if a source names none; {@code null} if it has to
     */
    public SignatureSchemes sharedSecret(@Nullable String header) {
        return with("shared-secret", settings -> {
            SignatureSettings signature = signature(settings);
            String configured = signature.header() == null ? header : signature.header();
            return new SharedSecret(
                    required(configured, "shared-secret"), Objects.requireNonNullElse(signature.prefix(), ""));
        });
    }

    /** The same schemes with {@code name}, one of them, as the provider's own. */
    public SignatureSchemes preferring(String name) {
        if (!schemes.containsKey(name)) {
            throw new IllegalArgumentException("'" + name + "' is none of " + schemes.keySet());
        }
        return new SignatureSchemes(schemes, name);
    }

    /** These schemes and {@code standard-webhooks}. */
    public SignatureSchemes standardWebhooks() {
        return with("standard-webhooks", settings -> StandardWebhooks.scheme(settings.tolerance()));
    }

    /**
     * The scheme that the settings name, or the provider's own.
     *
     * @throws IllegalArgumentException where there is no such scheme, or the settings do not make one
     */
    public SignatureScheme scheme(SourceSettings settings) {
        String name = settings.scheme() == null ? own : settings.scheme();
        Function<SourceSettings, SignatureScheme> scheme = name == null ? null : schemes.get(name);
        if (scheme == null) {
            throw new IllegalArgumentException("source " + settings.source() + ": expected a scheme out of "
                    + String.join(", ", schemes.keySet()) + (name == null ? "" : ", not '" + name + "'"));
        }
        try {
            return scheme.apply(settings);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "source " + settings.source() + ", scheme " + name + ": " + e.getMessage(), e);
        }
    }

    private static SignatureSettings signature(SourceSettings settings) {
        return Objects.requireNonNullElse(settings.signature(), NOT_CONFIGURED);
    }

    private static String required(@Nullable String header, String scheme) {
        if (header == null) {
            throw new IllegalArgumentException(scheme + " needs to be told which header field to look at");
        }
        return header;
    }

    private static SignatureEncoding encoding(@Nullable String name) {
        return switch (Objects.requireNonNullElse(name, "hex")) {
            case "hex" -> SignatureEncoding.HEX;
            case "base64" -> SignatureEncoding.BASE64;
            default -> throw new IllegalArgumentException("expected the encoding hex or base64, not '" + name + "'");
        };
    }

    private static HmacAlgorithm algorithm(@Nullable String name) {
        return switch (Objects.requireNonNullElse(name, "sha256")) {
            case "sha256" -> HmacAlgorithm.SHA256;
            case "sha512" -> HmacAlgorithm.SHA512;
            default ->
                throw new IllegalArgumentException("expected the algorithm sha256 or sha512, not '" + name + "'");
        };
    }
}
