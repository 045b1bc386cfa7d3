package io.countersign.ingress.address;

import io.netty.util.NetUtil;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * A network of IP addresses. An IPv4 address written as an IPv6 one (RFC 4291, section 2.5.5.2) is the IPv4 address, and the
 * zone of a link-local address (RFC 4007) is not looked at. Immutable.
 */
public final class Network {

    private static final int IPV4_MAPPED_BITS = 96;
    private static final int IPV6_NETWORK_BYTES = 8;

    private final byte[] address;
    private final int prefix;

    private Network(byte[] address, int prefix) {
        this.address = address;
        this.prefix = prefix;
    }

    /**
     * Reads an address or a network.
     *
     * @param text such as {@code 192.0.2.7}, {@code 192.0.2.0/24} or {@code 2001:db8::/32}
     * @throws IllegalArgumentException where it is neither, or names a zone: an address is never compared by that
     */
    public static Network of(String text) {
        int slash = text.indexOf('/');
        byte[] written = bytes(slash < 0 ? text : text.substring(0, slash));
        if (written != null) {
            byte[] address = canonical(written).getAddress();
            int prefix = slash < 0 ? written.length * Byte.SIZE : prefix(text.substring(slash + 1));
            if (address.length < written.length) {
                prefix -= IPV4_MAPPED_BITS;
            }
            if (prefix >= 0 && prefix <= address.length * Byte.SIZE) {
                return new Network(address, prefix);
            }
        }
        throw new IllegalArgumentException(
                "'" + text + "' is neither an IP address nor a network such as 192.0.2.0/24 or 2001:db8::/32");
    }

    /** Whether the address is one of this network. */
    public boolean contains(InetAddress candidate) {
        byte[] other = candidate.getAddress();
        if (other.length != address.length) {
            return false;
        }
        int whole = prefix / Byte.SIZE;
        for (int i = 0; i < whole; i++) {
            if (other[i] != address[i]) {
                return false;
            }
        }
        int rest = prefix % Byte.SIZE;
        return rest == 0 || (other[whole] ^ address[whole]) >> (Byte.SIZE - rest) == 0;
    }

    /** What one sender is taken to have, as a key: an IPv4 address, or the /64 network of an IPv6 address. */
    public static Object ofSender(InetAddress address) {
        return address instanceof Inet6Address
                ? ByteBuffer.wrap(address.getAddress(), 0, IPV6_NETWORK_BYTES).getLong()
                : address;
    }

    /** The address that {@code text} is, without a look-up; {@code null} where it is none, or has a zone. */
    static @Nullable InetAddress address(String text) {
        byte[] bytes = bytes(text);
        return bytes == null ? null : canonical(bytes);
    }

    private static byte @Nullable [] bytes(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c != '.' && c != ':' && !HexFormat.isHexDigit(c)) {
                return null;
            }
        }
        // Names are not looked up: they could change under us, and the look-up blocks.
        return NetUtil.createByteArrayFromIpAddressString(text);
    }

    private static InetAddress canonical(byte[] bytes) {
        try {
            return InetAddress.getByAddress(bytes);
        } catch (UnknownHostException e) {
            throw new IllegalStateException("an address has 4 or 16 bytes, not " + bytes.length, e);
        }
    }

    /** The number after the slash, or -1 where it is none. */
    private static int prefix(String text) {
        if (text.isEmpty() || text.length() > 3 || !text.chars().allMatch(c -> c >= '0' && c <= '9')) {
            return -1;
        }
        return Integer.parseInt(text);
    }
}
