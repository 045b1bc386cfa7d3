package io.countersign.ingress.signature;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;

/**
 * A secret sent as it is in a header field. Proves nothing of the body, and an old request passes at any time: for
 * providers that sign nothing.
 */
public final class SharedSecret implements SignatureScheme {

    private final String header;
    private final String prefix;

    /**
     * @param header header field that carries the secret
     * @param prefix text before the secret in the field, such as {@code Bearer }; may be empty
     */
    public SharedSecret(String header, String prefix) {
        this.header = FieldNames.requireFieldName(header);
        this.prefix = prefix;
    }

    @Override
    public Authentication authenticate(HeaderFields headers, byte[] body, List<Secret> secrets, Instant now) {
        List<String> values = headers.values(header);
        if (values.isEmpty()) {
            return new Authentication.Refused(RefusalReason.MISSING);
        }
        String value = values.get(0);
        if (values.size() > 1 || !value.startsWith(prefix)) {
            return new Authentication.Refused(RefusalReason.MALFORMED);
        }
        return Credential.check(value.substring(prefix.length()).getBytes(StandardCharsets.UTF_8), secrets);
    }

    @Override
    public void requireUsable(Secret secret) {
        String value = secret.value();
        if (value.length() < HmacScheme.SHORTEST_SECRET || !value.chars().allMatch(c -> c > ' ' && c < 0x7f)) {
            throw new IllegalArgumentException(
                    "secret " + secret.id() + " is not at least " + HmacScheme.SHORTEST_SECRET
                            + " visible ASCII characters, which alone a header field carries unchanged");
        }
    }
}
