package io.countersign.quickstart.show;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.quickstart.sample.Sample;
import io.countersign.quickstart.show.Delivery.Manner;
import java.util.List;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ProgrammeTest {

    static LongStream seeds() {
        return LongStream.range(0, 20);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void everySampleComesInOnceForTheFirstTime(long seed) {
        List<Sample> first = Programme.of(seed).stream()
                .filter(delivery -> delivery.manner().isFirst())
                .map(Delivery::webhook)
                .toList();

        assertThat(first).containsExactlyInAnyOrderElementsOf(Sample.all());
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void whatIsSentAgainHasBeenSentBefore(long seed) {
        List<Delivery> deliveries = Programme.of(seed);
        List<Delivery> repetitions = deliveries.stream()
                .filter(delivery -> delivery.manner().isRepetition())
                .toList();

        assertThat(repetitions)
                .hasSize(5)
                .allSatisfy(repetition -> assertThat(deliveries.subList(0, deliveries.indexOf(repetition)))
                        .anySatisfy(earlier -> {
                            assertThat(earlier.manner().isFirst()).isTrue();
                            assertThat(earlier.webhook().source())
                                    .isEqualTo(repetition.webhook().source());
                            assertThat(earlier.webhook().name())
                                    .isEqualTo(repetition.webhook().name());
                        }));
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void everyMannerIsShownAndLateOnesComeLast(long seed) {
        List<Delivery> deliveries = Programme.of(seed);

        assertThat(deliveries).extracting(Delivery::manner).contains(Manner.values());
        assertThat(deliveries.subList(deliveries.size() - 3, deliveries.size()))
                .extracting(Delivery::manner)
                .containsOnly(Manner.LATE);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void oneSeedIsOneOrder(long seed) {
        assertThat(Programme.of(seed)).isEqualTo(Programme.of(seed));
        assertThat(Stream.of(seed, seed + 1).map(Programme::of).distinct()).hasSize(2);
    }
}
