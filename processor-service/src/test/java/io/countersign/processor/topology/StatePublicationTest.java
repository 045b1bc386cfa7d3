package io.countersign.processor.topology;

import static io.countersign.processor.Events.account;
import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.processor.FakeRegistry;
import io.countersign.processor.ledger.Ledger;
import io.countersign.processor.ledger.ResourceEvent;
import io.countersign.serde.Codecs;
import io.countersign.state.ResourceState;
import io.countersign.topic.ResourceType;
import io.countersign.topic.TopicCatalogue;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.apache.kafka.streams.processor.api.MockProcessorContext.CapturedPunctuator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.Stores;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** A restart in the middle: the stores are what survives, whoever reads the partition next. */
class StatePublicationTest {

    private static final FakeRegistry REGISTRY = new FakeRegistry();
    private static final Codecs CODECS = Codecs.connect(REGISTRY.client(), TopicCatalogue.all());
    private static final int STATES = 2 * StatePublication.STATES_AT_A_TIME + 1;

    private final KeyValueStore<String, byte[]> ledger = Stores.keyValueStoreBuilder(
                    Stores.inMemoryKeyValueStore(LedgerStore.NAME), Serdes.String(), Serdes.ByteArray())
            .withLoggingDisabled()
            .build();
    private final KeyValueStore<String, String> positions =
            PromotionStore.builder().withLoggingDisabled().build();

    @AfterAll
    static void closeRegistry() {
        REGISTRY.close();
    }

    @Test
    void aRestartGoesOnWhereTheOneBeforeStoppedAndEndsOnce() {
        MockProcessorContext<String, byte[]> before = new MockProcessorContext<>();
        ledger.init(before.getStateStoreContext(), ledger);
        positions.init(before.getStateStoreContext(), positions);
        List<String> keys = new ArrayList<>();
        for (int number = 0; number < STATES; number++) {
            ResourceEvent event = ResourceEvent.of(account(String.format("acc_%05d", number), "created"));
            ledger.put(
                    "account/devengo/" + event.metadata().getResource().getId(),
                    CODECS.encode(new Ledger(1).decide(null, event).state()));
            keys.add("devengo/account/" + event.metadata().getResource().getId());
        }
        publication(before).begin(ResourceType.ACCOUNT);
        pass(before);
        MockProcessorContext<String, byte[]> after = new MockProcessorContext<>();
        publication(after);
        pass(after);
        pass(after);
        pass(after);

        assertThat(keys(before)).isEqualTo(keys.subList(0, StatePublication.STATES_AT_A_TIME));
        assertThat(keys(after)).isEqualTo(keys.subList(StatePublication.STATES_AT_A_TIME, STATES));
        assertThat(after.scheduledPunctuators())
                .singleElement()
                .satisfies(schedule -> assertThat(schedule.cancelled()).isTrue());
        MockProcessorContext<String, byte[]> later = new MockProcessorContext<>();
        publication(later);
        assertThat(later.scheduledPunctuators()).isEmpty();
    }

    private StatePublication publication(MockProcessorContext<String, byte[]> context) {
        return new StatePublication(context, ledger, positions, CODECS.codec(ResourceState.class));
    }

    private static void pass(MockProcessorContext<String, byte[]> context) {
        for (CapturedPunctuator schedule : context.scheduledPunctuators()) {
            schedule.getPunctuator().punctuate(0);
        }
    }

    private static List<String> keys(MockProcessorContext<String, byte[]> context) {
        return context.forwarded("state-account").stream()
                .<String>map(forward -> forward.record().key())
                .toList();
    }
}
