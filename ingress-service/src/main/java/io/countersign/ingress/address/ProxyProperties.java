package io.countersign.ingress.address;

import java.util.List;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The proxies in front of the ingress.
 *
 * @param trusted Addresses or networks (CIDR) of the proxies that speak for senders. Empty where senders connect directly:
 *     then no header field is believed.
 * @param header Header field in which each of them adds whom it speaks for: X-Forwarded-For or Forwarded (RFC 7239). The other
 *     one is not looked at: a proxy may pass on what a sender wrote there.
 */
@ConfigurationProperties("countersign.proxies")
public record ProxyProperties(
        @DefaultValue List<String> trusted,
        @DefaultValue("X-Forwarded-For") String header) {

    static final String X_FORWARDED_FOR = "X-Forwarded-For";
    static final String FORWARDED = "Forwarded";

    public ProxyProperties {
        if (!header.equalsIgnoreCase(X_FORWARDED_FOR) && !header.equalsIgnoreCase(FORWARDED)) {
            throw new IllegalArgumentException(
                    "countersign.proxies.header must be X-Forwarded-For or Forwarded, not " + header);
        }
    }
}
