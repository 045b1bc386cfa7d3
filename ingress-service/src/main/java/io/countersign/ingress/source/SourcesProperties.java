package io.countersign.ingress.source;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.ConfigurationPropertiesSource;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * The configured sources.
 *
 * @param sources Sources by name. A name is lower-case letters, digits and hyphens, and is the last part of the path that
 *     the provider posts to. At least one.
 */
@ConfigurationProperties("countersign")
public record SourcesProperties(@DefaultValue Map<String, SourceProperties> sources) {

    /**
     * One source.
     *
     * @param provider Who posts to it: devengo, nuapay, lox24 or generic.
     * @param secrets Secrets that prove the sender, each enough by itself, so that they can be rotated. At least one, here or
     *     in a file, of at least 16 characters.
     * @param secretFiles Files with further secrets, and folders of such files. They are followed: a change counts without a
     *     restart.
     * @param basic Basic authentication on top of the signature. Not needed unless it has secrets.
     * @param signature How the sender proves itself.
     * @param event Where the parts of an event are. Only for the generic provider.
     * @param bodyLimit The largest body that is accepted. From 1B to 400KB.
     * @param allowedAddresses Addresses or networks (CIDR) that may post. Empty for all.
     */
    @ConfigurationPropertiesSource // so that the generated metadata knows what a value of the map consists of
    public record SourceProperties(
            @Nullable String provider,
            @DefaultValue List<String> secrets,
            @DefaultValue List<Path> secretFiles,
            @DefaultValue BasicProperties basic,
            @DefaultValue SignatureProperties signature,
            @Nullable EventProperties event,
            @DefaultValue("256KB") DataSize bodyLimit,
            @DefaultValue List<String> allowedAddresses) {

        @Override
        public String toString() {
            return "SourceProperties[provider=" + provider + ", secrets=***]";
        }
    }

    /**
     * Basic authentication on top of a signature.
     *
     * @param secrets Credentials as user:password, each enough by itself. Passwords have at least 16 characters.
     * @param secretFiles Files with further credentials, and folders of such files, which are followed.
     */
    public record BasicProperties(
            @DefaultValue List<String> secrets,
            @DefaultValue List<Path> secretFiles) {

        @Override
        public String toString() {
            return "BasicProperties[secrets=***]";
        }
    }

    /**
     * How a sender proves itself.
     *
     * @param scheme Name of the scheme, if not the provider's own: shared-secret, basic, standard-webhooks or hmac.
     * @param tolerance How far a signed timestamp may be from now, to both sides. More than 0, at most 1h.
     * @param header Header that carries the signature or secret.
     * @param prefix Text before the signature or secret in the header, such as sha256=. None unless set.
     * @param encoding Encoding of the signature: hex or base64. Hex unless set.
     * @param algorithm Hash of the HMAC: sha256 or sha512. SHA-256 unless set.
     * @param template What is signed, made of {timestamp}, {id}, {body} and text between them. {body} unless set.
     * @param timestampHeader Header that carries the timestamp, in seconds since the Unix epoch.
     * @param idHeader Header that carries the id.
     */
    public record SignatureProperties(
            @Nullable String scheme,
            @DefaultValue("5m") Duration tolerance,
            @Nullable String header,
            @Nullable String prefix,
            @Nullable String encoding,
            @Nullable String algorithm,
            @Nullable String template,
            @Nullable String timestampHeader,
            @Nullable String idHeader) {}

    /**
     * Where the parts of a generic event are, as JSON Pointers (RFC 6901).
     *
     * @param id Event id.
     * @param type Event type.
     * @param time When it happened: ISO 8601, or seconds or milliseconds since the Unix epoch.
     * @param resourceType Type of the resource, if events have one.
     * @param resourceId Id of the resource, if events have one.
     */
    public record EventProperties(
            @Nullable String id,
            @Nullable String type,
            @Nullable String time,
            @Nullable String resourceType,
            @Nullable String resourceId) {}
}
