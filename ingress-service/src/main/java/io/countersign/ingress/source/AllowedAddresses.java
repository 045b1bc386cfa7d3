package io.countersign.ingress.source;

import io.netty.handler.ipfilter.IpFilterRuleType;
import io.netty.handler.ipfilter.IpSubnetFilterRule;
import io.netty.util.NetUtil;
import java.net.InetSocketAddress;
import java.util.List;

/** The addresses that may post to a source; an empty list allows all. */
record AllowedAddresses(List<IpSubnetFilterRule> networks) {

    /**
     * Reads addresses and networks.
     *
     * @param texts such as {@code 192.0.2.7}, {@code 192.0.2.0/24} or {@code 2001:db8::/32}
     * @throws IllegalArgumentException where one is neither
     */
    static AllowedAddresses of(List<String> texts) {
        return new AllowedAddresses(
                texts.stream().map(AllowedAddresses::network).toList());
    }

    boolean allow(InetSocketAddress address) {
        if (networks.isEmpty()) {
            return true;
        }
        for (IpSubnetFilterRule network : networks) {
            if (network.matches(address)) {
                return true;
            }
        }
        return false;
    }

    private static IpSubnetFilterRule network(String text) {
        int slash = text.indexOf('/');
        String address = slash < 0 ? text : text.substring(0, slash);
        try {
            // Names are not looked up: they could change under us, and the look-up blocks.
            byte[] bytes = NetUtil.createByteArrayFromIpAddressString(address);
            if (bytes != null) {
                int prefix = slash < 0 ? bytes.length * Byte.SIZE : Integer.parseInt(text.substring(slash + 1));
                return new IpSubnetFilterRule(address, prefix, IpFilterRuleType.ACCEPT);
            }
        } catch (IllegalArgumentException e) {
            // Falls through to the one message.
        }
        throw new IllegalArgumentException(
                "allowed addresses must be IP addresses or networks such as 192.0.2.0/24 or 2001:db8::/32, not "
                        + text);
    }
}
