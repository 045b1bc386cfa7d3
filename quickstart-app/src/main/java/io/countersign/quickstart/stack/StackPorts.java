package io.countersign.quickstart.stack;

import io.countersign.platform.Ports;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The port of each part on 127.0.0.1, all different, each from 1 to 65535. */
public final class StackPorts {

    /** What listens. The order is that of the documentation. */
    public enum Part {
        INGRESS("ingress", 8080),
        INGRESS_MANAGEMENT("ingress-management", 8081),
        PROCESSOR("processor", 8090),
        PROCESSOR_MANAGEMENT("processor-management", 8091),
        KAFKA("kafka", 9092),
        REGISTRY("registry", 8070);

        private final String word;
        private final int usual;

        Part(String word, int usual) {
            this.word = word;
            this.usual = usual;
        }

        /** The part as options spell it, such as {@code ingress-management}. */
        public String word() {
            return word;
        }

        /** The port that the documentation gives. */
        public int usual() {
            return usual;
        }

        /** The command line's option that changes the port. */
        public String option() {
            return "--" + word + "-port";
        }
    }

    private final Map<Part, Integer> ports;

    /**
     * Takes one port for each part.
     *
     * @throws IllegalArgumentException if one is missing, out of range, or meant for two parts
     */
    public StackPorts(Map<Part, Integer> ports) {
        this.ports = new EnumMap<>(ports);
        for (Part part : Part.values()) {
            Integer port = this.ports.get(part);
            if (port == null || port < 1 || port > 65_535) {
                throw new IllegalArgumentException(part.option() + " must be from 1 to 65535, not " + port);
            }
            Stream.of(Part.values())
                    .filter(other -> other.compareTo(part) < 0 && port.equals(this.ports.get(other)))
                    .findFirst()
                    .ifPresent(other -> {
                        throw new IllegalArgumentException(
                                other.option() + " and " + part.option() + " must differ, both are " + port);
                    });
        }
    }

    /** The ports of the documentation. */
    public static StackPorts usual() {
        Map<Part, Integer> ports = new EnumMap<>(Part.class);
        Stream.of(Part.values()).forEach(part -> ports.put(part, part.usual()));
        return new StackPorts(ports);
    }

    /** Ports that are free now. */
    public static StackPorts free() {
        Map<Part, Integer> ports = new EnumMap<>(Part.class);
        for (Part part : Part.values()) {
            int port = Ports.free();
            while (ports.containsValue(port)) {
                port = Ports.free();
            }
            ports.put(part, port);
        }
        return new StackPorts(ports);
    }

    /** The port of a part. */
    public int of(Part part) {
        Integer port = ports.get(part);
        if (port == null) {
            throw new IllegalStateException("No port for " + part.word());
        }
        return port;
    }

    /** The parts whose ports other programs have taken. */
    public List<Part> taken() {
        return Stream.of(Part.values()).filter(part -> !Ports.isFree(of(part))).toList();
    }
}
