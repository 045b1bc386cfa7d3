package io.countersign.platform;

import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Main class of the broker's JVM: formats a new data folder, then is the broker. Formatting here saves the start of a
 * second JVM.
 */
final class BrokerMain {

    private BrokerMain() {}

    /** Takes the server's properties file, its log folder, and the cluster id for a folder that is new. */
    public static void main(String[] arguments) {
        String properties = arguments[0];
        if (!Files.exists(Path.of(arguments[1], "meta.properties"))) {
            int code = kafka.tools.StorageTool.execute(
                    new String[] {"format", "--config", properties, "--cluster-id", arguments[2]}, System.out);
            if (code != 0) {
                System.exit(code);
            }
        }
        kafka.Kafka.main(new String[] {properties});
    }
}
