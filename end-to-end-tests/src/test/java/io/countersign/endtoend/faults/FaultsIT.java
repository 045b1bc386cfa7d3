package io.countersign.endtoend.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.endtoend.Countersign;
import io.countersign.endtoend.SharedSystem;
import io.countersign.endtoend.faults.FaultRun.Result;
import io.countersign.topic.ResourceType;
import io.countersign.topic.TopicCatalogue;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The short set of faults, in one system of three brokers; {@code end-to-end-tests/faults} has all. */
class FaultsIT {

    private static final long SEED = Long.getLong("countersign.seed", new Random().nextInt(1_000_000));

    private static Countersign countersign;

    @BeforeAll
    static void start() {
        System.out.println("FaultsIT: -Dcountersign.seed=" + SEED);
        countersign = Countersign.start(FaultRun.system(SharedSystem.newFolder("faults")));
    }

    @AfterAll
    static void stop() {
        if (countersign != null) {
            countersign.close();
        }
    }

    static List<Fault> faults() {
        return Faults.inEveryBuild();
    }

    @Test
    void theReconciliationSeesWhatIsLostDoubledOrWrong() throws Exception {
        try (Load load = new Load(countersign, new Webhooks("sabotage", new Random(SEED)))) {
            load.start(100);
            load.awaitAcknowledged(60);
            load.finish();
            countersign.awaitProcessed();
            assertThat(Reconciliation.of(countersign, load).problems()).isEmpty();

            Sabotage sabotage = new Sabotage(countersign, "_sabotage-");
            sabotage.repeatTheFirst(TopicCatalogue.events(ResourceType.OUTGOING_PAYMENT));
            sabotage.repeatTheFirst(TopicCatalogue.state(ResourceType.OUTGOING_PAYMENT));
            sabotage.deleteAll(TopicCatalogue.received(ResourceType.VERIFICATION));

            Reconciliation after = Reconciliation.of(countersign, load);
            assertThat(after.lost()).isPositive();
            assertThat(after.wrongStates()).isPositive();
            assertThat(after.problems())
                    .anyMatch(problem -> problem.startsWith("acknowledged, not received"))
                    .anyMatch(problem -> problem.startsWith("counted 2 times"))
                    .anyMatch(problem -> problem.startsWith("wrong state of devengo/outgoing-payment"));
        }
    }

    @ParameterizedTest
    @MethodSource("faults")
    void nothingIsLostAndEverythingCountsOnceThrough(Fault fault) throws Exception {
        Result result = FaultRun.in(countersign, fault, SEED);

        System.out.println(result.line());
        assertThat(result.problems()).as(result.line()).isEmpty();
    }
}
