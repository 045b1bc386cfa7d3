package io.countersign.processor.runtime;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.util.Locale;
import org.apache.kafka.streams.KafkaStreams;
import org.springframework.kafka.config.StreamsBuilderFactoryBean;

/** Shows the state that Kafka Streams is in: 1 for that one, 0 for all others; 0 for all until it was started. */
final class StreamsStates implements MeterBinder {

    /** A gauge for each {@code state}. */
    static final String STREAMS = "countersign.processor.streams";

    private final StreamsBuilderFactoryBean streams;

    StreamsStates(StreamsBuilderFactoryBean streams) {
        this.streams = streams;
    }

    @Override
    public void bindTo(MeterRegistry meters) {
        for (KafkaStreams.State state : KafkaStreams.State.values()) {
            Gauge.builder(STREAMS, this, self -> self.isIn(state) ? 1 : 0)
                    .tag("state", state.name().toLowerCase(Locale.ROOT))
                    .register(meters);
        }
    }

    private boolean isIn(KafkaStreams.State state) {
        KafkaStreams started = streams.getKafkaStreams();
        return started != null && started.state() == state;
    }
}
