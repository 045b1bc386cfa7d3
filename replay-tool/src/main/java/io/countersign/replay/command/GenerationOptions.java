package io.countersign.replay.command;

import io.countersign.replay.cluster.Cluster;
import io.countersign.replay.rebuild.Generations;
import picocli.CommandLine.Option;

/** The options of every command about generations. */
final class GenerationOptions {

    @Option(
            names = "--application-id",
            paramLabel = "<id>",
            defaultValue = "${env:COUNTERSIGN_APPLICATION_ID:-countersign-processor}",
            description = "spring.kafka.streams.application-id of the first generation (${DEFAULT-VALUE}; also"
                    + " COUNTERSIGN_APPLICATION_ID).")
    private String applicationId = "";

    Generations generations(Cluster cluster) {
        return new Generations(cluster, applicationId);
    }
}
