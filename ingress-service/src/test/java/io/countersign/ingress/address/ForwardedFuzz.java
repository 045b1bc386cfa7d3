package io.countersign.ingress.address;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.countersign.ingress.fuzz.Findings;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever a sender writes in front of what a trusted proxy adds: it is never taken for the sender's address. */
@ExtendWith(Findings.class)
class ForwardedFuzz {

    private static final ClientAddresses X_FORWARDED_FOR = believing("X-Forwarded-For");
    private static final ClientAddresses FORWARDED = believing("Forwarded");

    private static ClientAddresses believing(String header) {
        return new ClientAddresses(new ProxyProperties(List.of("10.0.0.0/8", "2001:db8:aaaa::/48"), header));
    }

    static Stream<byte[]> seeds() {
        return Stream.of(
                        "192.0.2.1",
                        "192.0.2.1:80, [2001:db8:aaaa::1]:80, ::ffff:10.0.0.1",
                        "for=192.0.2.1;proto=https;by=10.0.0.1, for=\"[2001:db8:aaaa::1]:80\"",
                        "for=198.51.100.9;x=\"a\\\"b, c\"",
                        "for=198.51.100.9;x=\"")
                .map(text -> text.getBytes(StandardCharsets.ISO_8859_1));
    }

    @MethodSource("seeds")
    @FuzzTest
    void field(byte[] data) throws UnknownHostException {
        String sent = new String(data, StandardCharsets.ISO_8859_1);
        InetAddress peer = InetAddress.getByName("10.0.0.1");
        InetAddress sender = InetAddress.getByName("2001:db8::1");
        X_FORWARDED_FOR.of(peer, name -> List.of(sent));
        FORWARDED.of(peer, name -> List.of(sent));
        require(X_FORWARDED_FOR
                .of(peer, name -> List.of(sent + ", 2001:db8::1"))
                .equals(sender));
        require(X_FORWARDED_FOR.of(peer, name -> List.of(sent, "2001:db8::1")).equals(sender));
        require(FORWARDED
                .of(peer, name -> List.of(sent, "for=\"[2001:db8::1]\""))
                .equals(sender));
        for (String added : List.of(
                ", for=\"[2001:db8::1]\"",
                ", for=\"[2001:db8::1]:80\";proto=http, for=10.1.1.1",
                ",for=\"2001:db8::1\";host=\"a\"")) {
            InetAddress believed = FORWARDED.of(peer, name -> List.of(sent + added));
            require(believed.equals(sender) || believed.equals(peer));
        }
    }

    private static void require(boolean holds) {
        if (!holds) {
            throw new AssertionError("an address was believed that the sender wrote");
        }
    }
}
