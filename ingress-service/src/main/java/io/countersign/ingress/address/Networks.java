package io.countersign.ingress.address;

import java.net.InetAddress;
import java.util.List;

/**
 * Some networks.
 *
 * @param networks the networks; may be empty
 */
public record Networks(List<Network> networks) {

    public Networks {
        networks = List.copyOf(networks);
    }

    /**
     * Reads addresses and networks.
     *
     * @param property where they are configured, for the message
     * @throws IllegalArgumentException where one of {@code texts} is neither
     */
    public static Networks of(String property, List<String> texts) {
        try {
            return new Networks(texts.stream().map(Network::of).toList());
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(property + ": " + e.getMessage(), e);
        }
    }

    public boolean isEmpty() {
        return networks.isEmpty();
    }

    /** Whether the address is in one of them. */
    public boolean contain(InetAddress address) {
        for (Network network : networks) {
            if (network.contains(address)) {
                return true;
            }
        }
        return false;
    }
}
