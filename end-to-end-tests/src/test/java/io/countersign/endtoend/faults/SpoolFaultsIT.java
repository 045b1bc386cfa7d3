package io.countersign.endtoend.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.endtoend.Countersign;
import io.countersign.endtoend.SharedSystem;
import io.countersign.endtoend.faults.FaultRun.Result;
import io.countersign.quickstart.stack.LocalStack;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** An ingress with a spool, killed in an outage; one broker is enough to be away. */
class SpoolFaultsIT {

    private static final long SEED = Long.getLong("countersign.seed", new Random().nextInt(1_000_000));

    @Test
    void nothingIsLostAndEverythingCountsOnceThroughAnOutageAndTwoKills() throws Exception {
        System.out.println("SpoolFaultsIT: -Dcountersign.seed=" + SEED);
        Path folder = SharedSystem.newFolder("spool-faults");
        try (Countersign countersign = Countersign.start(SpoolFaults.withSpool(folder, LocalStack.in(folder)))) {
            Result result = FaultRun.in(countersign, SpoolFaults.inEveryBuild(), SEED);

            System.out.println(result.line());
            assertThat(result.problems()).as(result.line()).isEmpty();
        }
    }
}
