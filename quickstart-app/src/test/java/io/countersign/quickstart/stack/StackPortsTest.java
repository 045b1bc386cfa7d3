package io.countersign.quickstart.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.countersign.quickstart.stack.StackPorts.Part;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.EnumMap;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class StackPortsTest {

    @Test
    void theUsualPortsAreThoseOfTheDocumentation() {
        assertThat(Stream.of(Part.values()).map(StackPorts.usual()::of))
                .containsExactly(8080, 8081, 8090, 8091, 9092, 8070);
    }

    @Test
    void allTakenPortsAreToldAtOnce() throws Exception {
        StackPorts ports = StackPorts.free();
        InetAddress loopback = InetAddress.getLoopbackAddress();
        try (ServerSocket one = new ServerSocket(ports.of(Part.INGRESS), 1, loopback);
                ServerSocket other = new ServerSocket(ports.of(Part.KAFKA), 1, loopback)) {
            assertThat(one.isBound() && other.isBound()).isTrue();
            assertThat(ports.taken()).containsExactly(Part.INGRESS, Part.KAFKA);
        }
    }

    @Test
    void onePortForTwoPartsIsRefusedWithBothOptions() {
        Map<Part, Integer> ports = new EnumMap<>(Part.class);
        Stream.of(Part.values()).forEach(part -> ports.put(part, part.usual()));
        ports.put(Part.REGISTRY, 9092);

        assertThatThrownBy(() -> new StackPorts(ports))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("--kafka-port and --registry-port must differ, both are 9092");
    }

    @Test
    void aPortOutOfRangeIsRefusedWithItsOption() {
        Map<Part, Integer> ports = new EnumMap<>(Part.class);
        Stream.of(Part.values()).forEach(part -> ports.put(part, part.usual()));
        for (int port : new int[] {-1, 0, 65_536}) {
            ports.put(Part.PROCESSOR, port);

            assertThatThrownBy(() -> new StackPorts(ports))
                    .hasMessageContaining("--processor-port")
                    .hasMessageContaining(Integer.toString(port));
        }
    }
}
