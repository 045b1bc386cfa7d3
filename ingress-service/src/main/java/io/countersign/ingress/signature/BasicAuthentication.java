package io.countersign.ingress.signature;

import java.time.Instant;
import java.util.List;

/**
 * HTTP Basic authentication (RFC 7617). The secret is {@code user:password}, in UTF-8. Proves nothing of the body.
 */
public final class BasicAuthentication implements SignatureScheme {

    private static final String SCHEME = "Basic ";

    @Override
    public Authentication authenticate(HeaderFields headers, byte[] body, List<Secret> secrets, Instant now) {
        List<String> values = headers.values("Authorization");
        if (values.isEmpty()) {
            return new Authentication.Refused(RefusalReason.MISSING);
        }
        String value = values.get(0);
        if (values.size() > 1 || !value.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
            return new Authentication.Refused(RefusalReason.MALFORMED);
        }
        int start = SCHEME.length();
        while (start < value.length() && value.charAt(start) == ' ') {
            start++;
        }
        byte[] credentials = StrictBase64.decode(value.substring(start));
        return credentials == null
                ? new Authentication.Refused(RefusalReason.MALFORMED)
                : Credential.check(credentials, secrets);
    }

    @Override
    public void requireUsable(Secret secret) {
        String value = secret.value();
        int colon = value.indexOf(':');
        if (colon < 1
                || value.length() - colon - 1 < HmacScheme.SHORTEST_SECRET
                || value.chars().anyMatch(Character::isISOControl)) {
            throw new IllegalArgumentException(
                    "secret " + secret.id() + " is not user:password with a password of at least "
                            + HmacScheme.SHORTEST_SECRET + " characters and no control character");
        }
    }
}
