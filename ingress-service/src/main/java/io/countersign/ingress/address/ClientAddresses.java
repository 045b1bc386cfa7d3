package io.countersign.ingress.address;

import java.net.InetAddress;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Says from which address a request comes: that of the connection, or, where that is a trusted proxy's, the one that the proxy
 * names. Every proxy adds to the end of the header field, so it is read from there, over trusted proxies, to the first address
 * that is none: whatever stands further to the front may be the sender's own invention. Where anything on that way is not an
 * address, nothing is believed, and the connection's address counts. Thread-safe.
 */
@Component
public final class ClientAddresses {

    private final Networks trusted;
    private final String header;
    private final Function<String, @Nullable List<@Nullable String>> nodes;

    ClientAddresses(ProxyProperties properties) {
        trusted = Networks.of("countersign.proxies.trusted", properties.trusted());
        header = properties.header();
        nodes = header.equalsIgnoreCase(ProxyProperties.FORWARDED)
                ? ForwardedFields::forwarded
                : ForwardedFields::xForwardedFor;
    }

    /** Whether this is the address of a proxy that speaks for others. */
    public boolean isProxy(InetAddress address) {
        return !trusted.isEmpty() && trusted.contain(address);
    }

    /**
     * The address from which a request comes.
     *
     * @param peer the address of the connection
     * @param fields the values of the header fields of a name, one element a field line, in the order received
     */
    public InetAddress of(InetAddress peer, Function<String, List<String>> fields) {
        if (!isProxy(peer)) {
            return peer;
        }
        InetAddress client = peer;
        List<String> lines = fields.apply(header);
        for (int line = lines.size() - 1; line >= 0; line--) {
            List<@Nullable String> hops = nodes.apply(lines.get(line));
            if (hops == null) {
                return peer;
            }
            for (int hop = hops.size() - 1; hop >= 0; hop--) {
                String node = hops.get(hop);
                InetAddress address = node == null ? null : ForwardedFields.address(node);
                if (address == null) {
                    return peer;
                }
                if (!trusted.contain(address)) {
                    return address;
                }
                client = address;
            }
        }
        return client;
    }
}
